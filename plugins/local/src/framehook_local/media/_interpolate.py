"""More frames in between those that there are."""

from __future__ import annotations

__all__ = ("Interpolated", "interpolate_images", "interpolate_video")

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av.error
from av.video.frame import VideoFrame

from ._between import Between, Small, difference, is_cut
from ._clip import Clip, scan_clip
from ._encode import Encoder
from ._faithful import faithful_scaler, told_colour
from ._geometry import even
from ._open import Limits, MediaRefusedError, open_media, video_of
from ._picture import fit_picture, read_picture
from ._tick import Tick, silent

# Following motion is quicker for several frames together; these are kept in memory.
_WINDOW = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpolated:
    """
    A video with frames in between.

    Example:
        >>> interpolate_video(Path("a.mp4"), Path("b.mp4"), passes=1)  # doctest: +SKIP
    """

    path: Path
    frames: int
    fps: Fraction
    size: tuple[int, int]
    cuts: tuple[int, ...]
    """The frames of the source with which a new scene begins."""


def interpolate_video(
    source: Path,
    target: Path,
    *,
    passes: int,
    fps: Fraction = Fraction(24),
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Interpolated:
    """
    Put frames in between those of a video: N frames become (N - 1) x 2^passes + 1.

    They are played at `fps`, whatever the rate and the times of the source are, and
    without its sound. Frame k of the source is frame k x 2^passes of the result. Before a
    new scene the last picture of the old one is held, for nothing is in between.

    Args:
        source: Any video that can be opened, a GIF too.
        target: The MP4 to write. It appears when it is whole.
        passes: How often a frame is put in the middle of every two, at least 1.
        fps: Frames per second of the result.
        limits: What the source may ask for, and how many frames the result may have.
        tick: Told after each frame.

    Raises:
        MediaRefusedError: The source cannot be used.
        ValueError: There would be too many frames.
    """
    clip = scan_clip(source, limits=limits, tick=tick)
    wide, high = clip.display_size
    size = (even(wide), even(high))
    total = _count(clip.frames, passes, limits)
    cuts: list[int] = []
    with Encoder(target, size=size, fps=fps, crf=18, colour=told_colour(clip)) as out:
        for frame in _denser(_decoded(clip, size, limits), size, passes, cuts):
            out.add(frame)
            tick(out.frames, total, "Interpolating")
        if out.frames != total:
            raise MediaRefusedError(
                "media.truncated",
                f"The file {source.name!r} ends before its {clip.frames} frames can be decoded. "
                f"It is damaged or cut short: fetch it again.",
            )
    return Interpolated(path=target, frames=total, fps=fps, size=size, cuts=tuple(cuts))


def interpolate_images(
    images: Sequence[Path],
    target: Path,
    *,
    passes: int,
    fps: Fraction = Fraction(24),
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Interpolated:
    """
    Make a video that goes from image to image, with 2^passes - 1 frames in between.

    The first image gives the size, rounded to even numbers; others are scaled to cover it
    and cut in the middle.

    Raises:
        MediaRefusedError: One of the images cannot be used.
        ValueError: There are no two images, or there would be too many frames.
    """
    if len(images) < 2:
        raise ValueError(f"At least two images are needed, but there are {len(images)}.")
    total = _count(len(images), passes, limits)
    first = read_picture(images[0], limits=limits)
    is_turned = first.rotation % 180 == 90
    wide, high = (first.height, first.width) if is_turned else (first.width, first.height)
    size = (even(wide), even(high))
    stills = (fit_picture(read_picture(path, limits=limits), size) for path in images)
    with Encoder(target, size=size, fps=fps, crf=18) as out:
        for frame in _denser(stills, size, passes, None):
            out.add(frame)
            tick(out.frames, total, "Interpolating")
    return Interpolated(path=target, frames=total, fps=fps, size=size, cuts=())


def _count(frames: int, passes: int, limits: Limits | None) -> int:
    most = (limits or Limits()).frames
    if passes < 1:
        raise ValueError(f"passes must be at least 1, but it is {passes}.")
    total = ((frames - 1) << passes) + 1
    if total > most:
        raise ValueError(
            f"{passes} passes would make {total} frames of {frames}, and the limit is {most}. "
            f"Use fewer passes or a shorter source."
        )
    return total


def _decoded(clip: Clip, size: tuple[int, int], limits: Limits | None) -> Iterator[VideoFrame]:
    scaler = faithful_scaler(clip, size)
    with open_media(clip.path, limits=limits) as container:
        try:
            for frame in container.decode(video_of(container, limits=limits)):
                yield scaler.run(frame)
        except av.error.FFmpegError as error:
            raise MediaRefusedError(
                "media.truncated", f"A frame of {clip.path.name!r} cannot be decoded: {error}."
            ) from error


def _denser(
    frames: Iterable[VideoFrame], size: tuple[int, int], passes: int, cuts: list[int] | None
) -> Iterator[VideoFrame]:
    """Give all frames and those in between; notes where scenes begin, if `cuts` is a list."""
    between, small = Between(*size), Small(*size)
    steps = 1 << passes
    shares = [number / steps for number in range(1, steps)]
    before_that, first, last = 0.0, 0, None
    for window in _windows(frames):
        last = window[-1]
        motions = between.motions(window) if len(window) > 1 else ()
        values = [small.values(frame) for frame in window]
        changes = [before_that, *(difference(one, other) for one, other in pairwise(values)), 0.0]
        for number, motion in enumerate(motions):
            before, after = window[number], window[number + 1]
            yield before
            around = max(changes[number], changes[number + 2])
            if cuts is not None and is_cut(values[number], values[number + 1], around):
                cuts.append(first + number + 1)
                yield from (before for _ in shares)
            else:
                yield from between.frames(before, after, shares, motion)
        first += len(motions)
        before_that = changes[-2]
    yield from () if last is None else (last,)


def _windows(frames: Iterable[VideoFrame]) -> Iterator[list[VideoFrame]]:
    """Give a few frames at a time, each time beginning with the last one of before."""
    window: list[VideoFrame] = []
    for frame in frames:
        window.append(frame)
        if len(window) > _WINDOW:
            yield window
            window = window[-1:]
    if window:
        yield window
