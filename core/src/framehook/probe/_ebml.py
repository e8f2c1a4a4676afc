"""Elements of Matroska and WebM."""

from __future__ import annotations

__all__ = ("Element", "children", "element", "number", "real", "text")

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from struct import unpack

from ._number import Buffer

_MOST_CHILDREN = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """
    The head of an element.

    Attributes:
        id: What it is, with its length marker.
        start: Bytes from the element's beginning to its content.
        length: Bytes of content; `None` if that is not known.
    """

    id: int
    start: int
    length: int | None


def element(head: Buffer) -> Element | None:
    """Read the head of an element; 12 bytes are always enough."""
    if len(head) < 2 or head[0] < 16:
        return None
    width = 9 - head[0].bit_length()
    if len(head) <= width or not head[width]:
        return None
    extent = 9 - head[width].bit_length()
    start = width + extent
    if len(head) < start:
        return None
    mask = (1 << 7 * extent) - 1
    length = int.from_bytes(head[width:start], "big") & mask
    return Element(
        id=int.from_bytes(head[:width], "big"),
        start=start,
        length=None if length == mask else length,
    )


def children(data: memoryview) -> Iterator[tuple[int, memoryview]]:
    """The elements in `data`, up to the first that makes no sense."""
    at = 0
    for _ in range(_MOST_CHILDREN):
        found = element(data[at : at + 12])
        if found is None:
            return
        begin = at + found.start
        at = len(data) if found.length is None else begin + found.length
        yield found.id, data[begin:at]


def number(body: Buffer) -> int:
    """An unsigned number of any width that EBML allows."""
    return int.from_bytes(body[:8], "big")


def real(body: Buffer) -> float:
    """A floating-point number; 0.0 if it is none."""
    kind = {4: ">f", 8: ">d"}.get(len(body))
    value: float = unpack(kind, body)[0] if kind else 0.0
    return value if isfinite(value) else 0.0


def text(body: Buffer) -> str:
    """A string, as far as its first zero."""
    return bytes(body[:256]).split(b"\0")[0].decode("utf-8", "replace")
