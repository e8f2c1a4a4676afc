"""What the service answers to one request."""

from __future__ import annotations

__all__ = ("Answer", "FileAnswer", "file_answer", "refuse", "say")

import json
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from framehook.spi import Failure

from ._failure import failure_json
from ._media_type import media_type_of

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class FileAnswer(NamedTuple):
    """A part of an open file; whoever takes it closes it."""

    descriptor: int
    start: int
    length: int


class Answer(NamedTuple):
    """Status, headers and body. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes | FileAnswer


def say(status: int, value: Mapping[str, Any]) -> Answer:
    """Answer with JSON."""
    data = json.dumps({"v": 1, **value}, ensure_ascii=False).encode()
    headers = {"content-type": "application/json", "content-length": str(len(data))}
    return Answer(status, headers, data)


def refuse(status: int, failure: Failure) -> Answer:
    """Answer that it cannot be done."""
    return say(status, {"failure": failure_json(failure)})


def file_answer(path: Path, asked: Mapping[str, str], *, head: bool = False) -> Answer:
    """
    Answer with a file, or with the part of it that `range` asks for.

    Raises:
        OSError: if it is gone, or no plain file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode):
            raise FileNotFoundError(path.name)
        tag = f'"{info.st_size:x}-{info.st_mtime_ns:x}"'
        headers = {
            "accept-ranges": "bytes",
            "content-type": media_type_of(path.name),
            "etag": tag,
        }
        part = _part(asked, info.st_size, tag)
        if part is None:
            headers |= {"content-range": f"bytes */{info.st_size}", "content-length": "0"}
            os.close(descriptor)
            return Answer(416, headers, b"")
        start, end, status = part
        if status == 206:
            headers["content-range"] = f"bytes {start}-{end - 1}/{info.st_size}"
        headers["content-length"] = str(end - start)
        if head:
            os.close(descriptor)
            return Answer(status, headers, b"")
    except BaseException:
        os.close(descriptor)
        raise
    return Answer(status, headers, FileAnswer(descriptor, start, end - start))


def _part(asked: Mapping[str, str], size: int, tag: str) -> tuple[int, int, int] | None:
    match = _RANGE.fullmatch(asked.get("range", "").strip())
    if match is None or not any(match.groups()) or asked.get("if-range", tag) != tag:
        return 0, size, 200
    first, last = match.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    return (start, end, 206) if start < end else None
