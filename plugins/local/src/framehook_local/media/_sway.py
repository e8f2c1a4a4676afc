"""Drafts of a picture that moves like something else."""

from __future__ import annotations

__all__ = ("draft_swayed",)

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path
from random import Random

from av.video.frame import VideoFrame

from ._clip import scan_clip
from ._draft import Drafted, write_draft
from ._drift import Drift
from ._flow import measure_flow
from ._footage import Footage
from ._open import Limits
from ._picture import fit_picture, read_picture
from ._tick import Tick, silent
from ._warp import Field, Grid, Warp

_WINDOW = 8
# How much of what has been pushed away is still away one frame later.
_LAG = 0.88


def draft_swayed(
    image: Path,
    motion: Path,
    target: Path,
    *,
    size: tuple[int, int],
    num_frames: int | None = None,
    fps: Fraction | None = None,
    prompt: str = "",
    seed: int = 0,
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Drafted:
    """
    Draft a video of a picture that sways as things move in another video.

    Where something moves in `motion`, the same place of the picture is pushed along, and
    swings back. The first frame is the picture, scaled to cover `size` and cut in the
    middle, as the motion is.

    Args:
        image: The picture.
        motion: Any video that can be opened.
        target: The MP4 to write.
        size: Width and height, both even.
        num_frames: How many frames to draft; those of `motion`, if left out.
        fps: Frames per second; those of `motion`, if left out.
        prompt: Words for the badge.
        seed: Another seed lets the camera drift another way, the same one the same.
        limits: What each file may ask for.
        tick: Told after each frame.

    Raises:
        MediaRefusedError: One of the files cannot be used.
    """
    clip = scan_clip(motion, limits=limits, tick=tick)
    still = fit_picture(read_picture(image, limits=limits), size)
    grid = Grid(*size)
    count, rate = num_frames or clip.frames, fps or clip.fps
    picks = [min(number, clip.frames - 1) for number in range(count)]
    pushes = _pushes(Footage(clip, size, limits=limits).frames(picks), grid)
    warp = Warp(grid)
    enlarged = warp.enlarge(still)
    drift = Drift(grid, Random(seed), depth=0.9)  # noqa: S311 - a seed is no secret
    frames = (
        warp.apply(enlarged, _sum(drift.field(float(number / rate)), push))
        for number, push in enumerate(pushes)
    )
    return write_draft(
        target,
        frames,
        num_frames=count,
        size=size,
        fps=rate,
        prompt=prompt,
        tick=tick,
        note="The picture is pushed along where something moves; nobody in it is recognised.",
    )


def _pushes(frames: Iterator[VideoFrame], grid: Grid) -> Iterator[Field]:
    """Say for each frame how far every place has been pushed by then."""
    push: Field = [(0.0, 0.0)] * len(grid.points)
    yield push
    window = [next(frames)]
    while len(window := [window[-1], *islice(frames, _WINDOW)]) > 1:
        for field in measure_flow(window, grid):
            push = _sum([(_LAG * right, _LAG * down) for right, down in push], field)
            yield push


def _sum(one: Field, other: Field) -> Field:
    return [(a + c, b + d) for (a, b), (c, d) in zip(one, other, strict=True)]
