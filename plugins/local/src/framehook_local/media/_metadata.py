"""What a media file is, counted and measured rather than believed."""

from __future__ import annotations

__all__ = ("describe_media",)

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import av.error
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from ._clip import Clip, scan_clip
from ._geometry import ratio_text
from ._open import Limits, MediaRefusedError, audio_of, is_cover, kind_of, open_media, video_of
from ._tick import Tick, silent

Facts: TypeAlias = "dict[str, str | int | float | Facts | None]"

_TYPES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "mkv": "video/x-matroska",
    "webm": "video/webm",
    "avi": "video/x-msvideo",
    "flv": "video/x-flv",
    "mpegts": "video/mp2t",
    "mpeg": "video/mpeg",
    "gif": "image/gif",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "tiff": "image/tiff",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
}
_SOUND_ONLY = {"mp4": "audio/mp4", "webm": "audio/webm", "mkv": "audio/x-matroska"}


@dataclass(slots=True)
class _Sum:
    size: int = 0
    end: Fraction = Fraction(0)


def describe_media(path: Path, *, limits: Limits | None = None, tick: Tick = silent) -> Facts:
    """
    Describe a video or sound with the names that the hosted metadata service uses.

    Frames, durations and bit rates are counted over all packets. `url` and the addresses
    of extracted frames are left to the caller.

    Returns:
        A `Video` or `Audio` object, told apart by `media_type`.

    Raises:
        MediaRefusedError: The file cannot be used.
    """
    kind = kind_of(path, limits=limits)
    with open_media(path, limits=limits, need="any") as container:
        sums = _add_up(container, path, tick)
        picture = video_of(container, limits=limits) if container.streams.video else None
        sound = audio_of(container)
        if sound is None and picture is None:
            raise MediaRefusedError(
                "media.unreadable", f"The file {path.name!r} has neither pictures nor sound."
            )
        if picture is None or (sound and is_cover(picture)):
            assert sound is not None
            return _audio(path, kind, sound, sums[sound.index])
        clip = scan_clip(path, limits=limits, tick=tick)
        facts = _video(clip, kind, picture, sums[picture.index])
        if sound:
            facts["audio"] = _track(sound, sums[sound.index])
        return facts


def _add_up(container: InputContainer, path: Path, tick: Tick) -> dict[int, _Sum]:
    sums = {stream.index: _Sum() for stream in container.streams}
    try:
        for count, packet in enumerate(container.demux()):
            one = sums[packet.stream_index]
            one.size += packet.size
            if packet.pts is not None and packet.size:
                end = (packet.pts + (packet.duration or 0)) * packet.time_base
                one.end = max(one.end, end)
            if count % 250 == 0:
                tick(count, None, "Measuring")
    except av.error.FFmpegError as error:
        raise MediaRefusedError(
            "media.truncated", f"The file {path.name!r} cannot be read to its end: {error}."
        ) from error
    return sums


def _video(clip: Clip, kind: str, stream: VideoStream, total: _Sum) -> Facts:
    seconds = float(clip.seconds_at(clip.frames))
    size = clip.path.stat().st_size
    wide, high = clip.display_size
    context = stream.codec_context
    return {
        "media_type": "video",
        "content_type": _TYPES[kind],
        "file_name": clip.path.name,
        "file_size": size,
        "duration": round(seconds, 6),
        "bitrate": _rate(size, seconds),
        "codec": clip.codec,
        "container": kind,
        "fps": round(float(clip.fps), 6),
        "frame_count": clip.frames,
        "timebase": f"{clip.time_base.numerator}/{clip.time_base.denominator}",
        "resolution": {"aspect_ratio": ratio_text(wide, high), "width": wide, "height": high},
        "format": {
            "container": kind,
            "video_codec": clip.codec,
            "profile": context.profile or "unknown",
            "level": _level(clip),
            "pixel_format": clip.pixels,
            "bitrate": _rate(total.size, seconds),
        },
        "audio": None,
        "start_frame_url": None,
        "end_frame_url": None,
    }


def _audio(path: Path, kind: str, stream: AudioStream, total: _Sum) -> Facts:
    size = path.stat().st_size
    seconds = float(total.end)
    return {
        "media_type": "audio",
        "content_type": _SOUND_ONLY.get(kind, _TYPES[kind]),
        "file_name": path.name,
        "file_size": size,
        "duration": round(seconds, 6),
        "bitrate": _rate(size, seconds),
        "codec": stream.codec_context.name,
        "container": kind,
        "channels": stream.codec_context.layout.nb_channels,
        "sample_rate": stream.codec_context.sample_rate,
    }


def _track(stream: AudioStream, total: _Sum) -> Facts:
    context = stream.codec_context
    return {
        "codec": context.name,
        "channels": context.layout.nb_channels,
        "sample_rate": context.sample_rate,
        "bitrate": _rate(total.size, float(total.end)),
    }


def _rate(size: int, seconds: float) -> int:
    return round(size * 8 / seconds) if seconds > 0 else 0


def _level(clip: Clip) -> float:
    """Read the level out of an avcC or hvcC record; 0 where a codec has none there."""
    data = clip.extradata
    if clip.codec == "h264" and data[:1] == b"\x01":
        return data[3] / 10
    if clip.codec == "hevc" and data[:1] == b"\x01" and len(data) > 12:
        return data[12] / 30
    return 0.0
