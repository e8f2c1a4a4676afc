"""Bending a picture by a coarse field of displacements."""

from __future__ import annotations

__all__ = ("Field", "Grid", "Warp")

from array import array
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

from av.filter import Graph
from av.filter.context import FilterContext
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from ._graph import Chain, link_chain, new_graph

Field: TypeAlias = Sequence[tuple[float, float]]
"""One displacement in pixels, right and down, for each point of a grid, row by row."""

_COLUMNS = 32
# Points beyond each side: the curve through the points needs two of them to bend well.
_BORDER = 2
_TICK = Fraction(1, 1000)
_LIMIT = 0xFFFF
# Above so many pixels a picture is enlarged less, which saves memory.
_LARGE = 1 << 20
# Left out, the scaler takes pictures that say how they were made to its own usual matrix.
_SAME = "in_color_matrix=bt709:out_color_matrix=bt709"


class Grid:
    """
    Points over a picture at which a motion is known; between them it is interpolated.

    The points of the border lie outside of the picture, so that a field has no edge in the picture.

    Example:
        >>> Grid(1280, 720).cell
        41
    """

    def __init__(self, width: int, height: int, columns: int = _COLUMNS) -> None:
        self.width = width
        self.height = height
        # Odd, so that the middle of a cell is the middle of a pixel.
        self.cell = max(5, -(-max(width, height) // columns) | 1)
        self.columns = -(-width // self.cell) + 2 * _BORDER
        self.rows = -(-height // self.cell) + 2 * _BORDER
        self.points = tuple(
            ((column + 0.5 - _BORDER) * self.cell, (row + 0.5 - _BORDER) * self.cell)
            for row in range(self.rows)
            for column in range(self.columns)
        )


class Warp:
    """
    Moves the content of pictures along a field, exact to a third of a pixel or a half.

    A picture is enlarged once, with a mirrored margin around it, and can then be bent as
    often as wanted: every pixel of the result is read at the nearest enlarged one.
    """

    def __init__(self, grid: Grid) -> None:
        width, height = grid.width, grid.height
        factor = 3 if width * height <= _LARGE else 2
        self.grid = grid
        self.margin = grid.cell * 2
        self._factor = factor
        # The middle of a pixel lies on an enlarged one, or a quarter of a pixel beside it.
        self._middle = 0.5 if factor % 2 else 1.0
        margin = self.margin
        wide, high = width + 2 * margin, height + 2 * margin
        self._most = (wide * factor - 1, high * factor - 1)
        self._enlarge = Chain(
            width,
            height,
            "yuv420p",
            f"pad={wide}:{high}:{margin}:{margin},"
            f"fillborders={margin}:{margin}:{margin}:{margin}:mirror,"
            f"scale={wide * factor}:{high * factor}:flags=bicubic:{_SAME},format=yuv444p",
        )
        self._graph = graph = new_graph()
        self._picture = _buffer(graph, wide * factor, high * factor, "yuv444p")
        self._maps = tuple(_buffer(graph, grid.columns, grid.rows, "gray16le") for _ in "xy")
        remap = graph.add("remap")
        border = grid.cell * _BORDER
        self._picture.link_to(remap, 0, 0)
        for index, source in enumerate(self._maps, start=1):
            upscaled = link_chain(
                graph,
                source,
                f"scale={grid.columns * grid.cell}:{grid.rows * grid.cell}"
                f":flags=bicubic+accurate_rnd:param0=0:param1=0.5,"
                f"crop={width}:{height}:{border}:{border}:exact=1",
            )
            upscaled.link_to(remap, 0, index)
        self._sink = graph.add("buffersink")
        link_chain(graph, remap, f"scale=flags=area:{_SAME},format=yuv420p").link_to(self._sink)
        graph.configure()
        self._count = 0

    def enlarge(self, frame: VideoFrame) -> VideoFrame:
        """Prepare a `yuv420p` picture of the grid's size for `apply`."""
        return self._enlarge.run(frame)

    def apply(self, enlarged: VideoFrame, field: Field) -> VideoFrame:
        """Give the picture whose point p shows what was at p - field(p)."""
        factor, margin, middle = self._factor, self.margin, self._middle
        points = self.grid.points
        shift = margin * factor - middle
        moved = [(x - dx, y - dy) for (x, y), (dx, dy) in zip(points, field, strict=True)]
        across = [x * factor + shift for x, _ in moved]
        down = [y * factor + shift for _, y in moved]
        self._count += 1
        maps = (self._map(across, self._most[0]), self._map(down, self._most[1]))
        for source, frame in zip((self._picture, *self._maps), (enlarged, *maps), strict=True):
            frame.pts, frame.time_base = self._count, _TICK
            source.push(frame)
        result = self._sink.pull()
        assert isinstance(result, VideoFrame)
        return result

    def _map(self, values: Sequence[float], most: int) -> VideoFrame:
        grid = self.grid
        frame = VideoFrame(grid.columns, grid.rows, "gray16le")
        plane = frame.planes[0]
        data = bytearray(plane.buffer_size)
        top = min(most, _LIMIT)
        whole = array("H", [min(top, max(0, round(value))) for value in values]).tobytes()
        wide = grid.columns * 2
        for row in range(grid.rows):
            start = row * plane.line_size
            data[start : start + wide] = whole[row * wide : (row + 1) * wide]
        plane.update(bytes(data))
        return frame


def _buffer(graph: Graph, width: int, height: int, pixels: str) -> FilterContext:
    return graph.add_buffer(
        width=width, height=height, format=VideoFormat(pixels, width, height), time_base=_TICK
    )
