"""The walk from fragment to fragment."""

from __future__ import annotations

__all__ = ("Walk", "length_by_index", "walk")

from collections.abc import Mapping
from dataclasses import dataclass

from ..spi._command import Flow
from ._boxes import MOST_BOXES, Tally, header
from ._damage import BudgetError, DamageError
from ._fragments import Fragments, declared_length, index_length, spread
from ._track import Track
from ._window import Window

_LARGEST_INDEX = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """
    How far a walk over fragments came.

    Attributes:
        complete: Whether it saw them all.
        truncated: Whether the file ends within one.
        share: The bytes of the fragments that it saw.
        length: Seconds of the whole file, by an index on the way.
    """

    complete: bool
    truncated: bool
    share: int
    length: float | None


def walk(window: Window, at: int, listeners: Mapping[int, Fragments]) -> Flow[Walk]:
    """Read fragment after fragment, as far as that is allowed."""
    tally, length, end, begin = Tally(window.limits.boxes), None, at, at
    try:
        while (found := header((yield from window.some(at, 16)))) is not None:
            tally.one()
            kind, start, size = found
            if size is None:
                break
            end = at + size
            if kind in (b"moof", b"sidx"):
                body = memoryview((yield from window.some(at + start, size - start)))
                if len(body) < size - start:
                    break
                if kind == b"moof":
                    spread(body, listeners, tally)
                elif length is None:
                    after = None if window.size is None else window.size - end
                    length = declared_length(body, after)
            at = end
        truncated = yield from window.ends_before(end)
    except (BudgetError, DamageError):
        return Walk(complete=False, truncated=False, share=at - begin, length=length)
    return Walk(complete=True, truncated=truncated, share=at - begin, length=length)


def length_by_index(window: Window, track: Track) -> Flow[float | None]:
    """The length by the index at the end of a fragmented file, if there is one."""
    if window.size is None:
        return None
    tail = yield from window.bulk(window.size - 16, 16)
    size = int.from_bytes(tail[12:16], "big")
    if tail[4:8] != b"mfro" or not 16 < size <= min(window.size, _LARGEST_INDEX):
        return None
    body = yield from window.bulk(window.size - size, size)
    try:
        return index_length(memoryview(body)[8:], track.id, track.scale, Tally(MOST_BOXES))
    except (BudgetError, DamageError):
        return None
