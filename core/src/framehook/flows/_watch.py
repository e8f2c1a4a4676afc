"""Waiting for a job to end, and telling what changes on the way."""

from __future__ import annotations

__all__ = ("ask", "watch")

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeAlias

from ..errors import JobTimeoutError, ReplyError, TransportError
from ..spi._command import Flow, Now, Sleep
from ..spi._job import Failure, Phase, Status, Ticket
from ..spi._queue import Decoder
from ..spi._request import Request
from ._commands import Admit, Emit, Open, Receive, Record, Shut
from ._notice import SAFETY, is_attended, is_told, remembered, rest
from ._pace import Pace
from ._send import conduct, sign
from ._terms import Terms

# Since when it is waited for, and for how many seconds.
_Span: TypeAlias = tuple[datetime, float | None]
_Opening: TypeAlias = Callable[[Ticket], tuple[Request, Decoder]]

# A service may need a moment until it knows the job it has just accepted.
GRACE = 15.0
# A job that was accepted so long ago and is unknown now is not to be waited for. Should the
# service know it again, its result is taken all the same.
FORGOTTEN = timedelta(hours=1)
STREAM_SILENCE = 60.0
# A stream keeps its connection for as long as the job takes. Beyond these, jobs are asked
# about, so that there is always one left to submit and to fetch with.
MOST_STREAMS = 64
# How long it is believed what such jobs take.
FRESH = timedelta(seconds=1)


@dataclass(slots=True, eq=False, repr=False)
class _Seen:
    """What has been told already."""

    status: Status | None = None
    logs: tuple[str, ...] = ()

    def news(self, status: Status) -> list[str]:
        fresh = _fresh(self.logs, status.logs)
        self.logs = (*self.logs, *fresh)[-1000:]
        return fresh


def ask(ticket: Ticket, terms: Terms) -> Flow[Status]:
    """
    Ask once where a job stands.

    Of one that the service no longer knows, the ledger may have the end. One that was
    forgotten long after it was sent has expired.
    """
    try:
        return (yield from conduct(terms.service.queue.status(ticket), terms))
    except ReplyError as exc:
        kept = yield from remembered(ticket)
        if kept is not None:
            return Status(Phase.ENDED, outcome=kept)
        if exc.status not in {404, 410} or not (yield from _is_old(ticket)):
            raise
        words = f"The service no longer knows the job: {exc.message}"
        return Status(Phase.ENDED, outcome=Failure("expired", words))


def _is_old(ticket: Ticket) -> Flow[bool]:
    key = ticket.intent
    if key is None:
        return False
    intent = yield from Record(lambda ledger, _: ledger.get(key))
    now = yield from Now()
    return intent is not None and now - intent.updated > FORGOTTEN


def watch(
    ticket: Ticket,
    terms: Terms,
    *,
    limit: float | None = None,
    first: Status | None = None,
    is_end_enough: bool = True,
    start: datetime | None = None,
) -> Flow[Status]:
    """
    Wait until a job has ended, and tell what changes. Returns the last report.

    Args:
        ticket: The job.
        terms: What is known of the client.
        limit: Seconds to wait; `None` takes the client's own limit.
        first: The report that came with the submission. If it has the outcome already,
            nothing is asked.
        is_end_enough: Whether a notification of the end may stand for all reports.
        start: Since when it is waited for; since now, if that is not said.

    Raises:
        JobTimeoutError: if it has not ended by then. It may still be running.
    """
    start = start or (yield from Now())
    limit = limit if limit is not None else terms.timeouts.job
    seen = _Seen()
    if first is not None and first.outcome is not None:
        yield from _tell(first, seen)
        return first
    # Asking whether it is an instance of `Watches` takes longer than all the rest.
    opening: _Opening | None = getattr(terms.service.queue, "watch", None)
    attended = is_end_enough and (yield from is_attended(ticket))
    if attended and (yield from rest(ticket, SAFETY if limit is None else min(SAFETY, limit))):
        return (yield from _reported(seen))
    if opening is not None and not attended and len(terms.streams) < MOST_STREAMS:
        place = object()
        terms.streams.add(place)
        try:
            status = yield from _stream(opening, ticket, terms, seen, (start, limit))
        finally:
            terms.streams.discard(place)
        if status is not None and status.phase is Phase.ENDED:
            return status
    pace = _pace((yield from _typical(ticket.endpoint, terms)))
    number = 0
    while True:
        waited = ((yield from Now()) - start).total_seconds()
        # Behind those that came before, be it to submit or to ask.
        leave = yield from Admit()
        try:
            status = yield from _ask_early(ticket, terms, waited)
        finally:
            leave()
        yield from _tell(status, seen)
        if status.phase is Phase.ENDED:
            return status
        pause = pace.pause(status, number=number, waited=waited, salt=ticket.id)
        pause = SAFETY if attended else pause
        if limit is not None:
            if waited >= limit:
                raise JobTimeoutError(
                    f"The job {ticket.id} on {ticket.service!r} had not ended after {limit:g} "
                    "seconds. It may still be running.",
                    ticket=ticket,
                    intent=ticket.intent,
                    hint="Resume it with client.resume(exc.ticket), or: framehook jobs wait",
                )
            pause = min(pause, max(limit - waited, 0.0))
        number += 1
        if not is_told(ticket):
            # Thousands may wait here: without a generator of its own for each.
            yield Sleep(pause)
        elif (yield from rest(ticket, pause)):
            return (yield from _reported(seen))


