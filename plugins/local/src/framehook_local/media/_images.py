"""A video of still pictures, each held for a number of frames."""

from __future__ import annotations

__all__ = ("Shown", "images_to_video")

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ._encode import Encoder
from ._geometry import even
from ._open import Limits
from ._picture import fit_picture, read_picture
from ._tick import Tick, silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """
    A video made of pictures.

    Example:
        >>> images_to_video([(Path("a.png"), 24)], Path("a.mp4"))  # doctest: +SKIP
    """

    path: Path
    frames: int
    fps: Fraction
    size: tuple[int, int]


def images_to_video(
    images: Sequence[tuple[Path, int]],
    target: Path,
    *,
    fps: Fraction = Fraction(24),
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Shown:
    """
    Show pictures one after another, each for its number of frames.

    The first picture gives the size, rounded to even numbers; others are scaled to fit
    and stand between black bars.

    Raises:
        MediaRefusedError: One of the pictures cannot be used.
    """
    if not images:
        raise ValueError("There must be at least one picture.")
    total = sum(count for _, count in images)
    first = read_picture(images[0][0], limits=limits)
    is_turned = first.rotation % 180 == 90
    wide, high = (first.height, first.width) if is_turned else (first.width, first.height)
    size = (even(wide), even(high))
    with Encoder(target, size=size, fps=fps, crf=18, is_draft=False) as out:
        for path, count in images:
            still = fit_picture(read_picture(path, limits=limits), size, is_whole=True)
            for _ in range(count):
                out.add(still)
                tick(out.frames, total, "Showing pictures")
    return Shown(path=target, frames=out.frames, fps=fps, size=size)
