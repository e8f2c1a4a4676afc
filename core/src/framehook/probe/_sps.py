"""The sequence parameter set of H.264, as far as it concerns sizes."""

from __future__ import annotations

__all__ = ("pixel_shape",)

from ._damage import DamageError
from ._geometry import aspect
from ._number import Buffer, big

_LONGEST = 1024
_HIGH_PROFILES = {44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244}
_SHAPES = (
    (0, 0),
    (1, 1),
    (12, 11),
    (10, 11),
    (16, 11),
    (40, 33),
    (24, 11),
    (20, 11),
    (32, 11),
    (80, 33),
    (18, 11),
    (15, 11),
    (64, 33),
    (160, 99),
    (4, 3),
    (3, 2),
    (2, 1),
)
_OWN_SHAPE = 255


class _Bits:
    """Reads numbers of a few bits each."""

    __slots__ = ("_left", "_value")

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = 8 * len(data)

    def take(self, count: int) -> int:
        """The next `count` bits."""
        self._left -= count
        if self._left < 0:
            reason = "The file has an H.264 parameter set that is cut short."
            raise DamageError(reason)
        return self._value >> self._left & ((1 << count) - 1)

    def golomb(self) -> int:
        """The next number in Exp-Golomb code."""
        zeros = 0
        while not self.take(1):
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)

    def signed_golomb(self) -> int:
        """The next number with a sign."""
        code = self.golomb()
        return (code + 1) // 2 if code % 2 else -(code // 2)


def pixel_shape(configuration: Buffer) -> tuple[int, int] | None:
    """The shape of a pixel by an `avcC` record; `None` if it does not say."""
    try:
        if not big(configuration, 5, 1) & 31:
            return None
        length = min(big(configuration, 6, 2), _LONGEST)
        unit = bytes(configuration[8 : 8 + length])
        return _shape(_Bits(unit[1:].replace(b"\x00\x00\x03", b"\x00\x00")))
    except DamageError:
        return None


def _shape(bits: _Bits) -> tuple[int, int] | None:
    profile = bits.take(8)
    bits.take(16)
    bits.golomb()
    if profile in _HIGH_PROFILES:
        _skip_high(bits)
    bits.golomb()
    _skip_order(bits)
    bits.golomb()
    bits.take(1)
    bits.golomb()
    bits.golomb()
    if not bits.take(1):
        bits.take(1)
    bits.take(1)
    if bits.take(1):
        for _ in range(4):
            bits.golomb()
    has_usability, has_shape = bits.take(1), 0
    if has_usability:
        has_shape = bits.take(1)
    if not has_shape:
        return None
    index = bits.take(8)
    if index == _OWN_SHAPE:
        return aspect(bits.take(16), bits.take(16))
    return aspect(*_SHAPES[index]) if index < len(_SHAPES) else None


def _skip_high(bits: _Bits) -> None:
    chroma = bits.golomb()
    if chroma == 3:
        bits.take(1)
    bits.golomb()
    bits.golomb()
    bits.take(1)
    if not bits.take(1):
        return
    for index in range(12 if chroma == 3 else 8):
        if bits.take(1):
            _skip_scaling(bits, 16 if index < 6 else 64)


def _skip_scaling(bits: _Bits, count: int) -> None:
    scale = 8
    for _ in range(count):
        scale = (scale + bits.signed_golomb()) % 256
        if not scale:
            return


def _skip_order(bits: _Bits) -> None:
    kind = bits.golomb()
    if kind == 0:
        bits.golomb()
    elif kind == 1:
        bits.take(1)
        bits.golomb()
        bits.golomb()
        # Each of them takes a bit at least, so the set's own end bounds the loop.
        for _ in range(bits.golomb()):
            bits.golomb()
