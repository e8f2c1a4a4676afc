"""Real work on media files, frame by frame, and nothing about queues or services."""

from __future__ import annotations

__all__ = (
    "Extended",
    "Limits",
    "MediaRefusedError",
    "Tick",
    "extend_video",
    "open_media",
    "scan_clip",
)

from ._clip import scan_clip
from ._extend import Extended, extend_video
from ._open import Limits, MediaRefusedError, open_media
from ._tick import Tick
