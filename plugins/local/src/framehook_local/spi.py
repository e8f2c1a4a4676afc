"""
The toolkit for runners: what a family's `local` module may import from this distribution.

Nothing is loaded before it is used, so that whoever only asks what a runner requires does
not load the codecs.
"""

from __future__ import annotations

__all__ = (
    "ArgumentRefusedError",
    "Drafted",
    "Extended",
    "Inset",
    "Keyframe",
    "Limits",
    "Loudness",
    "Measured",
    "MediaRefusedError",
    "Merged",
    "Tick",
    "Tone",
    "Track",
    "canvas_size",
    "compose_tracks",
    "describe_media",
    "draft_image",
    "draft_keyed",
    "draft_loop",
    "draft_staged",
    "draft_swayed",
    "draft_text",
    "draft_timeline",
    "draft_video",
    "extend_video",
    "extract_frame",
    "images_to_video",
    "inset_picture",
    "interpolate_images",
    "interpolate_video",
    "join_audios",
    "join_videos",
    "measure_waveform",
    "media_type_of",
    "merge_audio_video",
    "normalize_loudness",
    "open_media",
    "scan_clip",
    "seed_of",
    "upscale_video",
    "write_tones",
    "zip_frames",
)

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._failure import ArgumentRefusedError
    from ._media_type import media_type_of
    from ._seed import seed_of
    from .media import (
        Drafted,
        Extended,
        Inset,
        Keyframe,
        Limits,
        Loudness,
        Measured,
        MediaRefusedError,
        Merged,
        Tick,
        Tone,
        Track,
        canvas_size,
        compose_tracks,
        describe_media,
        draft_image,
        draft_keyed,
        draft_loop,
        draft_staged,
        draft_swayed,
        draft_text,
        draft_timeline,
        draft_video,
        extend_video,
        extract_frame,
        images_to_video,
        inset_picture,
        interpolate_images,
        interpolate_video,
        join_audios,
        join_videos,
        measure_waveform,
        merge_audio_video,
        normalize_loudness,
        open_media,
        scan_clip,
        upscale_video,
        write_tones,
        zip_frames,
    )

_HOMES = {
    "ArgumentRefusedError": "._failure",
    "media_type_of": "._media_type",
    "seed_of": "._seed",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES.get(name, ".media"), __package__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
