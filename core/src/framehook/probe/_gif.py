"""GIF pictures and animations."""

from __future__ import annotations

__all__ = ("gif",)

from dataclasses import dataclass

from ..spi._command import Flow
from ..spi._facts import Facts
from ._damage import DamageError
from ._number import little
from ._timeline import is_variable
from ._window import Window

# A GIF has no index: every byte has to be looked at.
_MOST = 8 * 1024 * 1024
_EXTENSION, _PICTURE, _END, _CONTROL = 0x21, 0x2C, 0x3B, 0xF9
# Browsers and libraries alike take a hundredth of a second or less for "no delay given".
_SHORTEST_DELAY, _USUAL_DELAY = 2, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scan:
    """The delays of the pictures in hundredths of a second, and where the walk ended."""

    delays: tuple[int, ...]
    reached: int
    ended: bool


def gif(window: Window, container: str) -> Flow[Facts]:
    """Probe a GIF."""
    head = yield from window.some(0, 13)
    size = little(head, 6, 2), little(head, 8, 2)
    most = _MOST if window.limits.scan < _MOST else window.limits.bulk
    data = yield from window.bulk(0, most)
    scan = _scan(data)
    if not scan.delays:
        reason = "The file ends before its first picture."
        raise DamageError(reason, truncated=True)
    whole = len(data) < most
    count, delays, why = len(scan.delays), scan.delays, ""
    seconds = sum(delays) / 100
    if not scan.ended and not whole and window.size is not None and scan.reached:
        why = "The file is too long to count its pictures, so they were estimated."
        count = round(count * window.size / scan.reached)
        seconds = seconds * window.size / scan.reached
    moving = count > 1
    return Facts(
        kind="video" if moving else "image",
        container=container,
        codec="gif",
        frames=count,
        exact=scan.ended,
        fps=100 * len(delays) / sum(delays) if moving else None,
        variable_rate=is_variable(10 * min(delays), 10 * max(delays)) if moving else None,
        duration=seconds if moving else None,
        coded_size=size,
        size=size,
        sample_aspect=(1, 1),
        has_audio=False,
        truncated=whole and not scan.ended,
        why_unknown=why,
    )


def _scan(data: bytes) -> _Scan:
    """Walk over the blocks that follow the screen descriptor."""
    delays: list[int] = []
    delay, at, end = _USUAL_DELAY, 13, len(data)
    if end > 10 and data[10] & 0x80:
        at += 3 << (data[10] & 7) + 1
    while at < end:
        kind = data[at]
        if kind == _EXTENSION and at + 6 < end:
            if data[at + 1] == _CONTROL:
                given = little(data, at + 4, 2)
                delay = given if given >= _SHORTEST_DELAY else _USUAL_DELAY
            after = _skip(data, at + 2)
        elif kind == _PICTURE and at + 10 < end:
            colours = 3 << (data[at + 9] & 7) + 1 if data[at + 9] & 0x80 else 0
            after = _skip(data, at + 11 + colours)
            if after is not None:
                delays.append(delay)
                delay = _USUAL_DELAY
        else:
            return _Scan(delays=tuple(delays), reached=at, ended=kind == _END)
        if after is None:
            break
        at = after
    return _Scan(delays=tuple(delays), reached=at, ended=False)


def _skip(data: bytes, at: int) -> int | None:
    """Where the block ends that consists of pieces from `at` on; `None` if it does not."""
    end = len(data)
    while at < end:
        length = data[at]
        at += length + 1
        if not length:
            return at
    return None
