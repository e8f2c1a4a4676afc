"""The size of a result, and where the source stands in it."""

from __future__ import annotations

__all__ = ("Expanding", "Place", "canvas", "covered", "expanded", "grown", "zoomed")

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol


class Expanding(Protocol):
    """The fields that say on which sides a picture grows."""

    @property
    def expand_left(self) -> bool: ...
    @property
    def expand_right(self) -> bool: ...
    @property
    def expand_top(self) -> bool: ...
    @property
    def expand_bottom(self) -> bool: ...
    @property
    def expand_ratio(self) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    Where a scaled source stands in a frame, in pixels. It may reach beyond its edges.

    Example:
        ```python
        assert Place(left=320, top=0, width=1280, height=720).box == (320, 0, 1280, 720)
        ```
    """

    left: int
    top: int
    width: int
    height: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left and upper edge, width and height."""
        return self.left, self.top, self.width, self.height


def canvas(
    resolution: str, aspect_ratio: str, source: tuple[int, int] | None
) -> tuple[int, int] | None:
    """
    Return width and height in pixels, both even, or `None` where they follow from an unknown.

    A tier is the length of the shorter side; `auto` keeps the source's. An `auto` shape is
    that of the source.
    """
    if source is None and "auto" in {resolution, aspect_ratio}:
        return None
    short = Fraction(min(source or (0,)) if resolution == "auto" else int(resolution[:-1]))
    if aspect_ratio == "auto" and source:
        shape = Fraction(*source)
    else:
        wide, _, high = aspect_ratio.partition(":")
        shape = Fraction(int(wide), int(high))
    long, even = _even(short * max(shape, 1 / shape)), _even(short)
    return (long, even) if shape >= 1 else (even, long)


def grown(source: tuple[int, int], given: Expanding) -> tuple[tuple[int, int], Place]:
    """Return the canvas after each chosen side has grown, and where the source stands in it."""
    wide, high = source
    across, along = round(wide * given.expand_ratio), round(high * given.expand_ratio)
    left, top = across * given.expand_left, along * given.expand_top
    size = (
        wide + left + across * given.expand_right,
        high + top + along * given.expand_bottom,
    )
    return size, Place(left=left, top=top, width=wide, height=high)


def expanded(source: tuple[int, int], frame: tuple[int, int], given: Expanding) -> Place:
    """Return where the source stands once its grown canvas is scaled into a frame."""
    size, place = grown(source, given)
    scale = min(Fraction(frame[0], size[0]), Fraction(frame[1], size[1]))
    left = (frame[0] - round(size[0] * scale)) // 2 + round(place.left * scale)
    top = (frame[1] - round(size[1] * scale)) // 2 + round(place.top * scale)
    return Place(
        left=left, top=top, width=round(source[0] * scale), height=round(source[1] * scale)
    )


def zoomed(source: tuple[int, int], frame: tuple[int, int], zoom: float) -> Place:
    """Return where the source stands: all of it in the middle, or larger by the zoom."""
    scale = min(Fraction(frame[0], source[0]), Fraction(frame[1], source[1]))
    return _middle(source, frame, scale / (1 - Fraction(zoom).limit_denominator(1000)))


def covered(source: tuple[int, int], frame: tuple[int, int]) -> Place:
    """Return where the source stands if it covers the frame and its edges are cut off."""
    scale = max(Fraction(frame[0], source[0]), Fraction(frame[1], source[1]))
    return _middle(source, frame, scale)


def _middle(source: tuple[int, int], frame: tuple[int, int], scale: Fraction) -> Place:
    width, height = max(2, round(source[0] * scale)), max(2, round(source[1] * scale))
    return Place(
        left=(frame[0] - width) // 2, top=(frame[1] - height) // 2, width=width, height=height
    )


def _even(value: Fraction) -> int:
    return max(2, round(value / 2) * 2)