@lru_cache(maxsize=64)
def _pace(typical: float | None) -> Pace:
    return Pace(typical=typical)


def _reported(seen: _Seen) -> Flow[Status]:
    status = Status(Phase.ENDED)
    yield from _tell(status, seen)
    return status


def _typical(endpoint: str, terms: Terms) -> Flow[float | None]:
    # Thousands of jobs that begin together need not all look through the ledger for it.
    now = yield from Now()
    asked, seconds = terms.typical.get(endpoint, (None, None))
    if asked is None or now - asked > FRESH:
        told = yield from Record(lambda ledger, _: ledger.typical(endpoint).get("seconds"))
        seconds = None if told is None else float(told)
        terms.typical[endpoint] = now, seconds
    return seconds


def _ask_early(ticket: Ticket, terms: Terms, waited: float) -> Flow[Status]:
    try:
        return (yield from ask(ticket, terms))
    except ReplyError as exc:
        if exc.status == 404 and waited < GRACE:
            return Status(Phase.QUEUED)
        raise


def _stream(
    opening: _Opening, ticket: Ticket, terms: Terms, seen: _Seen, span: _Span
) -> Flow[Status | None]:
    # One stream, opened again as long as it brings news; whoever calls falls back to
    # asking when it does not.
    start, limit = span
    useful = True
    while useful:
        useful = False
        request, decoder = opening(ticket)
        stream = None
        try:
            stream = yield from Open((yield from sign(request, terms)))
            while stream.head.is_success:
                left = STREAM_SILENCE
                if limit is not None:
                    left = limit - ((yield from Now()) - start).total_seconds()
                data = yield from Receive(stream, max(0.0, min(left, STREAM_SILENCE)))
                for status in decoder.feed(data):
                    # A service that says the same at each opening would be opened for ever.
                    useful = useful or status != seen.status
                    yield from _tell(status, seen)
                if seen.status is not None and seen.status.phase is Phase.ENDED:
                    break
                if not data:
                    break
        except TransportError as exc:
            yield from Emit("retry", {"reason": str(exc), "what": "stream"})
        if stream is not None:
            yield from Shut(stream)
        if seen.status is not None and seen.status.phase is Phase.ENDED:
            break
    return seen.status


def _tell(status: Status, seen: _Seen) -> Flow[None]:
    for line in seen.news(status):
        yield from Emit("log", {"text": line})
    before, seen.status = seen.status, status
    if before is None or (before.phase, before.position) != (status.phase, status.position):
        yield from Emit("status", {"phase": status.phase.value, "position": status.position})
    if status.progress is not None and (before is None or before.progress != status.progress):
        yield from Emit("progress", {"part": status.progress, "what": status.note})


def _fresh(known: Sequence[str], lines: Sequence[str]) -> list[str]:
    # A service repeats all lines, or a window of the last ones. New lines are those
    # behind the longest piece that both lists share at the end of one and the start of
    # the other.
    for length in range(min(len(known), len(lines)), 0, -1):
        if list(known[-length:]) == list(lines[:length]):
            return list(lines[length:])
    if len(lines) < len(known) and list(known[: len(lines)]) == list(lines):
        return []  # An old report.
    return list(lines)
