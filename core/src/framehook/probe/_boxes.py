"""Boxes of the ISO base media file format that have been read already."""

from __future__ import annotations

__all__ = ("MOST_BOXES", "Box", "Tally", "boxes", "first", "header")

from collections.abc import Iterator
from dataclasses import dataclass

from ._damage import BudgetError
from ._number import big

MOST_BOXES = 2000


class Tally:
    """Counts the boxes that were looked at, so that their number stays bounded."""

    __slots__ = ("left",)

    def __init__(self, most: int) -> None:
        self.left = most

    def one(self) -> None:
        """Count one box."""
        if not self.left:
            raise BudgetError
        self.left -= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """
    A box in memory.

    Attributes:
        kind: Its four letters.
        body: What it contains, no more than there is.
    """

    kind: bytes
    body: memoryview


def header(head: bytes | memoryview) -> tuple[bytes, int, int | None] | None:
    """The kind, the length of the header and of the box; `None` length: to the end."""
    if len(head) < 8:
        return None
    kind, length, start = bytes(head[4:8]), big(head, 0, 4), 8
    if length == 1:
        if len(head) < 16:
            return None
        length, start = big(head, 8, 8), 16
    if length == 0:
        return kind, start, None
    return (kind, start, length) if length >= start else None


def boxes(data: memoryview, tally: Tally) -> Iterator[Box]:
    """The boxes in `data`, up to the first that makes no sense."""
    at = 0
    while (found := header(data[at : at + 16])) is not None:
        tally.one()
        kind, start, length = found
        end = len(data) if length is None else at + length
        yield Box(kind=kind, body=data[at + start : end])
        at = end


def first(data: memoryview, path: bytes, tally: Tally) -> memoryview | None:
    """The body of the first box at a path such as `b"mdia/mdhd"`."""
    for kind in path.split(b"/"):
        for box in boxes(data, tally):
            if box.kind == kind:
                data = box.body
                break
        else:
            return None
    return data
