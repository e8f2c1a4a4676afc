"""WebP pictures and animations."""

from __future__ import annotations

__all__ = ("webp",)

from dataclasses import replace

from ..spi._command import Flow
from ..spi._facts import Facts
from ._damage import BudgetError, DamageError
from ._number import little
from ._timeline import is_variable
from ._window import Window

_CHUNKS = 12
_HEADER = 8
_ANIMATED = 2


def webp(window: Window, container: str) -> Flow[Facts]:
    """Probe a WebP."""
    head = yield from window.some(0, _CHUNKS + _HEADER + 10)
    size = _size(head[_CHUNKS:])
    end = _HEADER + little(head, 4, 4)
    try:
        cut = yield from window.ends_before(end)
    except BudgetError:
        cut = False
    still = Facts(
        kind="image",
        container=container,
        codec="webp",
        frames=1,
        exact=True,
        coded_size=size,
        size=size,
        sample_aspect=(1, 1),
        has_audio=False,
        truncated=cut,
    )
    if head[_CHUNKS : _CHUNKS + 4] != b"VP8X" or not head[_CHUNKS + _HEADER] & _ANIMATED:
        return still
    return (yield from _animation(window, end, still))


def _size(chunk: bytes) -> tuple[int, int]:
    kind, body = chunk[:4], chunk[_HEADER:]
    if kind == b"VP8X":
        return little(body, 4, 3) + 1, little(body, 7, 3) + 1
    if kind == b"VP8L":
        bits = little(body, 1, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        return little(body, 6, 2) & 0x3FFF, little(body, 8, 2) & 0x3FFF
    reason = "The file does not begin with a picture, so it is no WebP."
    raise DamageError(reason, truncated=len(chunk) < _HEADER)


def _animation(window: Window, end: int, still: Facts) -> Flow[Facts]:
    """Count the pictures of an animation and add up their times."""
    at, reached, delays, complete = _CHUNKS, _CHUNKS, list[int](), True
    try:
        while at < end and len(head := (yield from window.some(at, 24))) >= _HEADER:
            if head[:4] == b"ANMF":
                delays.append(little(head, 20, 3))
            length = little(head, 4, 4)
            at += _HEADER + length + length % 2
            reached = at
    except (BudgetError, DamageError):
        complete = False
    if not delays:
        reason = "The file ends before its first picture."
        raise DamageError(reason, truncated=still.truncated)
    count, seconds, why = len(delays), sum(delays) / 1000, ""
    if not complete:
        why = "The file is too long to count its pictures, so they were estimated."
        count, seconds = round(count * end / reached), seconds * end / reached
    return replace(
        still,
        kind="video" if count > 1 else "image",
        frames=count,
        exact=complete and not still.truncated,
        fps=len(delays) * 1000 / sum(delays) if sum(delays) and count > 1 else None,
        variable_rate=is_variable(min(delays), max(delays)) if complete and count > 1 else None,
        duration=seconds if count > 1 else None,
        why_unknown=why,
    )
