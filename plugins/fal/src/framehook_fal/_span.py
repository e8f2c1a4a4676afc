"""The times at which lost calls may have arrived, as few and as short as they can be."""

from __future__ import annotations

__all__ = ("Span", "spans_of")

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from framehook.spi import Submission


class Span(NamedTuple):
    """A time, which has no end if `until` is `None`, and the calls that may have arrived in it."""

    since: datetime
    until: datetime | None
    calls: list[Submission]


def spans_of(calls: Sequence[Submission], since: datetime) -> list[Span]:
    """Return the times of these calls; those that meet are one. Without its own, `since` holds."""
    spans: list[Span] = []
    for call in sorted(calls, key=lambda each: each.since or since):
        begin, last = call.since or since, spans[-1] if spans else None
        if last is None or (last.until is not None and begin > last.until):
            spans.append(Span(begin, call.until, [call]))
            continue
        ends = [end for end in (last.until, call.until) if end is not None]
        until = max(ends) if len(ends) == 2 else None
        spans[-1] = Span(last.since, until, [*last.calls, call])
    return spans
