"""Real work on media files, frame by frame, and nothing about queues or services."""

from __future__ import annotations

__all__ = (
    "AudioFormat",
    "Clip",
    "Composed",
    "Drafted",
    "Encoder",
    "Extended",
    "Extracted",
    "Footage",
    "Inset",
    "Interpolated",
    "Joined",
    "JoinedSound",
    "Keyframe",
    "Limits",
    "Loudness",
    "Measured",
    "MediaRefusedError",
    "Merged",
    "Normalized",
    "Scene",
    "Shown",
    "Tick",
    "Tone",
    "Track",
    "Upscaled",
    "Waveform",
    "audio_format",
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
    "draw_mark",
    "extend_video",
    "extract_frame",
    "images_to_video",
    "inset_picture",
    "interpolate_images",
    "interpolate_video",
    "join_audios",
    "join_videos",
    "measure_loudness",
    "measure_waveform",
    "merge_audio_video",
    "normalize_loudness",
    "open_media",
    "output_formats",
    "scan_clip",
    "upscale_video",
    "write_tones",
    "zip_frames",
)

from ._audio_format import AudioFormat, audio_format, output_formats
from ._clip import Clip, scan_clip
from ._compose import Composed, Keyframe, Track, compose_tracks
from ._concat import Joined, JoinedSound, join_audios, join_videos
from ._draft import Drafted, draft_image, draft_text
from ._encode import Encoder
from ._extend import Extended, extend_video
from ._extract import Extracted, extract_frame
from ._footage import Footage
from ._geometry import canvas_size
from ._images import Shown, images_to_video
from ._inset import inset_picture
from ._interpolate import Interpolated, interpolate_images, interpolate_video
from ._keyed import draft_keyed
from ._loop import draft_loop
from ._loudnorm import Loudness, Measured, Normalized, measure_loudness, normalize_loudness
from ._mark import draw_mark
from ._merge_av import Merged, merge_audio_video
from ._metadata import describe_media
from ._open import Limits, MediaRefusedError, open_media
from ._restyle import draft_video
from ._scene import Scene
from ._staging import draft_staged
from ._stills import zip_frames
from ._sway import draft_swayed
from ._tick import Tick
from ._timeline import Inset, draft_timeline
from ._tones import Tone, write_tones
from ._upscale import Upscaled, upscale_video
from ._waveform import Waveform, measure_waveform
