"""Drafts of what a model would make: out of nothing, or out of a picture."""

from __future__ import annotations

__all__ = ("Drafted", "draft_image", "draft_text", "write_draft")

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from random import Random
from zlib import crc32

from av.video.frame import VideoFrame

from ._drift import Drift
from ._encode import Encoder
from ._mark import draw_mark
from ._open import Limits
from ._picture import fit_picture, read_picture
from ._scene import Scene
from ._tick import Tick, silent
from ._warp import Grid, Warp


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """
    A drafted video: it has the frames, rate and size that were asked for.

    Example:
        >>> draft_text(Path("out.mp4"), num_frames=96, size=(854, 480))  # doctest: +SKIP
    """

    path: Path
    frames: int
    fps: Fraction
    size: tuple[int, int]
    notes: tuple[str, ...]


def draft_text(
    target: Path,
    *,
    num_frames: int,
    size: tuple[int, int],
    fps: Fraction = Fraction(24),
    prompt: str = "",
    seed: int = 0,
    tick: Tick = silent,
) -> Drafted:
    """
    Draft a video from words: a landscape that drifts by, with the words in its badge.

    The words and the seed together decide how it looks; the same ones give the same
    frames.
    """
    mixed = seed ^ crc32(prompt.encode()) << 16
    scene = Scene(size, fps=fps, seed=mixed)
    return write_draft(
        target,
        scene.frames(num_frames),
        num_frames=num_frames,
        size=size,
        fps=fps,
        prompt=prompt,
        tick=tick,
        note="The pictures are a stand-in: nothing here reads the prompt.",
    )


def draft_image(
    image: Path,
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
    Draft a video from a picture: the camera moves through it, near things faster.

    The first frame is the picture, scaled to cover `size` and cut in the middle.

    Raises:
        MediaRefusedError: The picture cannot be used.
    """
    still = fit_picture(read_picture(image, limits=limits), size)
    grid = Grid(*size)
    warp = Warp(grid)
    drift = Drift(grid, Random(seed), depth=0.9)  # noqa: S311 - a seed is no secret
    enlarged = warp.enlarge(still)
    frames = (warp.apply(enlarged, drift.field(float(index / fps))) for index in range(num_frames))
    return write_draft(
        target,
        frames,
        num_frames=num_frames,
        size=size,
        fps=fps,
        prompt=prompt,
        tick=tick,
        note="The camera moves over the picture; nothing in it moves by itself.",
    )


def write_draft(
    target: Path,
    frames: Iterable[VideoFrame],
    *,
    num_frames: int,
    size: tuple[int, int],
    fps: Fraction,
    prompt: str,
    tick: Tick,
    note: str,
    crf: float = 20,
) -> Drafted:
    """Write drafted frames, each with a badge in its corner."""
    with Encoder(target, size=size, fps=fps, crf=crf) as out:
        for number, frame in enumerate(frames, start=1):
            draw_mark(frame, f"DRAFT  f {number}/{num_frames}  {prompt}".rstrip())
            out.add(frame)
            tick(number, num_frames, "Drafting")
    return Drafted(path=target, frames=out.frames, fps=fps, size=size, notes=(note,))
