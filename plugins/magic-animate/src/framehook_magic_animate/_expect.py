"""What a call must yield: the motion's frames, in a square."""

from __future__ import annotations

__all__ = ("Motion", "followed", "side")

from typing import Protocol

from framehook.spi import Expected, View

_RATE_ASSUMED = "Frames and rate of the result are not published; those of the motion are assumed."
_ODD = "Videos have even sides: the size is rounded."


class Motion(Protocol):
    """An input with a size."""

    @property
    def size(self) -> int: ...


def side(size: int) -> int:
    """Return how long a side of the result is, in pixels: even, as videos need it."""
    return max(2, round(size / 2) * 2)


def followed(view: View[Motion]) -> Expected:
    """The picture moves for as long as the motion goes on."""
    motion, size = view.facts("/motion_sequence_url"), view.input.size
    pixels = side(size)
    return Expected(
        frames=motion.frames if motion.exact else None,
        fps=motion.fps,
        size=(pixels, pixels),
        seconds=motion.duration,
        notes=(_RATE_ASSUMED, *((_ODD,) if pixels != size else ())),
    )
