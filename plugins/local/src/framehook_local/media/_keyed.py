"""Drafts that show given pictures at given frames."""

from __future__ import annotations

__all__ = ("draft_keyed",)

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from random import Random

from av.video.frame import VideoFrame

from ._blend import Blend, ease
from ._draft import Drafted, write_draft
from ._drift import Drift
from ._open import Limits
from ._picture import fit_picture, read_picture
from ._tick import Tick, silent
from ._warp import Grid, Warp


def draft_keyed(
    images: Mapping[int, Path],
    target: Path,
    *,
    num_frames: int,
    size: tuple[int, int],
    fps: Fraction = Fraction(24),
    prompt: str = "",
    seed: int = 0,
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Drafted:
    """
    Draft a video that shows each picture at its own frame, and grows from one to the next.

    A picture is scaled to cover `size` and cut in the middle. Before the first and behind
    the last one the camera moves over that picture alone.

    Args:
        images: Pictures by the index of the frame that shows them.
        target: The MP4 to write.
        num_frames: How many frames to draft.
        size: Width and height, both even.
        fps: Frames per second.
        prompt: Words for the badge.
        seed: Another seed gives another movement, the same one the same.
        limits: What each picture may ask for.
        tick: Told after each frame.

    Raises:
        MediaRefusedError: One of the pictures cannot be used.
        ValueError: There are none, or one lies outside of the video.
    """
    outside = [index for index in images if not 0 <= index < num_frames]
    if not images or outside:
        raise ValueError(
            f"The pictures must lie at frames 0 to {num_frames - 1}, at least one of them, but "
            f"they lie at {sorted(images)}."
        )
    stills = {
        index: fit_picture(read_picture(images[index], limits=limits), size)
        for index in sorted(images)
    }
    return write_draft(
        target,
        _between(stills, num_frames, size, fps=fps, seed=seed),
        num_frames=num_frames,
        size=size,
        fps=fps,
        prompt=prompt,
        tick=tick,
        note="One picture grows into the next; nothing in them moves by itself.",
    )


def _between(
    stills: Mapping[int, VideoFrame],
    count: int,
    size: tuple[int, int],
    *,
    fps: Fraction,
    seed: int,
) -> Iterator[VideoFrame]:
    random = Random(seed)  # noqa: S311 - a seed is no secret
    grid = Grid(*size)
    warp = Warp(grid)
    enlarged = {index: warp.enlarge(still) for index, still in stills.items()}
    drifts = {index: Drift(grid, random, depth=0.9) for index in stills}
    blend = Blend(*size, random)

    def bent(key: int, frame: int) -> VideoFrame:
        # At its own frame a picture is at rest, and it comes from as far as it goes.
        return warp.apply(enlarged[key], drifts[key].field(float(abs(frame - key) / fps)))

    keys = list(stills)
    for frame in range(count):
        before = max((key for key in keys if key <= frame), default=None)
        after = min((key for key in keys if key >= frame), default=None)
        if before is None or after is None or before == after:
            key = after if before is None else before
            assert key is not None
            yield bent(key, frame)
        else:
            share = ease((frame - before) / (after - before))
            yield blend.apply(bent(before, frame), bent(after, frame), share)
