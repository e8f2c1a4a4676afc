"""Opening media that somebody else made, without trusting it."""

from __future__ import annotations

__all__ = (
    "Limits",
    "MediaRefusedError",
    "audio_of",
    "is_cover",
    "kind_of",
    "open_media",
    "video_of",
)

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import av
import av.error
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from framehook.probe import sniff

_FORMATS = {
    "mp4": "mov",
    "mov": "mov",
    "mkv": "matroska",
    "webm": "matroska",
    "gif": "gif",
    "png": "png_pipe",
    "jpeg": "jpeg_pipe",
    "webp": "webp_pipe",
    "bmp": "bmp_pipe",
    "tiff": "tiff_pipe",
    "wav": "wav",
    "mp3": "mp3",
    "aac": "aac",
    "ogg": "ogg",
    "flac": "flac",
    "avi": "avi",
    "flv": "flv",
    "mpegts": "mpegts",
    "mpeg": "mpeg",
}
_NAMES = {"playlist": "a playlist", "html": "a web page"}
_HEAD_BYTES = 4096
_THREADS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    How much a file may ask of this machine.

    Example:
        >>> Limits(pixels=1920 * 1080).pixels
        2073600
    """

    pixels: int = 4096 * 2304
    """Pixels of one picture."""

    frames: int = 200_000
    """Frames of a video."""

    seconds: float = 3 * 3600.0
    """Playing time."""

    bytes: int = 8 << 30
    """Bytes of the file."""


class MediaRefusedError(ValueError):
    """A file that is not opened, or not read to its end. Has a `code` and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def open_media(
    path: Path,
    *,
    limits: Limits | None = None,
    need: Literal["video", "audio", "any"] = "video",
) -> InputContainer:
    """
    Open a local file as what its first bytes say it is, and as nothing else.

    Playlists are refused, whatever they are called, because a player would open other
    files and addresses for them. So is everything above `limits`.

    Raises:
        MediaRefusedError: Its `code` is `media.missing`, `media.empty`,
            `media.unreadable`, `media.disguised`, `media.too_large`, `media.no_video` or
            `media.no_audio`.
    """
    limits = limits or Limits()
    name = kind_of(path, limits=limits)
    options = {
        "format_whitelist": _FORMATS[name],
        "protocol_whitelist": "file",
        "max_pixels": str(limits.pixels),
    }
    try:
        container = av.open(
            str(path.absolute()), "r", format=_FORMATS[name], options=options, timeout=(20.0, 20.0)
        )
    except (av.error.FFmpegError, ValueError, UnicodeError) as error:
        raise MediaRefusedError(
            "media.unreadable",
            f"The file {path.name!r} looks like {name} and cannot be opened as that: "
            f"{_reason(error)}. It may be damaged or cut short.",
        ) from error
    try:
        _measure(container, path, limits, need)
    except BaseException:
        container.close()
        raise
    return container


def video_of(container: InputContainer, *, limits: Limits | None = None) -> VideoStream:
    """Take the picture track, ready to be decoded with a fixed number of threads."""
    stream = next(
        (s for s in container.streams.video if not is_cover(s)), container.streams.video[0]
    )
    context = stream.codec_context
    context.thread_type = "AUTO"
    context.thread_count = _THREADS
    context.options = {"max_pixels": str((limits or Limits()).pixels)}
    return stream


def audio_of(container: InputContainer) -> AudioStream | None:
    """Take the first sound track that can be decoded, or `None`."""
    return next(iter(container.streams.audio), None)


def kind_of(path: Path, *, limits: Limits | None = None) -> str:
    """
    Name what a file is by its first bytes: `mp4`, `webm`, `wav` and so on.

    Raises:
        MediaRefusedError: It is missing, empty, too large, unknown or not to be opened.
    """
    limits = limits or Limits()
    shown = repr(path.name)
    if not path.is_file():
        raise MediaRefusedError("media.missing", f"There is no file {shown}. Check the path.")
    size = path.stat().st_size
    if size == 0:
        raise MediaRefusedError("media.empty", f"The file {shown} is empty. Was the download cut?")
    if size > limits.bytes:
        raise MediaRefusedError(
            "media.too_large",
            f"The file {shown} has {size} bytes, and the limit is {limits.bytes}. "
            f"Cut it first, or raise the limit.",
        )
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    name = "aac" if head[:2] in (b"\xff\xf1", b"\xff\xf9") else sniff(head)
    if name is None:
        raise MediaRefusedError(
            "media.unreadable",
            f"The file {shown} begins like no picture, video or sound that is known here. "
            f"Convert it to MP4, PNG or WAV first.",
        )
    if name not in _FORMATS:
        raise MediaRefusedError(
            "media.disguised",
            f"The file {shown} is really {_NAMES.get(name, name)}, which is never opened here "
            f"because it can name other files or addresses, or cannot be read. Give the media "
            f"file itself.",
        )
    return name


def _measure(
    container: InputContainer, path: Path, limits: Limits, need: Literal["video", "audio", "any"]
) -> None:
    shown = repr(path.name)
    videos = [stream for stream in container.streams.video if not is_cover(stream)]
    if need == "video" and not videos:
        raise MediaRefusedError("media.no_video", f"The file {shown} has no picture track.")
    if need == "audio" and not container.streams.audio:
        raise MediaRefusedError("media.no_audio", f"The file {shown} has no sound track.")
    for stream in videos:
        width, height = stream.codec_context.width, stream.codec_context.height
        if width <= 0 or height <= 0:
            raise MediaRefusedError(
                "media.unreadable", f"The picture size of {shown} cannot be read. Is it cut short?"
            )
        if width * height > limits.pixels:
            raise MediaRefusedError(
                "media.too_large",
                f"The pictures of {shown} are {width}x{height}, which is {width * height} "
                f"pixels, and the limit is {limits.pixels}. Scale it down first.",
            )
        if stream.frames > limits.frames:
            raise MediaRefusedError(
                "media.too_large",
                f"The file {shown} has {stream.frames} frames, and the limit is "
                f"{limits.frames}. Cut it first.",
            )
    seconds = (container.duration or 0) / 1_000_000
    if seconds > limits.seconds:
        raise MediaRefusedError(
            "media.too_large",
            f"The file {shown} plays for {seconds:.0f} s, and the limit is "
            f"{limits.seconds:.0f} s. Cut it first.",
        )


def is_cover(stream: VideoStream) -> bool:
    """Say whether a picture track is only the cover of a sound."""
    return bool(stream.disposition & Disposition.attached_pic)


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return str(text).rstrip(".")
