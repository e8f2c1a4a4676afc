"""Whole numbers in bytes that may be too short."""

from __future__ import annotations

__all__ = ("Buffer", "big", "little", "signed", "words")

import sys
from array import array
from typing import Literal, TypeAlias

from ._damage import DamageError

Buffer: TypeAlias = bytes | memoryview


def big(data: Buffer, at: int, width: int) -> int:
    """The unsigned big-endian number of `width` bytes at `at`."""
    return int.from_bytes(_field(data, at, width), "big")


def signed(data: Buffer, at: int, width: int) -> int:
    """The signed big-endian number of `width` bytes at `at`."""
    return int.from_bytes(_field(data, at, width), "big", signed=True)


def little(data: Buffer, at: int, width: int) -> int:
    """The unsigned little-endian number of `width` bytes at `at`."""
    return int.from_bytes(_field(data, at, width), "little")


def words(data: Buffer, at: int, count: int, kind: Literal["I", "i"] = "I") -> array[int]:
    """At most `count` big-endian 32-bit numbers from `at` on, as many as there are."""
    available = max(0, len(data) - at) // 4
    numbers = array(kind)
    numbers.frombytes(data[at : at + 4 * min(count, available)])
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _field(data: Buffer, at: int, width: int) -> Buffer:
    field = data[at : at + width]
    if len(field) < width:
        reason = "The file has a header field that is shorter than its format demands."
        raise DamageError(reason)
    return field
