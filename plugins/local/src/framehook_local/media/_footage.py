"""The frames of a clip by number, in any order."""

from __future__ import annotations

__all__ = ("Footage",)

from collections.abc import Generator, Iterator, Sequence
from itertools import pairwise

from av.video.frame import VideoFrame

from ._clip import Clip
from ._open import Limits, MediaRefusedError, open_media, video_of
from ._picture import Fitter

# What frames that wait for their turn may take of memory.
_BLOCK_BYTES = 80 << 20
_BLOCK_FRAMES = 64


class Footage:
    """
    Takes frames out of a clip, fitted to one size.

    Frames in ascending order are decoded in one go. Any other order is decoded in blocks,
    so that a long clip can be played backwards without holding all of it.

    Example:
        >>> footage = Footage(scan_clip(Path("a.mp4")), (640, 360))  # doctest: +SKIP
        >>> backwards = footage.frames(range(95, -1, -1))  # doctest: +SKIP
    """

    def __init__(self, clip: Clip, size: tuple[int, int], *, limits: Limits | None = None) -> None:
        self._clip = clip
        self._limits = limits
        self._fitter = Fitter(size)
        self._numbers = {time: number for number, time in enumerate(clip.times)}
        self._keys = sorted(self._numbers.get(clip.order[key], 0) for key in clip.keys)
        self._block = max(8, min(_BLOCK_FRAMES, _BLOCK_BYTES // (size[0] * size[1] * 3 // 2)))

    def frames(self, numbers: Sequence[int]) -> Iterator[VideoFrame]:
        """
        Give the frames of these numbers in this order, `yuv420p`.

        Raises:
            MediaRefusedError: The clip cannot be decoded so far.
        """
        if all(one <= other for one, other in pairwise(numbers)):
            yield from self._ascending(numbers)
            return
        for start in range(0, len(numbers), self._block):
            wanted = numbers[start : start + self._block]
            order = sorted(set(wanted))
            held = dict(zip(order, self._ascending(order), strict=True))
            for number in wanted:
                yield held[number]

    def _ascending(self, numbers: Sequence[int]) -> Iterator[VideoFrame]:
        if not numbers:
            return
        done = 0
        for number, frame in self._decoded(numbers[0]):
            if number != numbers[done]:
                continue
            fitted = self._fitter.run(frame, shape=self._clip.shape)
            while done < len(numbers) and numbers[done] == number:
                yield fitted
                done += 1
            if done == len(numbers):
                return
        path = self._clip.path
        raise MediaRefusedError(
            "media.truncated",
            f"The file {path.name!r} ends before frame {numbers[done]} can be decoded. "
            f"It is damaged or cut short: fetch it again.",
        )

    def _decoded(self, first: int) -> Iterator[tuple[int, VideoFrame]]:
        """Give numbered frames from `first` on, or from somewhat before it."""
        key = max((key for key in self._keys if key <= first), default=0)
        passed = self._pass(key)
        begun = next(passed, None)
        if begun is None or begun[0] > first:
            passed.close()
            yield from self._pass(0)
            return
        yield begun
        yield from passed

    def _pass(self, key: int) -> Generator[tuple[int, VideoFrame]]:
        clip = self._clip
        with open_media(clip.path, limits=self._limits) as container:
            stream = video_of(container, limits=self._limits)
            if key and clip.is_plain:
                container.seek(clip.times[key], stream=stream)
            for index, frame in enumerate(container.decode(stream)):
                time = index if frame.pts is None else frame.pts
                number = self._numbers.get(time)
                if number is not None:
                    yield number, frame
