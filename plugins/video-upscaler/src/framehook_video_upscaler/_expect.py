"""What a call must yield: the frames of the source, larger."""

from __future__ import annotations

__all__ = ("Enlargement", "enlarged", "larger")

from fractions import Fraction
from typing import Protocol

from framehook.spi import Expected, View

_ROUNDED = "Videos have even sides, and how others are rounded is not published: to the nearest."


class Enlargement(Protocol):
    """An input with a factor."""

    @property
    def scale(self) -> float: ...


def larger(size: tuple[int, int], scale: float) -> tuple[int, int]:
    """Return width and height times the factor, in whole, even pixels."""
    wide, high = (round(side * _exact(scale) / 2) * 2 for side in size)
    return wide, high


def enlarged(view: View[Enlargement]) -> Expected:
    """The result has the frames and the rate of the source, and more pixels."""
    source, scale = view.facts("/video_url"), view.input.scale
    size = None if source.size is None else larger(source.size, scale)
    is_even = source.size is None or not any(side * _exact(scale) % 2 for side in source.size)
    return Expected(
        frames=source.frames if source.exact else None,
        fps=source.fps,
        size=size,
        seconds=source.duration,
        notes=() if is_even else (_ROUNDED,),
    )


def _exact(scale: float) -> Fraction:
    # 1.1 is meant, not the binary number next to it.
    return Fraction(str(scale))
