"""Looking at the media of a job before anything decodes them."""

from __future__ import annotations

__all__ = ("examine", "look")

import os
from pathlib import Path

from framehook.probe import probe, sniff
from framehook.spi import Facts, MediaKind, ReadAt

from ._failure import ArgumentRefusedError
from .media import Limits

# Beyond it, an estimated number of frames has to do.
_COUNTED_BYTES = 1 << 30
_HEAD = 4096
_NEVER = {"playlist": "a playlist", "html": "a web page"}


def look(path: Path) -> Facts:
    """Return what the headers of a file say, with its frames counted."""
    size = path.stat().st_size
    flow = probe(size, exhaustive=size <= _COUNTED_BYTES)
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        command = next(flow)
        while isinstance(command, ReadAt):
            command = flow.send(os.pread(descriptor, command.size, command.offset))
    except StopIteration as stop:
        facts: Facts = stop.value
        return facts
    finally:
        os.close(descriptor)
    raise TypeError(f"The prober asked for {type(command).__name__}.")


def examine(path: Path, pointer: str, kind: MediaKind | None, limits: Limits) -> Facts:
    """
    Return what is known of a media argument.

    Raises:
        ArgumentRefusedError: if it is empty, disguised, too large or of the wrong kind.
    """
    facts = look(path)
    with path.open("rb") as file:
        refusal = _refusal(path.name, facts, sniff(file.read(_HEAD)), kind, limits)
    if refusal is None:
        return facts
    code, message = refusal
    raise ArgumentRefusedError(message, code=code, path=pointer)


def _refusal(
    name: str, facts: Facts, container: str | None, kind: MediaKind | None, limits: Limits
) -> tuple[str, str] | None:
    shown = repr(name)
    if facts.bytes == 0:
        return "media.empty", f"The file {shown} is empty."
    # Where anything will do, an archive will too; the runner says what it can read.
    if container is None and kind is not None:
        return "media.unreadable", f"The file {shown} is no picture, video or sound."
    if container in _NEVER:
        what = f"The file {shown} is really {_NEVER[container]}, which could name other files."
        return "media.disguised", f"{what} Give the media file itself."
    if (facts.bytes or 0) > limits.bytes:
        return _excess(shown, "bytes", facts.bytes, limits.bytes)
    pixels = max(_area(facts.coded_size), _area(facts.size))
    if pixels > limits.pixels:
        return _excess(shown, "pixels in a picture", pixels, limits.pixels)
    if (facts.frames or 0) > limits.frames:
        return _excess(shown, "frames", facts.frames, limits.frames)
    if (facts.duration or 0) > limits.seconds:
        return _excess(shown, "seconds", facts.duration, limits.seconds)
    return _mismatch(shown, facts, kind)


def _mismatch(shown: str, facts: Facts, kind: MediaKind | None) -> tuple[str, str] | None:
    if facts.kind is None or kind is None or facts.kind == kind:
        return None
    # The sound of a video can be used, and the first picture of an animation.
    if facts.kind == "video" and (kind == "image" or facts.has_audio is not False):
        return None
    return "media.wrong_kind", f"The file {shown} is of the kind {facts.kind}; {kind} is needed."


def _excess(shown: str, what: str, found: float | None, limit: float) -> tuple[str, str]:
    return "media.too_large", f"The file {shown} has {found} {what}, and the limit is {limit}."


def _area(size: tuple[int, int] | None) -> int:
    return size[0] * size[1] if size else 0
