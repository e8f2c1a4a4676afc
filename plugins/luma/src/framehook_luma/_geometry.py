"""The size of a result, and where a reframed source stands in it."""

from __future__ import annotations

__all__ = ("Place", "Placing", "canvas", "frame_around", "place_of", "whole_size")

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol


class Placing(Protocol):
    """The fields that say where the source stands in the new frame."""

    @property
    def grid_position_x(self) -> int | None: ...
    @property
    def grid_position_y(self) -> int | None: ...
    @property
    def x_start(self) -> int | None: ...
    @property
    def x_end(self) -> int | None: ...
    @property
    def y_start(self) -> int | None: ...
    @property
    def y_end(self) -> int | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    Where a scaled source stands in a frame, in pixels. It may reach beyond its edges.

    Example:
        ```python
        assert Place(left=0, top=437, width=720, height=406).box == (0, 437, 720, 406)
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


def canvas(short: int, aspect_ratio: str) -> tuple[int, int]:
    """Return the even width and height of a shape whose shorter side is `short` pixels."""
    wide, _, high = aspect_ratio.partition(":")
    shape = Fraction(int(wide), int(high))
    even = max(2, round(short / 2) * 2)
    long = round(short * max(shape, 1 / shape) / 2) * 2
    return (long, even) if shape >= 1 else (even, long)


def frame_around(source: tuple[int, int], aspect_ratio: str) -> tuple[int, int]:
    """Return the new frame of a source: its shorter side is the source's, its shape the new."""
    return canvas(min(source), aspect_ratio)


def whole_size(source: tuple[int, int]) -> tuple[int, int]:
    """Return a size with even sides, as videos have them."""
    return (max(2, source[0] // 2 * 2), max(2, source[1] // 2 * 2))


def place_of(source: tuple[int, int], frame: tuple[int, int], given: Placing) -> Place:
    """
    Return where the source stands.

    Two edges of a side give its length; with one side alone the other follows the shape of
    the source. Without either the source is as large as it can be while all of it is seen.
    A side with no edge and no position stands in the middle.
    """
    width = _length(given.x_start, given.x_end)
    height = _length(given.y_start, given.y_end)
    shape = Fraction(*source)
    if width is None and height is None:
        scale = min(Fraction(frame[0], source[0]), Fraction(frame[1], source[1]))
        width, height = round(source[0] * scale), round(source[1] * scale)
    elif width is None:
        width = round((height or 1) * shape)
    elif height is None:
        height = round(width / shape)
    width, height = max(2, width), max(2, height or 1)
    return Place(
        left=_edge(given.x_start, given.x_end, given.grid_position_x, width, frame[0]),
        top=_edge(given.y_start, given.y_end, given.grid_position_y, height, frame[1]),
        width=width,
        height=height,
    )


def _length(start: int | None, end: int | None) -> int | None:
    return None if start is None or end is None else end - start


def _edge(start: int | None, end: int | None, position: int | None, length: int, room: int) -> int:
    if start is not None:
        return start
    if end is not None:
        return end - length
    return (room - length) // 2 if position is None else position
