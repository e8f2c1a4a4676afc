"""Where the header of an MP4 file is."""

from __future__ import annotations

__all__ = ("Movie", "find_movie", "is_cut")

from dataclasses import dataclass

from ..spi._command import Flow
from ._boxes import MOST_BOXES, Tally, first, header
from ._damage import BudgetError, DamageError
from ._window import Window

_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Movie:
    """The `moov` box: its body, where it ends, and whether media data came before it."""

    body: memoryview
    end: int
    is_last: bool


def find_movie(window: Window, tally: Tally) -> Flow[Movie]:
    """Find the `moov` box and read it."""
    at, has_media = 0, False
    while (found := header((yield from window.some(at, 16)))) is not None:
        tally.one()
        kind, start, size = found
        if kind == b"moov":
            return (yield from _body(window, at, start, size, has_media))
        has_media = has_media or kind == b"mdat"
        if size is None:
            break
        at += size
    ends_early = yield from window.ends_before(at)
    reason = "The file has no header (moov box): it was cut short or is still being written."
    raise DamageError(reason, truncated=ends_early or has_media)


def _body(window: Window, at: int, start: int, size: int | None, has_media: bool) -> Flow[Movie]:
    is_sized = size is not None
    if size is None:
        size = _LARGEST if window.size is None else window.size - at
    if size > _LARGEST:
        reason = (
            f"The file has a header (moov box) of {size} bytes, more than the"
            f" {_LARGEST} that are read."
        )
        raise DamageError(reason)
    # Where the size of the file is known, a header that is cut short is not read in vain.
    fits = window.size is None or at + size <= window.size
    body = memoryview((yield from window.bulk(at + start, size - start if fits else 0)))
    if is_sized and len(body) < size - start:
        reason = "The file ends within its header (moov box)."
        raise DamageError(reason, truncated=True)
    if first(body, b"cmov", Tally(MOST_BOXES)) is not None:
        reason = "The file has a compressed header (cmov box), which is not read."
        raise DamageError(reason)
    return Movie(body=body, end=at + size, is_last=has_media)


def is_cut(window: Window, movie: Movie, tally: Tally) -> Flow[bool]:
    """Whether the file ends before the media data that follow the `moov` box do."""
    if movie.is_last:
        return False
    at = movie.end
    try:
        while (found := header((yield from window.some(at, 16)))) is not None:
            tally.one()
            kind, _, size = found
            if size is None:
                return False
            at += size
            if kind == b"mdat":
                return (yield from window.ends_before(at))
    except BudgetError:
        return False
    return False
