"""Filter graphs of libavfilter, fed and emptied frame by frame."""

from __future__ import annotations

__all__ = ("Chain", "drain", "drain_sound", "link_chain", "new_graph")

from collections.abc import Iterator
from fractions import Fraction

from av.audio.frame import AudioFrame
from av.error import BlockingIOError as NothingYetError
from av.error import EOFError as EndError
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

_TICK = Fraction(1, 1000)
_THREADS = 2


def new_graph() -> Graph:
    """Begin an empty graph that works with two threads, where PyAV lets that be chosen."""
    graph = Graph()
    # PyAV has this since version 18.
    if hasattr(graph, "threads"):
        graph.threads = _THREADS
    return graph


def link_chain(graph: Graph, start: FilterContext, chain: str) -> FilterContext:
    """Append filters written as `scale=64:36,format=gray` and give the last one."""
    node = start
    for step in chain.split(",") if chain else ():
        name, _, arguments = step.partition("=")
        following = graph.add(name, arguments or None)
        node.link_to(following)
        node = following
    return node


def drain(sink: FilterContext) -> Iterator[VideoFrame]:
    """Take every frame that has come out so far."""
    while True:
        try:
            frame = sink.pull()
        except (NothingYetError, EndError):
            return
        assert isinstance(frame, VideoFrame)
        yield frame


def drain_sound(sink: FilterContext) -> Iterator[AudioFrame]:
    """Take all sound that has come out so far."""
    while True:
        try:
            frame = sink.pull()
        except (NothingYetError, EndError):
            return
        assert isinstance(frame, AudioFrame)
        yield frame


class Chain:
    """
    One row of filters that gives one frame for each frame it is given.

    Example:
        >>> from av.video.frame import VideoFrame
        >>> small = Chain(64, 36, "yuv420p", "scale=32:18,format=gray")
        >>> small.run(VideoFrame(64, 36, "yuv420p")).width
        32
    """

    def __init__(self, width: int, height: int, pixels: str, chain: str) -> None:
        graph = new_graph()
        self._source = graph.add_buffer(
            width=width,
            height=height,
            format=VideoFormat(pixels, width, height),
            time_base=_TICK,
        )
        self._sink = graph.add("buffersink")
        link_chain(graph, self._source, chain).link_to(self._sink)
        graph.configure()
        self._graph = graph
        self._count = 0

    def run(self, frame: VideoFrame) -> VideoFrame:
        """Send one frame through. Its time is kept."""
        # A frame made by hand has no time base, and none can be taken away again.
        pts, base = frame.pts, frame.time_base or _TICK
        frame.pts, frame.time_base = self._count, _TICK
        self._count += 1
        self._source.push(frame)
        frame.pts, frame.time_base = pts, base
        result = self._sink.pull()
        assert isinstance(result, VideoFrame)
        result.pts, result.time_base = pts, base
        return result
