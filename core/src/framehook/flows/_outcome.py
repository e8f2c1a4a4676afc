"""What a job's end means to the caller and to the ledger."""

from __future__ import annotations

__all__ = ("failure_error", "settle", "settle_failure")

from decimal import Decimal

from ..errors import (
    JobCancelledError,
    JobError,
    JobFailedError,
    ResultExpiredError,
)
from ..spi._command import Flow
from ..spi._job import Failure, Payload, Ticket
from ..spi._price import Quote
from ._commands import Record

_ERRORS: dict[str, type[JobError]] = {"cancelled": JobCancelledError, "expired": ResultExpiredError}


def failure_error(failure: Failure, ticket: Ticket) -> JobError:
    """Return the error that tells the caller how a job ended."""
    again = {True: " The service says that a new call may succeed.", False: ""}
    where = f" at {failure.path}" if failure.path else ""
    code = f" [{failure.code}]" if failure.code else ""
    hints = {
        "input": "Change the arguments and make a new call.",
        "policy": "Change the prompt or the media and make a new call.",
        "service": "Make a new call later.",
        "timeout": "Make a new call later, or ask for less.",
    }
    return _ERRORS.get(failure.kind, JobFailedError)(
        f"The job {ticket.id} on {ticket.service!r} ended without a result{where}: "
        f"{failure.words.rstrip('.')}.{code}{again.get(failure.retryable is True)}",
        ticket=ticket,
        failure=failure,
        intent=ticket.intent,
        hint=hints.get(failure.kind),
    )


def settle(ticket: Ticket, payload: Payload, quote: Quote | None = None) -> Flow[Decimal | None]:
    """Write a result into the ledger. Returns what it cost, where that is known."""
    cost = _cost(payload, quote)
    key = ticket.intent
    if key is not None:
        yield from Record(
            lambda ledger, now: ledger.result(
                key,
                payload.value,
                units=payload.units,
                cost=cost,
                expires=payload.expires,
                now=now,
            )
        )
    return cost


def settle_failure(ticket: Ticket, failure: Failure) -> Flow[None]:
    """Write a failure into the ledger."""
    key = ticket.intent
    if key is None:
        return
    if failure.kind == "cancelled":
        yield from Record(lambda ledger, now: ledger.cancelled(key, failure.words, now))
    elif failure.kind == "expired":
        yield from Record(lambda ledger, now: ledger.expired(key, failure.words, now))
    else:
        yield from Record(lambda ledger, now: ledger.failed(key, failure, cost=None, now=now))


def _cost(payload: Payload, quote: Quote | None) -> Decimal | None:
    if payload.units == 0:
        return Decimal(0)
    if payload.units is None or quote is None or not quote.units or quote.high is None:
        return None
    return payload.units * quote.high / quote.units
