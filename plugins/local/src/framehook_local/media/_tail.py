"""New frames that go on from the last frames of a clip."""

from __future__ import annotations

__all__ = ("Continuation",)

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import exp, hypot
from operator import sub
from random import Random
from statistics import median

from av.video.frame import VideoFrame

from ._blend import Blend, ease
from ._drift import Drift
from ._flow import average_flow, measure_flow
from ._graph import Chain
from ._warp import Field, Grid, Warp

# Two neighbours that differ this much, and much more than their likes, are a cut.
_CUT = 18.0
# Mean difference of neighbours' thumbnails below which a clip stands still.
_STILL = 0.25
# Seconds: a change-over is twice as short as what is played behind it, at least.
_SHORTEST_LOOP = 1.2
_TRANSITION = 0.6
_COASTING = 0.55
# Where whole pictures move one way, they go on so for as long as it looks right.
_GLIDING = 2.0
_HOLD = 1.2
_DISSOLVE = 0.4
# From this share on, motion counts as going one way.
_ONE_WAY = 0.7
# Two fields that agree more than this point in the same direction.
_ONWARD = 0.25
_THUMB = (32, 18)


class Continuation:
    """
    Goes on from the end of a clip.

    At the seam everything keeps the speed and direction it has there: the motion between
    the last frames is measured block by block and the last frame is bent along it, slowing
    down. Meanwhile the clip's own movement fades in, from the earlier moment that looks
    most like the end, bent into the same place. Then it plays forwards to the end and goes
    on in the same way. Over all of it the camera moves slowly; where nothing moves in the
    clip, or it has a few frames only, that is all. The same frames and seed give the same
    pictures.

    Example:
        >>> from av.video.frame import VideoFrame
        >>> tail = Continuation([VideoFrame(64, 36, "yuv420p")], seed=7, fps=24.0)
        >>> len(list(tail.frames(3)))
        3
    """

    def __init__(self, before: Sequence[VideoFrame], *, seed: int, fps: float) -> None:
        last = before[-1]
        self._fps = fps
        self._random = Random(seed)  # noqa: S311 - a seed asks for the same again, no secret
        self._grid = Grid(last.width, last.height)
        self._warp = Warp(self._grid)
        self._blend = Blend(last.width, last.height, self._random)
        self._drift = Drift(self._grid, self._random)
        thumb = Chain(
            last.width, last.height, "yuv420p", f"scale={_THUMB[0]}:{_THUMB[1]}:flags=area"
        )
        self._thumbs = [_luma(thumb.run(frame)) for frame in before]
        first = self._scene_start()
        self._clip = before[first:]
        self._thumbs = self._thumbs[first:]
        self._last = self._warp.enlarge(last)
        recent = list(before[first:])[-4:]
        self._flow: Field = (
            average_flow(measure_flow(recent, self._grid))
            if len(recent) > 1
            else [(0.0, 0.0)] * len(self._grid.points)
        )
        if self._pans():
            # What is carried on for long must not tear: neighbours go together.
            self._flow = _smooth(_smooth(self._flow, self._grid.columns), self._grid.columns)

    def frames(self, count: int) -> Iterator[VideoFrame]:
        """Give `count` new `yuv420p` frames that nothing else holds."""
        drifts = (self._drift.field((index + 1) / self._fps) for index in range(count))
        if not self._moves():
            for index, drift in enumerate(drifts):
                yield self._warp.apply(self._last, _plus(drift, self._coast(index + 1), 1.0))
            return
        made = 0
        while made < count:
            for frame in self._round(drifts):
                made += 1
                yield frame

    def _round(self, drifts: Iterator[Field]) -> Iterator[VideoFrame]:
        """Coast on from the end, change over to an earlier moment and play to the end."""
        start = self._entry()
        following = self._clip[start + 1 :]
        shift = self._shift(start)
        # Without a bend the two moments lie apart: the seam's motion is carried on for
        # longer, and the change-over is a short dissolve of two that move the same way.
        seconds, glide, hold = (
            (_TRANSITION, _COASTING, 0)
            if any(map(any, shift))
            else (_DISSOLVE, _GLIDING, round(_HOLD * self._fps))
        )
        for index, drift in zip(range(hold), drifts, strict=False):
            yield self._warp.apply(self._last, _plus(drift, self._coast(index + 1, glide), 1.0))
        length = min(len(following), round(seconds * self._fps))
        for index, (frame, drift) in enumerate(zip(following, drifts, strict=False)):
            done = ease((index + 1) / (length + 1))
            after = self._warp.apply(self._warp.enlarge(frame), _plus(drift, shift, 1 - done))
            if index < length:
                gone = self._coast(hold + index + 1, glide)
                onward = _plus(_plus(drift, gone, 1.0), shift, -done)
                before = self._warp.apply(self._last, onward)
                after = self._blend.apply(before, after, ease((done - 0.1) / 0.8))
            yield after

    def _coast(self, frames: int, seconds: float = _COASTING) -> Field:
        """Where things have gone at the seam's speed, slowing down and never too far."""
        tau = seconds * self._fps
        gone = tau * (1 - exp(-frames / tau))
        most = self._warp.margin * 1.5
        field: list[tuple[float, float]] = []
        for dx, dy in self._flow:
            length = hypot(dx, dy) * gone
            share = gone / (1 + length / most)
            field.append((dx * share, dy * share))
        return field

    def _entry(self) -> int:
        """Choose the earlier frame to go on from: one that looks and moves like the last."""
        thumbs = self._thumbs
        end = len(thumbs) - 1
        ranked: list[tuple[float, int]] = []
        for index in range(max(1, end - round(_SHORTEST_LOOP * self._fps) + 1)):
            cost = _difference(thumbs[index], thumbs[end])
            if index:
                cost += _difference(thumbs[index - 1], thumbs[end - 1]) / 2
            ranked.append((cost + 4 * index / end, index))
        ranked.sort()
        best: list[int] = []
        for _, index in ranked:
            if all(abs(index - other) > 2 for other in best):
                best.append(index)
        return best[int(self._random.random() * min(3, len(best)))]

    def _shift(self, start: int) -> Field:
        """What must move where so that the earlier frame becomes the last one."""
        if self._pans():
            return [(0.0, 0.0)] * len(self._grid.points)
        shift = measure_flow([self._clip[start], self._clip[-1]], self._grid)[0]
        bent = self._warp.apply(self._warp.enlarge(self._clip[start]), shift)
        thumb = Chain(bent.width, bent.height, "yuv420p", f"scale={_THUMB[0]}:{_THUMB[1]}")
        after = _difference(_luma(thumb.run(bent)), self._thumbs[-1])
        fits = after < 0.85 * _difference(self._thumbs[start], self._thumbs[-1])
        # Letting go of a bend that points onward would carry everything backwards.
        if fits and _agreement(shift, self._flow) < _ONWARD:
            return shift
        return [(0.0, 0.0)] * len(self._grid.points)

    def _pans(self) -> bool:
        """Whether what moves at the seam moves one way, so that nothing must turn back."""
        most = sum(hypot(dx, dy) for dx, dy in self._flow)
        onward = hypot(sum(dx for dx, _ in self._flow), sum(dy for _, dy in self._flow))
        return onward > _ONE_WAY * most

    def _moves(self) -> bool:
        if len(self._thumbs) <= _SHORTEST_LOOP * self._fps:
            return False
        recent = self._thumbs[-24:]
        steps = [_difference(a, b) for a, b in pairwise(recent)]
        return sum(steps) / len(steps) > _STILL

    def _scene_start(self) -> int:
        steps = [_difference(a, b) for a, b in pairwise(self._thumbs)]
        if not steps:
            return 0
        usual = median(steps)
        cuts = [i + 1 for i, step in enumerate(steps) if step > _CUT and step > 4 * usual]
        return cuts[-1] if cuts else 0


