"""The parameter sets of H.264, and what surrounds them in an MP4 file."""

from __future__ import annotations

__all__ = ("Avcc", "free_set_id", "pack_units", "split_units")

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

_SPS, _PPS = 7, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Avcc:
    """
    An `avcC` record: how long the lengths before units are, and the parameter sets.

    Example:
        >>> record = Avcc.parse(bytes.fromhex("0142c01effe100056742c01e8c01000268ce"))
        >>> record.length_size, len(record.sps), len(record.pps)
        (4, 1, 1)
    """

    head: bytes
    length_size: int
    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]
    rest: bytes

    @classmethod
    def parse(cls, data: bytes) -> Avcc:
        """Read a record. Raises `ValueError` if it is cut short or is none."""
        if len(data) < 7 or data[0] != 1:
            raise ValueError("This is no avcC record: it must begin with the byte 1.")
        sps, place = _read_sets(data, 6, data[5] & 31)
        if place >= len(data):
            raise ValueError("The avcC record is cut short before its picture parameter sets.")
        pps, place = _read_sets(data, place + 1, data[place])
        return cls(
            head=data[:4], length_size=(data[4] & 3) + 1, sps=sps, pps=pps, rest=data[place:]
        )

    def build(self) -> bytes:
        """Write the record."""
        return b"".join(
            (
                self.head,
                bytes([0xFC | self.length_size - 1, 0xE0 | len(self.sps)]),
                *(len(one).to_bytes(2, "big") + one for one in self.sps),
                bytes([len(self.pps)]),
                *(len(one).to_bytes(2, "big") + one for one in self.pps),
                self.rest,
            )
        )

    def joined(self, units: Sequence[bytes]) -> Avcc:
        """Add the parameter sets among `units`, and raise the level where they need it."""
        sps = tuple(unit for unit in units if unit[0] & 31 == _SPS)
        pps = tuple(unit for unit in units if unit[0] & 31 == _PPS)
        level = max([self.head[3], *(unit[3] for unit in sps)])
        return replace(
            self,
            head=self.head[:3] + bytes([level]),
            sps=self.sps + sps,
            pps=self.pps + pps,
        )


def free_set_id(record: Avcc | None, *, taken: int = 0) -> int:
    """Find a number that no parameter set of `record` has, after `taken` others."""
    used = {_number(unit[4:]) for unit in record.sps} if record else set[int]()
    used |= {_number(unit[1:]) for unit in record.pps} if record else set[int]()
    free = [number for number in range(1, 32) if number not in used]
    if taken >= len(free):
        raise ValueError("All 31 numbers of parameter sets are taken, so none can be added.")
    return free[taken]


def split_units(stream: bytes) -> list[bytes]:
    """Cut a stream with start codes into its units."""
    units: list[bytes] = []
    start = stream.find(b"\0\0\1")
    while start >= 0:
        following = stream.find(b"\0\0\1", start + 3)
        piece = stream[start + 3 : following if following >= 0 else len(stream)]
        if piece := piece.rstrip(b"\0"):
            units.append(piece)
        start = following
    return units


def pack_units(units: Iterable[bytes], length_size: int | None) -> bytes:
    """Put a length before each unit, or a start code if `length_size` is `None`."""
    if length_size is None:
        return b"".join(b"\0\0\0\1" + unit for unit in units)
    return b"".join(len(unit).to_bytes(length_size, "big") + unit for unit in units)


def _read_sets(data: bytes, place: int, count: int) -> tuple[tuple[bytes, ...], int]:
    found: list[bytes] = []
    for _ in range(count):
        size = int.from_bytes(data[place : place + 2], "big")
        one = data[place + 2 : place + 2 + size]
        if len(one) < max(size, 5 if not found and place == 6 else 2):
            raise ValueError("The avcC record is cut short inside a parameter set.")
        found.append(one)
        place += 2 + size
    return tuple(found), place


def _number(payload: bytes) -> int:
    """Read the first unsigned Exp-Golomb number."""
    bits = "".join(f"{byte:08b}" for byte in payload[:8])
    zeros = len(bits) - len(bits.lstrip("0"))
    return int(bits[zeros : 2 * zeros + 1] or "1", 2) - 1
