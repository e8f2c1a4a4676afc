"""
A call that is answered piece by piece, and paid at most once.

The intent is written down before the paid request is sent, and the job with the first
bytes of the answer, which are all that a service says before it works. From then on the
money is spent: a stream that breaks off cannot be opened again, so that it raises with
what came and with the ticket, and the entry stays open, with its money reserved.
"""

from __future__ import annotations

__all__ = ("Kept", "keeping", "stream")

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from ..errors import (
    Cancelled,
    ClosedError,
    ConfigurationError,
    JobTimeoutError,
    StreamBrokenError,
    SubmissionRejectedError,
    SubmissionUnknownError,
    TransportError,
)
from ..spi._call import Call
from ..spi._command import Flow, Now
from ..spi._intent import IntentState, Permit
from ..spi._job import Failure, Payload, Phase, Status, Ticket
from ..spi._json import Json
from ..spi._queue import Accepted, Rejected, Submission
from ..spi._request import Request
from ..spi._stream import Began, Pieces, Streams
from ._accept import Known, accept
from ._attempt import attempt, refused
from ._check import ensure
from ._commands import Begin, Emit, Receive, Record, Shut, Stream
from ._entry import Order, Submitted, earlier, is_billed, lost, permit_for, plan
from ._redact import redacted
from ._run import Collected, collect
from ._submit import ready
from ._terms import Terms

T = TypeVar("T")

# An error of more bytes than this is no error message.
MOST = 1 << 20


def stream(call: Call[Any], terms: Terms, order: Order, limit: float | None) -> Flow[Collected]:
    """
    Make a call whose partial results are told as events of the kind `piece`.

    Raises:
        ConfigurationError: if the service has no streams.
        SubmissionRejectedError: if the service refused the call; nothing runs.
        SubmissionUnknownError: if it may have been accepted.
        StreamBrokenError: if the stream ended before its end.
        JobTimeoutError: if it had not ended after `limit` seconds.
    """
    queue = _streams(terms)
    checked = yield from ensure(call, terms, max_cost=order.max_cost, assume_cost=order.assume_cost)
    arguments = call.arguments()
    intent = yield from plan(call, terms, order, checked, arguments)
    if intent.state is not IntentState.PLANNED:
        # Nothing can be opened a second time; the first call goes on, or has ended.
        known = yield from earlier(intent, checked)
        return (
            yield from collect(known.ticket, call.endpoint, terms, limit=limit, submitted=known)
        )
    submission, request = yield from ready(
        call, terms, order, intent, arguments=arguments, prepare=queue.prepare_stream
    )
    permit = yield from permit_for(terms, intent)
    answer, opened = yield from _begin(queue, submission, request, permit, terms)
    rate = checked.quote.rate if is_billed(terms) else None
    begun = Accepted(answer.ticket, Status(Phase.RUNNING))
    try:
        ticket, status = yield from accept(begun, permit, terms, Known(rate, webhook=False))
    except SubmissionUnknownError as exc:
        if exc.ticket is None:
            raise
        # It could not be written down. What comes on this connection comes nowhere else.
        yield from Emit("log", {"text": exc.message})
        ticket, status = exc.ticket, begun.status
    if opened is not None:
        outcome = yield from _read(opened, answer.pieces, ticket, terms, limit)
        status = Status(Phase.ENDED, outcome=outcome)
    submitted = Submitted(
        ticket=ticket,
        status=status,
        checked=checked,
        request=redacted(submission.arguments),
    )
    return (yield from collect(ticket, call.endpoint, terms, limit=limit, submitted=submitted))


def _streams(terms: Terms) -> Streams:
    queue = terms.service.queue
    if not isinstance(queue, Streams):
        raise ConfigurationError(
            f"The service {terms.service.name!r} has no streams of partial results.",
            hint="Use client.run(call), and on_event= for its progress.",
        )
    return queue


