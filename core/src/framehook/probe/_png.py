"""PNG pictures, and the animations among them."""

from __future__ import annotations

__all__ = ("png",)

from dataclasses import replace

from ..spi._command import Flow
from ..spi._facts import Facts
from ._damage import BudgetError, DamageError
from ._number import big
from ._timeline import is_variable
from ._window import Window

_SIGNATURE = 8
_AROUND = 12
_END = b"IEND"
_TICKS = 1_000_000


def png(window: Window, container: str) -> Flow[Facts]:
    """Probe a PNG."""
    head = yield from window.some(_SIGNATURE, 25)
    if head[4:8] != b"IHDR":
        reason = "The file does not begin with a picture header (IHDR), so it is no PNG."
        raise DamageError(reason, truncated=len(head) < 8)
    size = big(head, 8, 4), big(head, 12, 4)
    still = Facts(
        kind="image",
        container=container,
        codec="png",
        frames=1,
        exact=True,
        coded_size=size,
        size=size,
        sample_aspect=(1, 1),
        has_audio=False,
    )
    delays: list[int] = []
    count, ended = yield from _chunks(window, delays)
    cut = ended is False
    if count <= 1:
        return replace(still, truncated=cut)
    seconds, why = sum(delays) / _TICKS, ""
    complete = ended is True and len(delays) == count
    if not complete and delays:
        why = "" if cut else "The file is too long to read the times of all its pictures."
        seconds *= count / len(delays)
    return replace(
        still,
        kind="video",
        codec="apng",
        frames=count,
        exact=not cut,
        fps=count / seconds if seconds else None,
        variable_rate=is_variable(min(delays), max(delays)) if complete else None,
        duration=seconds or None,
        truncated=cut,
        why_unknown=why,
    )


def _chunks(window: Window, delays: list[int]) -> Flow[tuple[int, bool | None]]:
    """
    Walk over the chunks, noting the delays of an animation in microseconds.

    Returns:
        How many pictures it has by its header, and whether the file has an end: `None`
        if it was not reached.
    """
    at, count, is_first = _SIGNATURE, 0, True
    try:
        while True:
            head = yield from window.some(at, 34)
            if len(head) < _AROUND:
                return count, False
            kind = head[4:8]
            if kind == _END:
                return count, True
            if kind == b"acTL":
                count = big(head, 8, 4)
            elif kind == b"fcTL":
                delays.append(_delay(head))
            elif kind == b"IDAT" and is_first and not count:
                is_first = False
                if (yield from _has_end(window)):
                    return count, True
            at += big(head, 0, 4) + _AROUND
    except (BudgetError, DamageError):
        return count, None


def _has_end(window: Window) -> Flow[bool]:
    """Whether the last chunk is in its place, which spares a walk through a long picture."""
    if window.size is None:
        return False
    tail = yield from window.bulk(window.size - _AROUND, _AROUND)
    return tail[4:8] == _END


def _delay(head: bytes) -> int:
    above, below = big(head, 28, 2), big(head, 30, 2) or 100
    return above * _TICKS // below
