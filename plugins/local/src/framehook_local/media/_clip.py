"""What must be known about a video before it is cut: its frames, times and shape."""

from __future__ import annotations

__all__ = ("Clip", "Colour", "scan_clip")

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av.error

from ._open import Limits, MediaRefusedError, open_media, video_of

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

    from ._tick import Tick

_COUNTED = {"h264", "hevc", "vp9", "av1", "mpeg4", "mjpeg", "png", "gif", "prores", "ffv1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """The four numbers that say how a picture's values become light; 2 means unsaid."""

    primaries: int = 1
    transfer: int = 1
    matrix: int = 1
    is_full_range: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """
    A video as it is played: what edit lists hide is not counted.

    Example:
        >>> from pathlib import Path
        >>> scan_clip(Path("shore.mp4")).frames  # doctest: +SKIP
        132
    """

    path: Path
    codec: str
    pixels: str
    coded_size: tuple[int, int]
    display_size: tuple[int, int]
    rotation: int
    """Degrees to turn the picture counterclockwise before it is shown: 0, 90, 180 or 270."""
    times: Sequence[int]
    """Presentation times of the frames, ascending, in units of `time_base`."""
    order: Sequence[int]
    """The same times in the order in which the packets are stored."""
    keys: Sequence[int]
    """Which packets are key frames, by their position in `order`."""
    time_base: Fraction
    fps: Fraction
    is_constant: bool
    is_plain: bool
    """Every packet is one frame that is shown."""
    is_progressive: bool
    extradata: bytes
    colour: Colour

    @property
    def frames(self) -> int:
        """How many frames are shown."""
        return len(self.times)

    @property
    def is_yuv(self) -> bool:
        """Whether the pictures are brightness and colour, not red, green and blue."""
        return self.pixels.startswith(("yuv", "nv", "p0", "gray"))

    @property
    def shape(self) -> tuple[int, int]:
        """The size in square pixels before the picture is turned upright."""
        wide, high = self.display_size
        return (high, wide) if self.rotation in (90, 270) else (wide, high)

    def seconds_at(self, frame: int) -> Fraction:
        """When a frame is shown, from the first one on; also past the end."""
        if self.is_constant:
            return Fraction(frame) / self.fps
        known = min(frame, self.frames - 1)
        past = Fraction(frame - known) / self.fps
        return (self.times[known] - self.times[0]) * self.time_base + past


@dataclass(slots=True)
class _Count:
    order: array[int]
    keys: list[int]
    hidden: int = 0
    unnamed: int = 0


def scan_clip(path: Path, *, limits: Limits | None = None, tick: Tick | None = None) -> Clip:
    """
    Read all packets of a video, decoding one frame of it, and say what it holds.

    Raises:
        MediaRefusedError: It cannot be opened, holds nothing, is cut short
            (`media.truncated`) or is above a limit.
    """
    limits = limits or Limits()
    with open_media(path, limits=limits) as container:
        first = _first_frame(container, video_of(container, limits=limits), path)
    with open_media(path, limits=limits) as container:
        stream = video_of(container, limits=limits)
        count = _count(container, stream, path, limits, tick)
        _check_whole(container, stream, count, path)
        return _clip(path, stream, first, count, limits)


def _check_whole(container: InputContainer, stream: VideoStream, count: _Count, path: Path) -> None:
    found = len(count.order) + count.hidden + count.unnamed
    if "mp4" in container.format.name and stream.frames > found:
        raise MediaRefusedError(
            "media.truncated",
            f"The file {path.name!r} announces {stream.frames} frames and holds {found}. "
            f"It is cut short: fetch it again.",
        )


def _clip(
    path: Path, stream: VideoStream, first: av.VideoFrame, count: _Count, limits: Limits
) -> Clip:
    context = stream.codec_context
    is_plain = not count.hidden and not count.unnamed and context.name in _COUNTED
    times = sorted(count.order) if is_plain else _decoded_times(path, limits)
    if not times:
        raise MediaRefusedError("media.no_video", f"The file {path.name!r} holds no frames.")
    base = stream.time_base or Fraction(1, 1000)
    fps, is_constant = _rate(times, base, stream)
    rotation = first.rotation % 360 if first.rotation % 90 == 0 else 0
    aspect = stream.sample_aspect_ratio or Fraction(1)
    return Clip(
        path=path,
        codec=context.name,
        pixels=first.format.name,
        coded_size=(first.width, first.height),
        display_size=_display_size(first.width, first.height, aspect, rotation),
        rotation=rotation,
        times=times,
        order=count.order,
        keys=count.keys,
        time_base=base,
        fps=fps,
        is_constant=is_constant,
        is_plain=is_plain,
        is_progressive=not first.interlaced_frame,
        extradata=context.extradata or b"",
        colour=Colour(
            primaries=context.color_primaries,
            transfer=context.color_trc,
            matrix=context.colorspace,
            is_full_range=context.color_range == 2 or first.format.name.startswith("yuvj"),
        ),
    )


def _first_frame(container: InputContainer, stream: VideoStream, path: Path) -> av.VideoFrame:
    try:
        for frame in container.decode(stream):
            return frame
    except av.error.FFmpegError as error:
        raise MediaRefusedError(
            "media.unreadable", f"The first frame of {path.name!r} cannot be decoded: {error}."
        ) from error
    raise MediaRefusedError(
        "media.unreadable", f"No frame of {path.name!r} can be decoded. Is it cut short?"
    )


def _count(
    container: InputContainer,
    stream: VideoStream,
    path: Path,
    limits: Limits,
    tick: Tick | None,
) -> _Count:
    count = _Count(order=array("q"), keys=[])
    try:
        for packet in container.demux(stream):
            if packet.size == 0 and packet.dts is None:
                continue
            if packet.is_discard:
                count.hidden += 1
            elif packet.pts is None:
                count.unnamed += 1
            else:
                if packet.is_keyframe:
                    count.keys.append(len(count.order))
                count.order.append(packet.pts)
            if len(count.order) > limits.frames:
                raise MediaRefusedError(
                    "media.too_large",
                    f"The file {path.name!r} has more than {limits.frames} frames, which is "
                    f"the limit. Cut it first.",
                )
            if tick and len(count.order) % 250 == 0:
                tick(len(count.order), None, "Reading the clip")
    except av.error.FFmpegError as error:
        raise MediaRefusedError(
            "media.truncated", f"The file {path.name!r} cannot be read to its end: {error}."
        ) from error
    return count


def _decoded_times(path: Path, limits: Limits) -> Sequence[int]:
    """Count by decoding everything, where packets do not tell."""
    times = array("q")
    with open_media(path, limits=limits) as container:
        for frame in container.decode(video_of(container, limits=limits)):
            times.append(frame.pts if frame.pts is not None else len(times))
            if len(times) > limits.frames:
                raise MediaRefusedError(
                    "media.too_large",
                    f"The file {path.name!r} has more than {limits.frames} frames, which is "
                    f"the limit. Cut it first.",
                )
    return times


def _rate(times: Sequence[int], base: Fraction, stream: VideoStream) -> tuple[Fraction, bool]:
    """Find the rate whose grid every frame lies on; else the mean, and `False`."""
    if len(times) < 2 or times[-1] <= times[0]:
        return stream.average_rate or stream.guessed_rate or Fraction(24), True
    mean = Fraction(len(times) - 1) / ((times[-1] - times[0]) * base)
    named = (stream.average_rate, stream.guessed_rate, stream.base_rate)
    for rate in (*named, mean.limit_denominator(1001)):
        if rate and 1 <= rate <= 1000 and _fits(times, base, rate):
            return rate, True
    return mean.limit_denominator(1001), False


def _fits(times: Sequence[int], base: Fraction, rate: Fraction) -> bool:
    step = float(base * rate)
    first = times[0]
    return all(abs((time - first) * step - index) < 0.25 for index, time in enumerate(times))


def _display_size(width: int, height: int, aspect: Fraction, rotation: int) -> tuple[int, int]:
    wide = max(1, round(width * aspect)) if aspect >= 1 else width
    high = max(1, round(height / aspect)) if aspect < 1 else height
    return (high, wide) if rotation in (90, 270) else (wide, high)
