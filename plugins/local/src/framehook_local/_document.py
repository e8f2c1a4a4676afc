"""Small JSON files that are always whole."""

from __future__ import annotations

__all__ = ("read_document", "write_document")

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

VERSION = 1


def read_document(path: Path) -> dict[str, Any] | None:
    """Return what is in a file, or `None` if it is missing, damaged or of a newer version."""
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    if isinstance(value, dict) and value.get("v") == VERSION:
        return value
    return None


def write_document(path: Path, value: Mapping[str, Any], *, lasting: bool = False) -> None:
    """Put a file in its place in one step; `lasting` survives a loss of power."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    data = json.dumps({"v": VERSION, **value}, ensure_ascii=False, separators=(",", ":"))
    with part.open("w", encoding="utf-8") as file:
        file.write(data)
        if lasting:
            file.flush()
            os.fsync(file.fileno())
    part.replace(path)
