"""Letting one picture grow out of another."""

from __future__ import annotations

__all__ = ("Blend", "ease")

from fractions import Fraction
from random import Random

from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from ._graph import link_chain, new_graph

_COLUMNS, _ROWS = 16, 9
_TICK = Fraction(1, 1000)


def ease(value: float) -> float:
    """Go from 0 to 1 with no jolt at either end."""
    value = min(1.0, max(0.0, value))
    return value * value * (3 - 2 * value)


class Blend:
    """
    Mixes two `yuv420p` pictures, a little sooner in some places than in others.

    Example:
        >>> from random import Random
        >>> from av.video.frame import VideoFrame
        >>> black, white = VideoFrame(64, 36, "yuv420p"), VideoFrame(64, 36, "yuv420p")
        >>> Blend(64, 36, Random(7)).apply(black, white, 0.5).width
        64
    """

    def __init__(self, width: int, height: int, random: Random) -> None:
        self._sooner = [random.random() - 0.5 for _ in range(_COLUMNS * _ROWS)]
        self._graph = graph = new_graph()
        self._sources = [
            graph.add_buffer(
                width=wide, height=high, format=VideoFormat(pixels, wide, high), time_base=_TICK
            )
            for wide, high, pixels in (
                (width, height, "yuv420p"),
                (width, height, "yuv420p"),
                (_COLUMNS, _ROWS, "yuv444p"),
            )
        ]
        merge = graph.add("maskedmerge")
        self._sources[0].link_to(merge, 0, 0)
        self._sources[1].link_to(merge, 0, 1)
        mask = link_chain(
            graph, self._sources[2], f"scale={width}:{height}:flags=bilinear,format=yuv420p"
        )
        mask.link_to(merge, 0, 2)
        self._sink = graph.add("buffersink")
        merge.link_to(self._sink)
        graph.configure()
        self._count = 0

    def apply(self, before: VideoFrame, after: VideoFrame, share: float) -> VideoFrame:
        """Give a new picture that has `share` of `after`, between 0 and 1."""
        self._count += 1
        sources = zip(self._sources, (before, after, self._mask(share)), strict=True)
        for source, frame in sources:
            frame.pts, frame.time_base = self._count, _TICK
            source.push(frame)
        result = self._sink.pull()
        assert isinstance(result, VideoFrame)
        return result

    def _mask(self, share: float) -> VideoFrame:
        wobble = 3 * share * (1 - share)
        values = bytes(
            min(255, max(0, round(255 * (share + sooner * wobble)))) for sooner in self._sooner
        )
        frame = VideoFrame(_COLUMNS, _ROWS, "yuv444p")
        for plane in frame.planes:
            data = bytearray(plane.buffer_size)
            for row in range(_ROWS):
                start = row * plane.line_size
                data[start : start + _COLUMNS] = values[row * _COLUMNS : (row + 1) * _COLUMNS]
            plane.update(bytes(data))
        return frame
