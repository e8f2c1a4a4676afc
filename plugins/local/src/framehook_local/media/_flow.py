"""Which way things move between two pictures."""

from __future__ import annotations

__all__ = ("Search", "average_flow", "measure_flow")

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import TypeAlias

from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from ._graph import Chain, drain, link_chain
from ._warp import Field, Grid

_Vectors: TypeAlias = list[tuple[int, int]]

_REACH = 32
# A block whose brightness spans less than this shows nothing that could be followed.
_FLAT = 10
_TICK = Fraction(1, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """
    How motion is looked for.

    Example:
        >>> Search(block=8, calm=1).long
        640
    """

    block: int = 16
    """Sides of what is followed, in pixels of the reduced picture: smaller is finer."""

    long: int = 640
    """The longer side of the reduced picture: smaller finds what moves further."""

    calm: int = 2
    """How many neighbours away a block listens to others."""

    method: str = "umh"
    """How the estimator walks: `umh` is thorough, `epzs` is quick."""


_USUAL = Search()


def measure_flow(
    pictures: Sequence[VideoFrame], grid: Grid, search: Search = _USUAL
) -> list[Field]:
    """
    Follow what is seen from each picture to the next.

    Args:
        pictures: At least two frames of the grid's size, `yuv420p`.
        grid: Where the motion is wanted.
        search: How it is looked for.

    Returns:
        One field for each pair of neighbours, in pixels of the grid's size.
    """
    block = search.block
    scale = min(1.0, search.long / max(grid.width, grid.height))
    columns = max(2, round(grid.width * scale / block))
    rows = max(2, round(grid.height * scale / block))
    small = Chain(
        grid.width,
        grid.height,
        "yuv420p",
        f"scale={columns * block}:{rows * block}:flags=area,format=gray",
    )
    planes = [small.run(picture) for picture in pictures]
    fields: list[Field] = []
    found = _estimate(planes, columns, rows, search)[1:]
    for plane, vectors in zip(planes[1:], found, strict=True):
        weights = _textures(plane, columns, rows, block)
        voted = _vote(vectors, columns, rows)
        calm = _smooth(voted, weights, columns, rows, reach=search.calm)
        fields.append(_spread(calm, columns, rows, grid, block))
    return fields


def average_flow(fields: Sequence[Field]) -> Field:
    """Take the middle of several fields at every point, so that one bad pair is outvoted."""
    return [
        (median(vector[0] for vector in vectors), median(vector[1] for vector in vectors))
        for vectors in zip(*fields, strict=True)
    ]


def _estimate(
    planes: Sequence[VideoFrame], columns: int, rows: int, search: Search
) -> list[_Vectors]:
    """Match blocks; entry i says where each block of plane i has moved since plane i - 1."""
    graph = Graph()
    block = search.block
    wide, high = columns * block, rows * block
    source = graph.add_buffer(
        width=wide, height=high, format=VideoFormat("gray", wide, high), time_base=_TICK
    )
    sink = graph.add("buffersink")
    link_chain(graph, source, f"mestimate={search.method}:{block}:{_REACH}").link_to(sink)
    graph.configure()
    found: list[_Vectors] = []
    # The estimator looks one picture ahead, so the last one is shown to it twice.
    for count, plane in enumerate((*planes, planes[-1])):
        plane.pts, plane.time_base = count, _TICK
        source.push(plane)
        found += [_backward(frame, columns, rows, block) for frame in drain(sink)]
    return found


def _backward(frame: VideoFrame, columns: int, rows: int, block: int) -> _Vectors:
    vectors: _Vectors = [(0, 0)] * (columns * rows)
    found = frame.side_data.get("MOTION_VECTORS")
    if found is None:
        return vectors
    for index in range(len(found)):
        one = found[index]
        if one.source < 0:
            place = one.dst_y // block * columns + one.dst_x // block
            vectors[place] = (one.dst_x - one.src_x, one.dst_y - one.src_y)
    return vectors


def _textures(plane: VideoFrame, columns: int, rows: int, block: int) -> list[float]:
    data = memoryview(plane.planes[0])
    stride = plane.planes[0].line_size
    weights: list[float] = []
    for row in range(rows):
        lines = [
            bytes(data[y * stride :][: columns * block])
            for y in range(row * block, (row + 1) * block, 2)
        ]
        for column in range(columns):
            pieces = [line[column * block : (column + 1) * block] for line in lines]
            span = max(map(max, pieces)) - min(map(min, pieces))
            weights.append(max(0, span - _FLAT) + 0.01)
    return weights


def _vote(vectors: _Vectors, columns: int, rows: int) -> list[tuple[float, float]]:
    """Replace each vector by the middle of its neighbourhood, which drops lone mistakes."""
    voted: list[tuple[float, float]] = []
    for row in range(rows):
        for column in range(columns):
            near = [
                vectors[y * columns + x]
                for y in range(max(0, row - 1), min(rows, row + 2))
                for x in range(max(0, column - 1), min(columns, column + 2))
            ]
            voted.append((median(v[0] for v in near), median(v[1] for v in near)))
    return voted


def _smooth(
    vectors: list[tuple[float, float]],
    weights: list[float],
    columns: int,
    rows: int,
    *,
    reach: int,
) -> list[tuple[float, float]]:
    """Let blocks with something to see speak for their flat neighbours."""
    smooth: list[tuple[float, float]] = []
    for row in range(rows):
        for column in range(columns):
            total = across = down = 0.0
            for y in range(max(0, row - reach), min(rows, row + reach + 1)):
                for x in range(max(0, column - reach), min(columns, column + reach + 1)):
                    place = y * columns + x
                    weight = weights[place] / (1 + (x - column) ** 2 + (y - row) ** 2)
                    total += weight
                    across += weight * vectors[place][0]
                    down += weight * vectors[place][1]
            smooth.append((across / total, down / total))
    return smooth


def _spread(
    vectors: list[tuple[float, float]], columns: int, rows: int, grid: Grid, block: int
) -> Field:
    """Read the blocks at the grid's points, between four of them, in the grid's pixels."""
    field: list[tuple[float, float]] = []
    across, down = grid.width / columns, grid.height / rows
    for x, y in grid.points:
        left = min(max(x / across - 0.5, 0.0), columns - 1.001)
        top = min(max(y / down - 0.5, 0.0), rows - 1.001)
        column, row = int(left), int(top)
        right, low = left - column, top - row
        place = row * columns + column
        corners = (
            (vectors[place], (1 - right) * (1 - low)),
            (vectors[place + 1], right * (1 - low)),
            (vectors[place + columns], (1 - right) * low),
            (vectors[place + columns + 1], right * low),
        )
        dx = sum(vector[0] * share for vector, share in corners)
        dy = sum(vector[1] * share for vector, share in corners)
        field.append((dx * across / block, dy * down / block))
    return field
