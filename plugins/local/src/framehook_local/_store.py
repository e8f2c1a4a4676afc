"""Taking files into the spool, whole or not at all."""

from __future__ import annotations

__all__ = ("UploadStoppedError", "store")

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from framehook.spi import Slice

from ._spool import Spool


class UploadStoppedError(Exception):
    """Nobody waits for the upload any more; nothing of it is left."""


def store(spool: Spool, data: Slice, is_stopped: Callable[[], bool]) -> tuple[str, int]:
    """
    Copy a part of a source into the spool, in little memory.

    Returns:
        The URL of the file, and its number of bytes. The same bytes with the same name
        have the same URL.

    Raises:
        UploadStoppedError: if `is_stopped` says so between two pieces.
    """
    spool.prepare()
    part = spool.files / f".{os.urandom(8).hex()}.part"
    try:
        digest, size = _copy(data, part, is_stopped)
        folder = spool.files / digest
        folder.mkdir(exist_ok=True, mode=0o700)
        os.utime(folder)
        name = _safe_name(data.source.name)
        part.replace(folder / name)
    finally:
        part.unlink(missing_ok=True)
    return f"local://files/{digest}/{quote(name)}", size


def _copy(data: Slice, part: Path, is_stopped: Callable[[], bool]) -> tuple[str, int]:
    digest = hashlib.sha256()
    left = data.length
    size = 0
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        for piece in data.source.open(data.start):
            if is_stopped():
                raise UploadStoppedError
            wanted = piece if left is None else piece[:left]
            file.write(wanted)
            digest.update(wanted)
            size += len(wanted)
            if left is not None:
                left -= len(wanted)
                if left <= 0:
                    break
    return digest.hexdigest(), size


def _safe_name(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[^\w.\-+() ]", "_", last).strip(". ")[-100:] or "file"
