"""Pictures in between two pictures."""

from __future__ import annotations

__all__ = ("Between", "Small", "difference", "is_cut")

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import sub
from typing import NamedTuple

from av.video.frame import VideoFrame

from ._fade import Fade
from ._flow import Search, measure_flow
from ._graph import Chain
from ._warp import Field, Grid, Warp

_COLUMNS, _ROWS = 48, 27
_BINS = 16
# Share of the range of brightness by which two pictures differ on average, and share of
# the pixels that have another brightness, above which one scene has followed another.
_CUT, _CUT_BINS = 0.1, 0.18
# A cut stands out from what moves before and behind it.
_SUDDEN = 2.0
# A motion is believed where it explains this much of the difference.
_EXPLAINED = 0.15
_SAME = 0.0005
# Finer than a draft needs it: what is in between has to fit to what is there.
_GRID_COLUMNS = 64
_SMALL_SIDE = 480


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
        usual: How much pictures around them differ, from `difference`.
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
    Finds out how things move from picture to picture, and shows them on their way.

    Where no motion explains the difference, one picture fades into the other.

    Example:
        >>> pictures = [VideoFrame(64, 36, "yuv420p"), VideoFrame(64, 36, "yuv420p")]
        >>> len(list(Between(64, 36).frames(*pictures, [0.5])))
        1
    """

    def __init__(self, width: int, height: int) -> None:
        self._grid = Grid(width, height, _GRID_COLUMNS)
        block = 16 if max(width, height) < _SMALL_SIDE else 8
        self._search = Search(block=block, calm=1, method="epzs")
        self._warp = Warp(self._grid)
        self._fade = Fade(width, height)
        self._small = Small(width, height)
        self._last: _Known | None = None

    def motions(self, pictures: Sequence[VideoFrame]) -> Sequence[Field]:
        """Measure how things move from each `yuv420p` picture to the next; at once is quicker."""
        return measure_flow(pictures, self._grid, self._search)

    def frames(
        self,
        before: VideoFrame,
        after: VideoFrame,
        shares: Sequence[float],
        motion: Field | None = None,
    ) -> Iterator[VideoFrame]:
        """Give a picture for each share of the way between two, from 0 to 1."""
        values = [self._small.values(frame) for frame in (before, after)]
        if difference(*values) < _SAME and bytes(before.planes[0]) == bytes(after.planes[0]):
            yield from (before for _ in shares)
            return
        motion = motion or self.motions([before, after])[0]
        first, second = self._known(before), self._known(after)
        arrived = self._small.values(self._warp.apply(first.enlarged, motion))
        is_known = difference(arrived, values[1]) < (1 - _EXPLAINED) * difference(*values)
        for share in shares:
            if is_known:
                ahead = self._warp.apply(first.enlarged, _scaled(motion, share))
                back = self._warp.apply(second.enlarged, _scaled(motion, share - 1))
                yield self._fade.apply(ahead, back, share)
            else:
                yield self._fade.apply(before, after, share)

    def _known(self, frame: VideoFrame) -> _Known:
        if self._last is None or self._last.frame is not frame:
            self._last = _Known(frame, self._warp.enlarge(frame))
        return self._last


def _scaled(field: Field, share: float) -> Field:
    return [(share * right, share * down) for right, down in field]
