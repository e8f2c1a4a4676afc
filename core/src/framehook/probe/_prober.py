"""The prober: it asks for bytes and answers with facts."""

from __future__ import annotations

__all__ = ("probe", "probe_bytes", "probe_window")

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import cast

from ..spi._command import Flow
from ..spi._facts import Facts
from ..spi._read_at import ReadAt
from ._damage import BudgetError, DamageError
from ._sniff import sniff
from ._window import Limits, Window

# Each module has a parser that is called like it.
_PARSERS = {
    "mp4": "isobmff",
    "mov": "isobmff",
    "webm": "matroska",
    "mkv": "matroska",
    "gif": "gif",
    "png": "png",
    "jpeg": "jpeg",
    "webp": "webp",
    "wav": "wav",
    "mp3": "mp3",
}
_HEAD = 4096
_USUAL = Limits()
_EXHAUSTIVE = Limits(reads=2**31, scan=2**62, bulk=2**30, boxes=2**31)


def probe(size: int | None, *, exhaustive: bool = False) -> Flow[Facts]:
    """
    Find out what a media file is, by asking for some of its bytes.

    A flow: it yields `ReadAt` commands only, and does not know who answers them, so a
    file has the same facts on a disk and behind a URL. A usual file takes one to three
    reads. There are at most 64, of 1 MiB altogether, not counting an index that has to be
    read as a whole (up to 64 MiB) and GIFs, which have none (up to 8 MiB). What would take
    more is estimated, and then `exact` is false.

    Nothing in a file makes it fail: what makes no sense is told in `why_unknown`.

    Args:
        size: Bytes in the file; `None` if that is not known.
        exhaustive: Whether to read as much as it takes to count every frame.

    Returns:
        The facts.

    Example:
        ```python
        flow = probe(len(data))
        command = next(flow)                # a ReadAt
        flow.send(data[command.offset : command.offset + command.size])
        ```
    """
    window = Window(size, _EXHAUSTIVE if exhaustive else _USUAL)
    return (yield from probe_window(window))


def probe_bytes(data: bytes, *, exhaustive: bool = False) -> Facts:
    """
    Find out what a media file is that is in memory.

    Example:
        ```python
        assert probe_bytes(b"GIF89a").container == "gif"
        ```
    """
    flow = probe(len(data), exhaustive=exhaustive)
    try:
        command = next(flow)
        while isinstance(command, ReadAt):
            command = flow.send(data[command.offset : command.offset + command.size])
    except StopIteration as stop:
        facts: Facts = stop.value
        return facts
    message = f"The prober asked for {command!r}, which is no ReadAt."
    raise TypeError(message)


def probe_window(window: Window) -> Flow[Facts]:
    """Probe with limits of one's own."""
    container = sniff((yield from window.some(0, _HEAD)))
    name = _PARSERS.get(container or "")
    if name is None or container is None:
        facts = Facts(container=container, why_unknown=_refusal(container, window))
        return replace(facts, bytes=window.size)
    try:
        facts = yield from _parser(name)(window, container)
    except DamageError as damage:
        facts = Facts(container=container, truncated=damage.truncated, why_unknown=damage.reason)
    except BudgetError:
        reason = "The file has its headers in too many places to read them all."
        facts = Facts(container=container, why_unknown=reason)
    return replace(facts, bytes=window.size, why_unknown=facts.why_unknown or _gap(facts))


def _gap(facts: Facts) -> str:
    """A reason that holds for all formats, where the parser gave none."""
    if facts.truncated:
        return "The file ends before its own header or format says that it should."
    if facts.kind != "image" and facts.duration is None:
        return "The file does not say how long it lasts."
    return ""


def _parser(name: str) -> Callable[[Window, str], Flow[Facts]]:
    # Only the parser that is needed is loaded: all of them together take 20 ms.
    module = import_module(f"._{name}", __package__)
    # The table above names nothing but parsers, which a type checker cannot follow.
    return cast("Callable[[Window, str], Flow[Facts]]", getattr(module, name))


def _refusal(container: str | None, window: Window) -> str:
    if container == "playlist":
        return "The file is a playlist, which would make a player open other files."
    if container == "html":
        return "The file is a web page, not a media file."
    if container is not None:
        return f"The file is of the kind {container!r}, of which nothing is read."
    return "The file is empty." if window.size == 0 else "The file is of no known kind."
