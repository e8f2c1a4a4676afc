"""Something else in the place that a mask marks."""

from __future__ import annotations

__all__ = ("Patch",)

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from ._clip import scan_clip
from ._footage import Footage
from ._graph import Chain, link_chain, new_graph
from ._open import Limits, kind_of
from ._picture import fit_picture, read_picture
from ._scene import Scene

_TICK = Fraction(1, 1000)
_HALF = 126
_STILLS = {"png", "jpeg", "webp", "bmp", "tiff"}
# A mask is what is lighter than the middle, and nothing in between.
_HARD = bytes(255 if value >= _HALF else 0 for value in range(256))


class Patch:
    """
    Lays a landscape over pictures wherever a mask is white.

    Example:
        >>> patch = Patch(Path("mask.png"), (64, 36), fps=Fraction(24))  # doctest: +SKIP
    """

    def __init__(
        self,
        mask: Path,
        size: tuple[int, int],
        *,
        fps: Fraction,
        seed: int = 0,
        limits: Limits | None = None,
    ) -> None:
        self._mask = mask
        self._size = size
        self._limits = limits
        self._scene = Scene(size, fps=fps, seed=seed)
        self._grey = Chain(*size, "yuv420p", "format=gray")
        self._graph = graph = new_graph()
        self._sources = [
            graph.add_buffer(
                width=size[0],
                height=size[1],
                format=VideoFormat(pixels, *size),
                time_base=_TICK,
            )
            for pixels in ("yuv420p", "yuv420p", "yuv444p")
        ]
        merge = graph.add("maskedmerge")
        self._sources[0].link_to(merge, 0, 0)
        self._sources[1].link_to(merge, 0, 1)
        link_chain(graph, self._sources[2], "format=yuv420p").link_to(merge, 0, 2)
        self._sink = graph.add("buffersink")
        merge.link_to(self._sink)
        graph.configure()
        self._count = 0

    def frames(self, frames: Iterable[VideoFrame], numbers: Sequence[int]) -> Iterator[VideoFrame]:
        """
        Give the pictures with the landscape in the marked places.

        Args:
            frames: `yuv420p` pictures.
            numbers: The frame of the mask that belongs to each; its last one holds on.
        """
        ground = self._scene.frames(len(numbers))
        for frame, below, mask in zip(frames, ground, self._masks(numbers), strict=True):
            yield self._merged(frame, below, mask)

    def _masks(self, numbers: Sequence[int]) -> Iterator[VideoFrame]:
        if kind_of(self._mask, limits=self._limits) in _STILLS:
            still = self._hardened(fit_picture(read_picture(self._mask), self._size))
            yield from (still for _ in numbers)
            return
        clip = scan_clip(self._mask, limits=self._limits)
        held = [min(number, clip.frames - 1) for number in numbers]
        yield from map(self._hardened, Footage(clip, self._size, limits=self._limits).frames(held))

    def _hardened(self, frame: VideoFrame) -> VideoFrame:
        grey = self._grey.run(frame)
        plane = grey.planes[0]
        data, stride = bytes(plane).translate(_HARD), plane.line_size
        wide, high = self._size
        mask = VideoFrame(wide, high, "yuv444p")
        for target in mask.planes:
            view = memoryview(target)
            for row in range(high):
                start = row * target.line_size
                view[start : start + wide] = data[row * stride : row * stride + wide]
        return mask

    def _merged(self, frame: VideoFrame, below: VideoFrame, mask: VideoFrame) -> VideoFrame:
        self._count += 1
        for source, picture in zip(self._sources, (frame, below, mask), strict=True):
            picture.pts, picture.time_base = self._count, _TICK
            source.push(picture)
        result = self._sink.pull()
        assert isinstance(result, VideoFrame)
        return result
