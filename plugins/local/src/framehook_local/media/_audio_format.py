"""Ways to write a sound file."""

from __future__ import annotations

__all__ = ("AudioFormat", "audio_format", "format_for_suffix", "output_formats")

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFormat:
    """
    A codec, its rate, and the container it goes into.

    Example:
        >>> audio_format("mp3_44100_128").suffix
        '.mp3'
    """

    codec: str
    container: str
    suffix: str
    media_type: str
    rate: int | None = None
    """Samples per second; the source's if `None`."""
    bit_rate: int | None = None
    """Bits per second, where the codec has a choice."""


_KINDS = {
    "mp3": ("libmp3lame", "mp3", ".mp3", "audio/mpeg"),
    "pcm": ("pcm_s16le", "wav", ".wav", "audio/wav"),
    "ulaw": ("pcm_mulaw", "wav", ".wav", "audio/wav"),
    "alaw": ("pcm_alaw", "wav", ".wav", "audio/wav"),
    "opus": ("libopus", "ogg", ".ogg", "audio/ogg"),
}
_NAMES = (
    "mp3_22050_32",
    "mp3_44100_32",
    "mp3_44100_64",
    "mp3_44100_96",
    "mp3_44100_128",
    "mp3_44100_192",
    "pcm_8000",
    "pcm_16000",
    "pcm_22050",
    "pcm_24000",
    "pcm_44100",
    "pcm_48000",
    "ulaw_8000",
    "alaw_8000",
    "opus_48000_32",
    "opus_48000_64",
    "opus_48000_96",
    "opus_48000_128",
    "opus_48000_192",
)
_SUFFIXES = {
    ".mp3": ("libmp3lame", "mp3", ".mp3", "audio/mpeg"),
    ".wav": ("pcm_s16le", "wav", ".wav", "audio/wav"),
    ".flac": ("flac", "flac", ".flac", "audio/flac"),
    ".ogg": ("libopus", "ogg", ".ogg", "audio/ogg"),
    ".opus": ("libopus", "ogg", ".opus", "audio/ogg"),
    ".m4a": ("aac", "mp4", ".m4a", "audio/mp4"),
}
_MP3_RATES = (44100, 48000, 32000, 22050, 24000, 16000, 11025, 12000, 8000)
_RATES = {
    "libmp3lame": _MP3_RATES,
    "libopus": (48000, 24000, 16000, 12000, 8000),
    "aac": (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000),
}


def output_formats() -> tuple[str, ...]:
    """Name every format that `audio_format` knows."""
    return _NAMES


def audio_format(name: str) -> AudioFormat:
    """Read a name such as `mp3_44100_128`: codec, rate and kilobits per second."""
    if name not in _NAMES:
        message = f"output_format must be one of {', '.join(_NAMES)}, but it is {name!r}."
        raise ValueError(message)
    kind, rate, *kilobits = name.split("_")
    codec, container, suffix, media_type = _KINDS[kind]
    return AudioFormat(
        codec=codec,
        container=container,
        suffix=suffix,
        media_type=media_type,
        rate=int(rate),
        bit_rate=int(kilobits[0]) * 1000 if kilobits else None,
    )


def format_for_suffix(suffix: str, rate: int) -> AudioFormat:
    """Choose a format by a file's ending; a rate it has not becomes the nearest it has."""
    if suffix.lower() not in _SUFFIXES:
        message = f"The name must end in one of {', '.join(_SUFFIXES)}, but it ends in {suffix!r}."
        raise ValueError(message)
    codec, container, ending, media_type = _SUFFIXES[suffix.lower()]
    rates = _RATES.get(codec, (rate,))
    return AudioFormat(
        codec=codec,
        container=container,
        suffix=ending,
        media_type=media_type,
        rate=min(rates, key=lambda known: (abs(known - rate), -known)),
        bit_rate=None,
    )
