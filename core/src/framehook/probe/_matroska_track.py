"""Tracks of a Matroska or WebM file."""

from __future__ import annotations

__all__ = ("MatroskaTrack", "matroska_tracks")

from collections.abc import Sequence
from dataclasses import dataclass

from ..spi._facts import AudioFacts
from ._ebml import children, number, real, text
from ._geometry import aspect
from ._sps import pixel_shape

_CODECS = {
    "V_VP8": "vp8",
    "V_VP9": "vp9",
    "V_AV1": "av1",
    "V_MPEG4/ISO/AVC": "h264",
    "V_MPEGH/ISO/HEVC": "hevc",
    "V_MPEG4/ISO/ASP": "mpeg4",
    "V_MPEG4/ISO/SP": "mpeg4",
    "V_MJPEG": "mjpeg",
    "V_PRORES": "prores",
    "V_FFV1": "ffv1",
    "V_THEORA": "theora",
    "A_OPUS": "opus",
    "A_VORBIS": "vorbis",
    "A_AAC": "aac",
    "A_MPEG/L3": "mp3",
    "A_MPEG/L2": "mp2",
    "A_FLAC": "flac",
    "A_AC3": "ac3",
    "A_EAC3": "eac3",
    "A_DTS": "dts",
    "A_ALAC": "alac",
}
_LINEAR = {
    "A_PCM/INT/LIT": "pcm_s{}le",
    "A_PCM/INT/BIG": "pcm_s{}be",
    "A_PCM/FLOAT/IEEE": "pcm_f{}le",
}
_VIDEO, _AUDIO = 1, 2
_ENTRY, _NUMBER, _KIND, _CODEC, _PRIVATE = 0xAE, 0xD7, 0x83, 0x86, 0x63A2
_DEFAULT, _STEP = 0x88, 0x23E383
_VIDEO_BOX, _AUDIO_BOX = 0xE0, 0xE1
_WIDTH, _HEIGHT, _SHOWN_WIDTH, _SHOWN_HEIGHT = 0xB0, 0xBA, 0x54B0, 0x54BA
_CROPS = ((0x54CC, 0), (0x54DD, 0), (0x54BB, 1), (0x54AA, 1))
_PROJECTION, _ROLL = 0x7670, 0x7675
_RATE, _HEARD_RATE, _CHANNELS, _DEPTH = 0xB5, 0x78B5, 0x9F, 0x6264


@dataclass(frozen=True, slots=True, kw_only=True)
class MatroskaTrack:
    """
    One track.

    Attributes:
        number: What the blocks call it.
        is_default: Whether players show it unless told otherwise.
        codec: Short name.
        step: Nanoseconds from frame to frame, where the header says so.
        size: Width and height as stored; `None` for sound.
        pixel: The shape of a pixel.
        rotation: Clockwise degrees.
        sound: What an audio track contains.
    """

    number: int
    is_default: bool
    codec: str | None
    step: int | None
    size: tuple[int, int] | None
    pixel: tuple[int, int] | None
    rotation: int
    sound: AudioFacts | None


def matroska_tracks(body: memoryview) -> Sequence[MatroskaTrack]:
    """The video and audio tracks of a `Tracks` element."""
    entries = (dict(children(entry)) for kind, entry in children(body) if kind == _ENTRY)
    found = (_track(entry) for entry in entries)
    return [track for track in found if track is not None]


def _track(fields: dict[int, memoryview]) -> MatroskaTrack | None:
    kind = number(fields.get(_KIND, b""))
    if kind not in (_VIDEO, _AUDIO):
        return None
    codec = text(fields.get(_CODEC, b""))
    box = fields.get(_VIDEO_BOX if kind == _VIDEO else _AUDIO_BOX, memoryview(b""))
    inner = dict(children(box))
    size, pixel, rotation = _picture(inner) if kind == _VIDEO else (None, None, 0)
    if codec == "V_MPEG4/ISO/AVC" and pixel in (None, (1, 1)):
        pixel = pixel_shape(fields.get(_PRIVATE, b"")) or pixel
    return MatroskaTrack(
        number=number(fields.get(_NUMBER, b"")),
        is_default=number(fields.get(_DEFAULT, b"\1")) != 0,
        codec=_name(codec, inner),
        step=number(fields.get(_STEP, b"")) or None,
        size=size,
        pixel=pixel,
        rotation=rotation,
        sound=_sound(codec, inner) if kind == _AUDIO else None,
    )


def _name(codec: str, inner: dict[int, memoryview]) -> str | None:
    linear = _LINEAR.get(codec)
    if linear is not None:
        return linear.format(number(inner.get(_DEPTH, b"\x10")))
    # The profile follows a slash: A_AAC/MPEG4/LC.
    return _CODECS.get(codec) or _CODECS.get(codec.partition("/")[0]) or codec.lower() or None


def _picture(
    inner: dict[int, memoryview],
) -> tuple[tuple[int, int] | None, tuple[int, int] | None, int]:
    sides = [number(inner.get(_WIDTH, b"")), number(inner.get(_HEIGHT, b""))]
    for crop, side in _CROPS:
        sides[side] -= number(inner.get(crop, b""))
    width, height = sides
    if width <= 0 or height <= 0:
        return None, None, 0
    across = number(inner.get(_SHOWN_WIDTH, b"")) or width
    down = number(inner.get(_SHOWN_HEIGHT, b"")) or height
    projection = dict(children(inner.get(_PROJECTION, memoryview(b""))))
    # The roll is measured the other way round.
    rotation = round(-real(projection.get(_ROLL, b"")) / 90) % 4 * 90
    return (width, height), aspect(across * height, down * width), rotation


def _sound(codec: str, inner: dict[int, memoryview]) -> AudioFacts:
    rate = real(inner.get(_HEARD_RATE, b"")) or real(inner.get(_RATE, b"")) or 8000.0
    return AudioFacts(
        codec=_name(codec, inner),
        channels=number(inner.get(_CHANNELS, b"\1")),
        sample_rate=int(rate) if rate > 0 else None,
    )
