"""Bits in a row, as video headers have them."""

from __future__ import annotations

__all__ = ("Bits",)


class Bits:
    """Collects bits and gives them out as bytes."""

    __slots__ = ("_done", "_length", "_rest")

    def __init__(self) -> None:
        self._done = bytearray()
        self._rest = 0
        self._length = 0

    def fixed(self, value: int, width: int) -> Bits:
        """Add `value` as `width` bits."""
        self._rest = (self._rest << width) | value
        self._length += width
        if self._length >= 64:
            # Numbers stay short this way; shifting one long number takes ever longer.
            left = self._length % 8
            self._done += (self._rest >> left).to_bytes(self._length // 8, "big")
            self._rest &= (1 << left) - 1
            self._length = left
        return self

    def unsigned(self, *values: int) -> Bits:
        """Add numbers as unsigned Exp-Golomb codes."""
        for value in values:
            code = value + 1
            self.fixed(code, 2 * code.bit_length() - 1)
        return self

    def signed(self, value: int) -> Bits:
        """Add a number as a signed Exp-Golomb code."""
        return self.unsigned(2 * value - 1 if value > 0 else -2 * value)

    def align(self, *, ones: bool = False) -> Bits:
        """Fill up to the next byte with zeros, or with ones."""
        missing = -self._length % 8
        return self.fixed((1 << missing) - 1 if ones else 0, missing)

    def stop(self) -> Bits:
        """Add the stop bit and fill up to the next byte."""
        return self.fixed(1, 1).align()

    def to_bytes(self) -> bytes:
        """Return everything so far, which has to end on a byte."""
        if self._length % 8:
            msg = f"{self._length} bits are left over; call align() or stop() first."
            raise ValueError(msg)
        return bytes(self._done) + self._rest.to_bytes(self._length // 8, "big")
