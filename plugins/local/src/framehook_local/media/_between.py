"""Pictures in between two pictures."""

from __future__ import annotations

__all__ = ("Between", "Small", "difference", "is_cut")

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import sub
from typing import NamedTuple

from av.video.frame import VideoFrame

from ._fade import Fade
from ._flow import measure_flow
from ._graph import Chain
from ._warp import Field, Grid, Warp

_COLUMNS, _ROWS = 48, 27
_BINS = 16
# Share of the range of brightness by which two pictures differ on average, and share of
# the pixels that have another brightness, above which one scene has followed another.
_CUT, _CUT_BINS = 0.1, 0.18
# A cut stands out from what moves before it.
_SUDDEN = 2.0
# A motion is believed where it explains this much of the difference.
_EXPLAINED = 0.15
_SAME = 0.0005


class Small:
    """
    Shrinks pictures to a few hundred values of brightness that are quick to compare.

    Example:
        >>> len(Small(640, 360).values(VideoFrame(640, 360, "yuv420p")))
        1296
    """

    def __init__(self, width: int, height: int) -> None:
        steps = f"scale={_COLUMNS}:{_ROWS}:flags=area,format=gray"
        self._chain = Chain(width, height, "yuv420p", steps)

    def values(self, frame: VideoFrame) -> bytes:
        """Give the brightness of a `yuv420p` picture, row by row."""
        plane = self._chain.run(frame).planes[0]
        data, stride = bytes(plane), plane.line_size
        return b"".join(data[row * stride :][:_COLUMNS] for row in range(_ROWS))


def difference(one: bytes, other: bytes) -> float:
    """Say by which share of the range two pictures differ on average."""
    total: int = sum(map(abs, map(sub, one, other)))
    return total / (255 * len(one))


def is_cut(before: bytes, after: bytes, usual: float) -> bool:
    """
    Say whether a new scene begins with `after`.

    Args:
        before: A picture, from `Small.values`.
        after: The next one.
        usual: How much the two pictures before them differed.
    """
    found = difference(before, after)
    if found < _CUT or found < _SUDDEN * usual:
        return False
    one, other = (Counter(value * _BINS >> 8 for value in values) for values in (before, after))
    moved = sum(abs(one[number] - other[number]) for number in range(_BINS))
    return moved / (2 * len(before)) > _CUT_BINS


class _Known(NamedTuple):
    frame: VideoFrame
    enlarged: VideoFrame


class Between:
    """
    Finds out how things move from one picture to the next, and shows them on their way.

    Where no motion explains the difference, one picture fades into the other.

    Example:
        >>> one, other = VideoFrame(64, 36, "yuv420p"), VideoFrame(64, 36, "yuv420p")
        >>> len(list(Between(64, 36).frames(one, other, [0.5])))
        1
    """

    def __init__(self, width: int, height: int) -> None:
        self._grid = Grid(width, height)
        # Each picture of a pair is bent by a graph of its own, so that both keep their size.
        self._warp = Warp(self._grid)
        self._fade = Fade(width, height)
        self._small = Small(width, height)
        self._last: _Known | None = None

    def frames(
        self, before: VideoFrame, after: VideoFrame, shares: Sequence[float]
    ) -> Iterator[VideoFrame]:
        """Give a picture for each share of the way, between 0 and 1; all are `yuv420p`."""
        values = [self._small.values(frame) for frame in (before, after)]
        if difference(*values) < _SAME and bytes(before.planes[0]) == bytes(after.planes[0]):
            yield from (before for _ in shares)
            return
        first, second = self._known(before), self._known(after)
        field = self._motion(first, second, values)
        for share in shares:
            if field is None:
                yield self._fade.apply(before, after, share)
                continue
            ahead = self._warp.apply(first.enlarged, _scaled(field, share))
            back = self._warp.apply(second.enlarged, _scaled(field, share - 1))
            yield self._fade.apply(ahead, back, share)

    def _known(self, frame: VideoFrame) -> _Known:
        if self._last is None or self._last.frame is not frame:
            self._last = _Known(frame, self._warp.enlarge(frame))
        return self._last

    def _motion(self, first: _Known, second: _Known, values: Sequence[bytes]) -> Field | None:
        """Measure where things go; `None` where that explains nothing."""
        (field,) = measure_flow([first.frame, second.frame], self._grid)
        arrived = self._small.values(self._warp.apply(first.enlarged, field))
        left = difference(arrived, values[1])
        return field if left < (1 - _EXPLAINED) * difference(*values) else None


def _scaled(field: Field, share: float) -> Field:
    return [(share * right, share * down) for right, down in field]
