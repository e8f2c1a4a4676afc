"""Edit lists: which part of a track is shown."""

from __future__ import annotations

__all__ = ("Edit", "edits", "shown")

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ._number import big, signed

_MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """
    A part of a track that is shown, in ticks of the track's own clock.

    Attributes:
        start: Where it begins.
        length: How long it is; `None` to the end of the track.
        still: Whether one frame is shown all the time.
    """

    start: int
    length: int | None
    still: bool = False


def edits(body: memoryview, movie_scale: int, track_scale: int) -> tuple[Edit, ...]:
    """Read an `elst` box; its empty edits, which only delay, are left out."""
    wide = big(body, 0, 1) == 1
    width, step = (8, 20) if wide else (4, 12)
    found: list[Edit] = []
    available = (len(body) - 8) // step
    for at in range(8, 8 + step * min(big(body, 4, 4), available, _MOST), step):
        length, start = big(body, at, width), signed(body, at + width, width)
        if start < 0:
            continue
        # Lengths count in the movie's clock, starts in the track's.
        ticks = (2 * length * track_scale + movie_scale) // (2 * movie_scale) if movie_scale else 0
        still = length > 0 and big(body, at + 2 * width, 4) == 0
        found.append(Edit(start=start, length=ticks if length else None, still=still))
    return tuple(found)


def shown(parts: Sequence[Edit], times: Sequence[int], end: int) -> tuple[int, int]:
    """
    Count what the edits show.

    Args:
        parts: The edit list.
        times: When the frames begin, in order.
        end: When the last frame is over.

    Returns:
        The number of frames, and how many ticks they last together.
    """
    frames = ticks = 0
    for part in parts:
        stop = end if part.length is None else part.start + part.length
        if part.still:
            frames += part.start < end
            ticks += stop - part.start
            continue
        frames += max(0, bisect_left(times, stop) - bisect_left(times, part.start))
        ticks += max(0, min(stop, end) - part.start)
    return frames, ticks
