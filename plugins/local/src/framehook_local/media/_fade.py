"""Mixing two pictures evenly."""

from __future__ import annotations

__all__ = ("Fade",)

from fractions import Fraction

from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from ._graph import new_graph

_TICK = Fraction(1, 1000)


class Fade:
    """
    Mixes two `yuv420p` pictures, everywhere by the same share.

    Example:
        >>> black, white = VideoFrame(64, 36, "yuv420p"), VideoFrame(64, 36, "yuv420p")
        >>> Fade(64, 36).apply(black, white, 0.5).width
        64
    """

    def __init__(self, width: int, height: int) -> None:
        self._size = (width, height)
        self._graph = graph = new_graph()
        shape = VideoFormat("yuv420p", width, height)
        self._sources = [
            graph.add_buffer(width=width, height=height, format=shape, time_base=_TICK)
            for _ in range(3)
        ]
        merge = graph.add("maskedmerge")
        for index, source in enumerate(self._sources):
            source.link_to(merge, 0, index)
        self._sink = graph.add("buffersink")
        merge.link_to(self._sink)
        graph.configure()
        self._count = 0

    def apply(self, before: VideoFrame, after: VideoFrame, share: float) -> VideoFrame:
        """Give a new picture that has `share` of `after`, between 0 and 1."""
        mask = VideoFrame(*self._size, "yuv420p")
        value = bytes([min(255, max(0, round(255 * share)))])
        for plane in mask.planes:
            plane.update(value * plane.buffer_size)
        self._count += 1
        for source, frame in zip(self._sources, (before, after, mask), strict=True):
            pts, base = frame.pts, frame.time_base or _TICK
            frame.pts, frame.time_base = self._count, _TICK
            source.push(frame)
            frame.pts, frame.time_base = pts, base
        result = self._sink.pull()
        assert isinstance(result, VideoFrame)
        return result
