"""Taking single pictures out of a video."""

from __future__ import annotations

__all__ = ("Extracted", "extract_frame", "frame_at", "write_picture")

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
import av.error
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from ._clip import Clip, scan_clip
from ._graph import Chain
from ._open import Limits, MediaRefusedError, open_media, video_of
from ._part import part_of
from ._picture import TURNS
from ._tick import Tick, silent

_JPEG = {".jpg", ".jpeg"}
_HD = 720


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """
    A picture out of a video.

    Example:
        >>> extract_frame(Path("a.mp4"), Path("a.png"), which="last")  # doctest: +SKIP
    """

    path: Path
    frame: int
    size: tuple[int, int]


def extract_frame(
    video: Path,
    target: Path,
    *,
    which: Literal["first", "middle", "last"] | int = "first",
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Extracted:
    """
    Write one frame as PNG, or as JPEG if `target` ends in `.jpg`, upright.

    The middle one of 2n frames is frame n, counted from 0.

    Raises:
        MediaRefusedError: The video cannot be used.
        ValueError: There is no such frame.
    """
    clip = scan_clip(video, limits=limits, tick=tick)
    last = clip.frames - 1
    places = {"first": 0, "middle": clip.frames // 2, "last": last}
    number = places[which] if isinstance(which, str) else which
    if not 0 <= number <= last:
        message = f"{video.name!r} has the frames 0 to {last}, but frame {number} was asked for."
        raise ValueError(message)
    size = write_picture(frame_at(clip, number, limits=limits), target)
    tick(1, 1, "Extracting")
    return Extracted(path=target, frame=number, size=size)


def frame_at(clip: Clip, number: int, *, limits: Limits | None = None) -> VideoFrame:
    """
    Decode exactly one frame of a clip, counted as it is played.

    Raises:
        MediaRefusedError: The clip ends earlier, or cannot be decoded.
    """
    seeks = (True, False) if clip.is_plain and clip.keys and number else (False,)
    for is_sought in seeks:
        frame = _look_for(clip, number, limits, is_sought=is_sought)
        if frame is not None:
            return frame
    raise MediaRefusedError(
        "media.truncated", f"The file {clip.path.name!r} ends before frame {number}."
    )


def _look_for(
    clip: Clip, number: int, limits: Limits | None, *, is_sought: bool
) -> VideoFrame | None:
    wanted = clip.times[number]
    with open_media(clip.path, limits=limits) as container:
        stream = video_of(container, limits=limits)
        try:
            if is_sought:
                container.seek(wanted, stream=stream)
            for count, frame in enumerate(container.decode(stream)):
                if frame.pts == wanted or (not is_sought and count == number):
                    return frame
        except av.error.FFmpegError as error:
            if not is_sought:
                raise MediaRefusedError(
                    "media.truncated",
                    f"Frame {number} of {clip.path.name!r} cannot be decoded: {error}.",
                ) from error
    return None


def write_picture(frame: VideoFrame, target: Path) -> tuple[int, int]:
    """Write a frame upright as PNG or JPEG, by the name's ending, and give its size."""
    is_jpeg = target.suffix.lower() in _JPEG
    pixels = "yuvj420p" if is_jpeg else "rgb24"
    unsaid = frame.format.name.startswith("yuv") and frame.colorspace == 2
    matrix = ":in_color_matrix=bt709" if unsaid and frame.height >= _HD else ""
    upright = Chain(
        frame.width,
        frame.height,
        frame.format.name,
        f"{TURNS.get(frame.rotation % 360, '')}"
        f"scale=flags=bicubic+accurate_rnd+full_chroma_int{matrix},format={pixels}",
    ).run(frame)
    context = av.CodecContext.create("mjpeg" if is_jpeg else "png", "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height, context.pix_fmt = upright.width, upright.height, pixels
    context.time_base = Fraction(1, 25)
    if is_jpeg:
        context.options = {"qmin": "2", "qmax": "2"}
    packets = [*context.encode(upright), *context.encode(None)]
    with part_of(target) as part:
        part.write_bytes(b"".join(bytes(packet) for packet in packets))
    return upright.width, upright.height
