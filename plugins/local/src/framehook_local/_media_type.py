"""Media types by file name."""

from __future__ import annotations

__all__ = ("ending_for", "media_type_of")

_TYPES = {
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
    "avi": "video/x-msvideo",
    "gif": "image/gif",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "json": "application/json",
    "txt": "text/plain",
}


def media_type_of(name: str) -> str:
    """Return the media type that a file name promises."""
    return _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def ending_for(media_type: str) -> str | None:
    """Return the usual ending of a file of this media type."""
    return next((ending for ending, known in _TYPES.items() if known == media_type), None)
