"""The toolkit for runners: what a family's `local` module may import from here."""

from __future__ import annotations

__all__ = (
    "ArgumentRefusedError",
    "Extended",
    "Limits",
    "MediaRefusedError",
    "Tick",
    "extend_video",
    "media_type_of",
    "open_media",
    "scan_clip",
    "seed_of",
)

from ._failure import ArgumentRefusedError
from ._media_type import media_type_of
from ._seed import seed_of
from .media import (
    Extended,
    Limits,
    MediaRefusedError,
    Tick,
    extend_video,
    open_media,
    scan_clip,
)
