"""The archive that a training starts from, and the file of weights that it ends with."""

from __future__ import annotations

__all__ = ("Contents", "contents_of", "write_weights")

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile

_CLIPS = frozenset({".mp4", ".mov", ".webm", ".mkv", ".avi", ".gif"})
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp"})
_ALIGNED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """
    How much there is to learn from.

    Example:
        ```python
        assert Contents(clips=3, pictures=0).clips == 3
        ```
    """

    clips: int
    pictures: int


def contents_of(path: Path) -> Contents:
    """
    Count clips and pictures in an archive by their names; nothing is unpacked.

    Raises:
        ValueError: It is no zip archive, or there is nothing in it to learn from.
    """
    try:
        with ZipFile(path) as archive:
            endings = [PurePosixPath(name).suffix.lower() for name in archive.namelist()]
    except BadZipFile as error:
        message = (
            f"'training_data_url' must be a zip archive of clips or pictures; {path.name!r} is "
            "none. Pack them into one."
        )
        raise ValueError(message) from error
    clips = sum(ending in _CLIPS for ending in endings)
    pictures = sum(ending in _PICTURES for ending in endings)
    if not clips and not pictures:
        message = (
            f"The archive {path.name!r} in 'training_data_url' has {len(endings)} files, and none "
            "of them is a clip or a picture. Add some."
        )
        raise ValueError(message)
    return Contents(clips=clips, pictures=pictures)


def write_weights(path: Path, settings: Mapping[str, Any]) -> None:
    """Write a file of weights without any, whose header says that it is a draft."""
    notes = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in settings.items()
    }
    header = json.dumps({"__metadata__": notes}).encode()
    header += b" " * (-len(header) % _ALIGNED)
    path.write_bytes(len(header).to_bytes(8, "little") + header)
