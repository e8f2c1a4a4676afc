"""A clip to try things out with."""

from __future__ import annotations

__all__ = ("write_sample",)

from fractions import Fraction
from pathlib import Path

from .media import Encoder
from .media._scene import Scene

_FPS = Fraction(24)
_FRAMES = 96
_SIZE = (1280, 720)
_SEED = 11


def write_sample(target: Path) -> None:
    """Write a moving landscape of four seconds, the same one each time."""
    with Encoder(target, size=_SIZE, fps=_FPS, is_draft=False) as out:
        for frame in Scene(_SIZE, fps=_FPS, seed=_SEED).frames(_FRAMES):
            out.add(frame)