def _begin(
    queue: Streams, submission: Submission, request: Request, permit: Permit, terms: Terms
) -> Flow[tuple[Began, Stream | None]]:
    opened = yield from attempt(Begin(request, permit), permit)
    if isinstance(opened, Rejected):
        raise (yield from _rejected(opened, submission, permit, terms))
    if isinstance(opened, Accepted):
        return Began(opened.ticket, _Nothing()), None
    head = opened.head
    if not head.is_success:
        head = head._replace(body=(yield from _whole(opened)))
    try:
        answer = queue.began(submission, head)
    except Exception as exc:  # noqa: BLE001 - it was sent, whatever a plugin raises.
        found = yield from lost(permit, f"The answer could not be read: {exc}", exc)
        return Began(found.ticket, _Nothing()), None
    if answer is None:
        found = yield from lost(permit, f"The answer had status {head.status}")
        return Began(found.ticket, _Nothing()), None
    if isinstance(answer, Rejected):
        raise (yield from _rejected(answer, submission, permit, terms))
    return answer, opened


def _rejected(
    answer: Rejected, submission: Submission, permit: Permit, terms: Terms
) -> Flow[SubmissionRejectedError]:
    failure = answer.failure
    yield from Record(lambda ledger, now: ledger.rejected(permit, failure, again=False, now=now))
    return refused(answer, submission, permit.key, terms.service.name)


def _whole(opened: Stream) -> Flow[bytes]:
    body = bytearray()
    try:
        while len(body) < MOST and (data := (yield from Receive(opened))):
            body += data
    except Exception:  # noqa: BLE001, S110 - the status says enough, also to an interrupt.
        pass
    return bytes(body)


def _read(
    opened: Stream, pieces: Pieces, ticket: Ticket, terms: Terms, limit: float | None
) -> Flow[Payload | Failure]:
    limit = limit if limit is not None else terms.timeouts.job
    start = yield from Now()
    came: list[Json] = []
    why = "it ended before its end"
    try:
        while data := (yield from Receive(opened, (yield from _left(start, limit, ticket, terms)))):
            for piece in _understood(lambda: pieces.feed(data)):
                came.append(piece)
                yield from Emit("piece", {"value": piece})
        outcome = _understood(pieces.end)
    except TransportError as exc:
        outcome, why = None, str(exc)
    yield from Shut(opened)
    if outcome is None:
        raise StreamBrokenError(
            f"The stream of the job {ticket.id} on {ticket.service!r} broke off after "
            f"{len(came)} pieces: {why.rstrip('.')}. The call was taken on, and may be billed.",
            pieces=came,
            ticket=ticket,
            intent=ticket.intent,
            hint="Do not repeat it blindly. What became of it: client.resume(exc.ticket).result()",
        )
    return outcome


def _understood(read: Callable[[], T]) -> T:
    try:
        return read()
    except Exception as exc:
        # It is paid, whatever a plugin raises.
        raise TransportError(f"It could not be read: {exc}") from exc


def _left(start: Any, limit: float | None, ticket: Ticket, terms: Terms) -> Flow[float]:
    silence = terms.timeouts.submit
    if limit is None:
        return silence
    left = limit - ((yield from Now()) - start).total_seconds()
    if left <= 0:
        raise JobTimeoutError(
            f"The stream of the job {ticket.id} on {ticket.service!r} had not ended after "
            f"{limit:g} seconds.",
            ticket=ticket,
            intent=ticket.intent,
            hint="What becomes of it: client.resume(exc.ticket).result()",
        )
    return float(min(left, silence))


class _Nothing:
    """Of a job that a notification has told of, nothing comes on this connection."""

    def feed(self, data: bytes) -> list[Json]:
        """Return nothing."""
        del data
        return []

    def end(self) -> None:
        """Say nothing."""


@dataclass(slots=True)
class Kept:
    """What a flow that was run for its events has returned or raised."""

    collected: Collected | None = None
    error: Exception | None = None

    def take(self) -> Collected:
        """
        Return it, or raise it again.

        Raises:
            ClosedError: if it was given up before its end.
        """
        if self.error is not None:
            raise self.error
        if self.collected is None:
            raise ClosedError(
                "The stream was closed before its end.",
                hint="If the call was taken on, the ledger has its ticket: framehook jobs list",
            )
        return self.collected


def keeping(flow: Flow[Collected], kept: Kept) -> Flow[None]:
    """Perform a flow and keep what it returns or raises."""
    try:
        kept.collected = yield from flow
    except Cancelled:
        raise  # Whoever gave it up knows.
    except Exception as exc:
        kept.error = exc
        raise
