"""What a call must yield: frames, rate and size."""

from __future__ import annotations

__all__ = ("SILENT", "Joint", "Passes", "count", "denser", "joined")

from collections.abc import Sequence
from typing import Protocol

from framehook.spi import Expected, View

_ODD = "Videos have even sides: one row or column of the source is scaled away."
SILENT = "The sound of the source is not kept, as AMT keeps none."
_SIZE_ASSUMED = "The size for images of different sizes is not published; the first one's."


class Passes(Protocol):
    """An input with passes and a rate."""

    @property
    def output_fps(self) -> int: ...
    @property
    def recursive_interpolation_passes(self) -> int: ...


class Joint(Passes, Protocol):
    """An input with images."""

    @property
    def frames(self) -> Sequence[object]: ...


def count(frames: int, passes: int) -> int:
    """Return how many frames there are after so many passes, each of which puts one in between."""
    return ((frames - 1) << passes) + 1


def denser(view: View[Passes]) -> Expected:
    """A video keeps its size, gets more frames and loses its sound."""
    source = view.facts("/video_url")
    notes = [SILENT] if source.has_audio else []
    known = source.frames if source.exact and source.frames else None
    return Expected(
        frames=None if known is None else count(known, view.input.recursive_interpolation_passes),
        fps=float(view.input.output_fps),
        size=_even(source.size),
        notes=notes + ([_ODD] if _even(source.size) != source.size else []),
    )


def joined(view: View[Joint]) -> Expected:
    """Images become a video as large as the first of them."""
    sizes = [view.facts(f"/frames/{n}/url").size for n in range(len(view.input.frames))]
    first = sizes[0] if sizes else None
    notes = [_SIZE_ASSUMED] if len(set(sizes)) > 1 else []
    return Expected(
        frames=count(max(1, len(sizes)), view.input.recursive_interpolation_passes),
        fps=float(view.input.output_fps),
        size=_even(first),
        notes=notes + ([_ODD] if _even(first) != first else []),
    )


def _even(size: tuple[int, int] | None) -> tuple[int, int] | None:
    if size is None:
        return None
    return max(2, round(size[0] / 2) * 2), max(2, round(size[1] / 2) * 2)
