"""What a job's end means to the caller and to the ledger."""

from __future__ import annotations

__all__ = ("failure_error", "is_its_own", "settle", "settle_failure")

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..errors import (
    JobCancelledError,
    JobError,
    JobFailedError,
    LedgerError,
    ResultExpiredError,
)
from ..spi._command import Flow
from ..spi._intent import Intent
from ..spi._job import Failure, Payload, Ticket
from ..spi._ledger import Ledger, Strays, strays_of
from ..spi._quote import Quote
from ..spi._rate import Rate
from ._commands import Record
from ._warning import warn

if TYPE_CHECKING:
    from ..spi._price import Price

_ERRORS: dict[str, type[JobError]] = {"cancelled": JobCancelledError, "expired": ResultExpiredError}

_NOTHING = Decimal(0)


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


def settle(
    ticket: Ticket,
    payload: Payload,
    quote: Quote | None = None,
    price: Price[Any] | None = None,
) -> Flow[Decimal | None]:
    """
    Write a result into the ledger. Returns what it cost, where that is known.

    What a unit costs is known from the quote, else from the ticket, else from the price.

    Args:
        ticket: The job.
        payload: Its result.
        quote: What the call was to cost, where it was made by whoever asks.
        price: What its endpoint costs.
    """
    cost = _cost(payload.units, quote, ticket.rate, price)
    key = ticket.intent
    if key is not None:
        yield from _noted(
            ticket,
            lambda ledger, now: ledger.result(
                key,
                payload.value,
                units=payload.units,
                cost=cost,
                expires=payload.expires,
                now=now,
            ),
            cost,
        )
    return cost


def settle_failure(ticket: Ticket, failure: Failure) -> Flow[None]:
    """Write a failure into the ledger."""
    key = ticket.intent
    if key is None:
        return
    words = failure.words
    if failure.kind == "cancelled":
        yield from _noted(ticket, lambda ledger, now: ledger.cancelled(key, words, now), _NOTHING)
    elif failure.kind == "expired":
        yield from _noted(ticket, lambda ledger, now: ledger.expired(key, words, now), None)
    else:
        yield from _noted(
            ticket, lambda ledger, now: ledger.failed(key, failure, cost=None, now=now), _NOTHING
        )


def _noted(
    ticket: Ticket, work: Callable[[Ledger, datetime], bool], cost: Decimal | None
) -> Flow[None]:
    try:
        yield from Record(lambda ledger, now: _note(ledger, ticket, work, cost, now))
    except LedgerError as exc:
        # How it ended is known here, and may be known nowhere else. The entry stays open.
        words = f"How the job {ticket.id} ended could not be written down: {exc.message}"
        yield from warn(words)


def _note(
    ledger: Ledger,
    ticket: Ticket,
    work: Callable[[Ledger, datetime], bool],
    cost: Decimal | None,
    now: datetime,
) -> None:
    # A call that was paid twice has one entry, and that is about one of the jobs.
    intent = ledger.get(ticket.intent or "")
    if intent is None or is_its_own(ledger, intent, ticket):
        work(ledger, now)
    elif isinstance(ledger, Strays):
        paid = intent.new.estimate if cost is None else cost
        ledger.stray(intent.key, ticket, cost=paid, now=now)


def is_its_own(ledger: Ledger, intent: Intent, ticket: Ticket) -> bool:
    """Whether a job is the one that an entry stands for; a call may have been paid twice."""
    if intent.ticket is not None:
        return intent.ticket.id == ticket.id
    # Another call that is alike may have been given this job, or it came too late.
    strays = [stray.ticket.id for stray in strays_of(ledger, intent.key)]
    return ticket.id not in strays and not ledger.find(ticket=ticket, limit=1)


def _cost(
    units: Decimal | None, quote: Quote | None, rate: Rate | None, price: Price[Any] | None
) -> Decimal | None:
    if not units:
        return units
    if quote is not None and quote.units and quote.high is not None:
        return units * quote.high / quote.units
    if rate is not None:
        return units * rate.amount
    # Whoever has nothing but an old ticket does not know in which other currency it was booked.
    if price is not None and price.amount is not None and price.currency == Quote().currency:
        return units * price.amount
    return None
