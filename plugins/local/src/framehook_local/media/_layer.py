"""One track of a composition, as pictures on the canvas at given moments."""

from __future__ import annotations

__all__ = ("Layer", "Overlay", "Piece")

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from ._clip import scan_clip
from ._graph import new_graph
from ._open import Limits, open_media, video_of
from ._picture import Fitter, read_picture

_TICK = Fraction(1, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """
    A file on the time line, in seconds.

    Example:
        >>> Piece(path=Path("a.png"), start=Fraction(0), length=Fraction(2)).length
        Fraction(2, 1)
    """

    path: Path
    start: Fraction
    length: Fraction


class Layer:
    """
    The pictures of one track, scaled to fit the canvas, with nothing around them.

    Example:
        >>> Layer("image", [], size=(64, 36)).at(Fraction(0)) is None
        True
    """

    def __init__(
        self,
        kind: Literal["video", "image"],
        pieces: Sequence[Piece],
        *,
        size: tuple[int, int],
        limits: Limits | None = None,
    ) -> None:
        self._kind = kind
        self._pieces = sorted(pieces, key=lambda piece: piece.start)
        self._size = size
        self._limits = limits
        self._fitter = Fitter(size, is_whole=True, has_alpha=True)
        self._piece: Piece | None = None
        self._shown: VideoFrame | None = None
        self._frames: Iterator[tuple[Fraction, VideoFrame]] = iter(())
        self._following: tuple[Fraction, VideoFrame] | None = None

    def at(self, seconds: Fraction) -> VideoFrame | None:
        """
        Give the `yuva420p` picture at a moment, `None` where there is none.

        Moments must come in ascending order. A video that is shorter than its piece ends
        early; of two pieces at once the later one is shown.
        """
        active = [p for p in self._pieces if p.start <= seconds < p.start + p.length]
        if not active:
            self._piece, self._shown = None, None
            return None
        piece = active[-1]
        if piece is not self._piece:
            self._piece = piece
            self._frames = self._open(piece)
            self._shown, self._following = None, next(self._frames, None)
        inside = seconds - piece.start
        while self._following and self._following[0] <= inside:
            self._shown = self._following[1]
            self._following = next(self._frames, None)
        return self._shown

    def _open(self, piece: Piece) -> Iterator[tuple[Fraction, VideoFrame]]:
        if self._kind == "image":
            picture = read_picture(piece.path, limits=self._limits)
            yield Fraction(0), self._fitter.run(picture)
            # It stays for as long as the piece lasts.
            return
        clip = scan_clip(piece.path, limits=self._limits)
        with open_media(piece.path, limits=self._limits) as container:
            stream = video_of(container, limits=self._limits)
            for number, frame in enumerate(container.decode(stream)):
                yield clip.seconds_at(number), self._fitter.run(frame, shape=clip.shape)
        # Behind its last frame a video is over, and what lies below is seen again.
        yield clip.seconds_at(clip.frames), _nothing(self._size)


class Overlay:
    """
    Lays pictures on top of one another.

    Example:
        >>> paper = VideoFrame(64, 36, "yuv420p")
        >>> Overlay((64, 36)).apply(paper, VideoFrame(64, 36, "yuva420p")).width
        64
    """

    def __init__(self, size: tuple[int, int]) -> None:
        wide, high = size
        self._graph = graph = new_graph()
        self._sources = [
            graph.add_buffer(
                width=wide, height=high, format=VideoFormat(pixels, wide, high), time_base=_TICK
            )
            for pixels in ("yuv420p", "yuva420p")
        ]
        overlay = graph.add("overlay", "format=yuv420")
        for index, source in enumerate(self._sources):
            source.link_to(overlay, 0, index)
        self._sink = graph.add("buffersink")
        overlay.link_to(self._sink)
        graph.configure()
        self._count = 0

    def apply(self, below: VideoFrame, above: VideoFrame) -> VideoFrame:
        """Give a `yuv420p` picture of both; neither is changed."""
        self._count += 1
        for source, frame in zip(self._sources, (below, above), strict=True):
            frame.pts, frame.time_base = self._count, _TICK
            source.push(frame)
        result = self._sink.pull()
        assert isinstance(result, VideoFrame)
        return result


def _nothing(size: tuple[int, int]) -> VideoFrame:
    frame = VideoFrame(*size, "yuva420p")
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    return frame
