"""The ffmpeg-api endpoints: put media together, take them apart, measure them."""

from __future__ import annotations

__all__ = (
    "compose",
    "extract_frame",
    "images_to_video",
    "loudnorm",
    "merge_audio_video",
    "merge_audios",
    "merge_videos",
    "metadata",
    "waveform",
)

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .measure import metadata, waveform
    from .sound import loudnorm, merge_audios
    from .video import compose, extract_frame, images_to_video, merge_audio_video, merge_videos

_HOMES = {
    "measure": "metadata waveform",
    "sound": "loudnorm merge_audios",
    "video": "compose extract_frame images_to_video merge_audio_video merge_videos",
}


def __getattr__(name: str) -> Any:
    # Schemas cost time to build, and a listing needs none of them.
    for module, names in _HOMES.items():
        if name in names.split():
            value = getattr(import_module(f".{module}", __name__), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
