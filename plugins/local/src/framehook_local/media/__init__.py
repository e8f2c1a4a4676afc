"""Real work on media files, frame by frame, and nothing about queues or services."""

from __future__ import annotations

__all__ = (
    "Drafted",
    "Extended",
    "Limits",
    "MediaRefusedError",
    "Merged",
    "Tick",
    "canvas_size",
    "draft_image",
    "draft_text",
    "extend_video",
    "merge_audio_video",
    "open_media",
    "scan_clip",
)

from ._clip import scan_clip
from ._draft import Drafted, draft_image, draft_text
from ._extend import Extended, extend_video
from ._geometry import canvas_size
from ._merge_av import Merged, merge_audio_video
from ._open import Limits, MediaRefusedError, open_media
from ._tick import Tick
