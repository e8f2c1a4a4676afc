"""A slow movement of the camera, for pictures in which nothing else moves."""

from __future__ import annotations

__all__ = ("Drift",)

from math import cos, pi, sin
from random import Random

from ._warp import Field, Grid

_SPEED_UP = 0.6
_ZOOM = 0.034
_PAN = 0.022
_SWAY = 0.006


class Drift:
    """
    Pushes in slowly, pans to one side and sways, never twice the same for two seeds.

    Example:
        >>> from random import Random
        >>> drift = Drift(Grid(640, 360), Random(7))
        >>> max(abs(dx) for dx, _ in drift.field(0.0))
        0.0
    """

    def __init__(self, grid: Grid, random: Random, *, depth: float = 0.0) -> None:
        self._grid = grid
        self._depth = depth
        angle = random.random() * 2 * pi
        self._pan = (cos(angle), 0.6 * sin(angle))
        self._phase = random.random() * 2 * pi
        self._turn = 1 if random.random() < 0.5 else -1
        self._inwards = 0.85 + 0.3 * random.random()

    def field(self, seconds: float) -> Field:
        """Where everything has gone after so many seconds, from rest at 0."""
        grid = self._grid
        if seconds < _SPEED_UP:
            gone = seconds * seconds / (2 * _SPEED_UP)
        else:
            gone = seconds - _SPEED_UP / 2
        # Both come to rest, so that a long piece does not end inside a single pixel.
        zoom = _ZOOM * self._inwards * 9 * (1 - 1 / (1 + gone / 9))
        pan = _PAN * 7 * (1 - 1 / (1 + gone / 7)) * min(grid.width, grid.height)
        sway = _SWAY * min(1.0, gone) * min(grid.width, grid.height)
        phase = self._phase + self._turn * gone * 0.9
        dx = self._pan[0] * pan + sway * (sin(phase) - sin(self._phase))
        dy = self._pan[1] * pan + sway * (cos(phase) - cos(self._phase))
        middle = (grid.width / 2, grid.height / 2)
        scale = 1 - 1 / (1 + zoom)
        # What stands lower in a picture is mostly nearer, and passes faster.
        near = [1 + self._depth * (y / grid.height - 0.5) for _, y in grid.points]
        return [
            ((x - middle[0]) * scale + dx * share, (y - middle[1]) * scale + dy)
            for (x, y), share in zip(grid.points, near, strict=True)
        ]