def _plus(one: Field, other: Field, share: float) -> Field:
    return [(a + c * share, b + d * share) for (a, b), (c, d) in zip(one, other, strict=True)]


def _smooth(field: Field, columns: int) -> Field:
    """Return the mean over every point and those next to it."""
    rows = len(field) // columns
    found: list[tuple[float, float]] = []
    for place in range(len(field)):
        row, column = divmod(place, columns)
        near = [
            field[y * columns + x]
            for y in range(max(0, row - 1), min(rows, row + 2))
            for x in range(max(0, column - 1), min(columns, column + 2))
        ]
        found.append((sum(x for x, _ in near) / len(near), sum(y for _, y in near) / len(near)))
    return found


def _agreement(one: Field, other: Field) -> float:
    """From -1 to 1: how far two fields point in the same direction where they point at all."""
    along = sum(a * c + b * d for (a, b), (c, d) in zip(one, other, strict=True))
    most = sum(hypot(*a) * hypot(*b) for a, b in zip(one, other, strict=True))
    return along / most if most else 0.0


def _luma(frame: VideoFrame) -> bytes:
    plane = frame.planes[0]
    data = bytes(plane)
    return b"".join(data[row * plane.line_size :][: frame.width] for row in range(frame.height))


def _difference(one: bytes, other: bytes) -> float:
    total: int = sum(map(abs, map(sub, one, other)))
    return total / len(one)
