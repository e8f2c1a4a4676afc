"""The service's word that it took a call on, written down and told."""

from __future__ import annotations

__all__ = ("Known", "accept")

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from ..errors import Cancelled, LedgerError, ReplyDistrustedError, SubmissionUnknownError
from ..spi._command import Flow
from ..spi._intent import Permit
from ..spi._job import Status, Ticket
from ..spi._ledger import Ledger
from ..spi._queue import Accepted
from ..spi._rate import Rate
from ..spi._record import variant
from ._commands import Emit, Record
from ._terms import Terms
from ._warning import warn


class Known(NamedTuple):
    """What a ticket says of a call, besides what the service says."""

    rate: Rate | None
    webhook: bool


def accept(
    answer: Accepted, permit: Permit, terms: Terms, known: Known
) -> Flow[tuple[Ticket, Status]]:
    """Write down that the service took the call on."""
    ticket = variant(
        answer.ticket,
        intent=permit.key,
        account=terms.account,
        rate=known.rate,
        webhook=known.webhook,
    )
    standing: list[str] = []
    try:
        yield from Record(lambda ledger, now: standing.append(_taken(ledger, permit, ticket, now)))
    except Cancelled:
        # It was held back until now. Who interrupts has to know what goes on without him.
        yield from _tell(ticket, permit.key, standing)
        raise
    except LedgerError as exc:
        # Others will find it out by the lease. Whoever is here knows it already.
        raise SubmissionUnknownError(
            f"{terms.service.name!r} took the call on as job {ticket.id}, but that could not be "
            f"written down: {exc.message}",
            ticket=ticket,
            intent=permit.key,
            hint="Do not repeat it. Resume it with client.resume(exc.ticket); once the ledger "
            f"can be written: framehook jobs reconcile {permit.key}",
        ) from exc
    yield from _tell(ticket, permit.key, standing)
    if answer.doubt:
        raise ReplyDistrustedError(
            f"{terms.service.name!r} took the call on as job {ticket.id}, and {answer.doubt}",
            ticket=ticket,
            intent=permit.key,
            hint="Do not repeat the call: it runs. Resume it with client.resume(exc.ticket), or: "
            f"framehook jobs wait {permit.key}",
        )
    return ticket, answer.status


def _taken(ledger: Ledger, permit: Permit, ticket: Ticket, now: datetime) -> str:
    """Write an acceptance down. Returns how the entry stands, if it did not take the job."""
    if ledger.accepted(permit, ticket, now):
        return ""
    entry = ledger.get(permit.key)
    if entry is None:
        return "is not there"
    if entry.ticket is None:
        return f"is {entry.state.value}"
    # A notification may have told of it before.
    is_known = entry.ticket.id == ticket.id
    return "" if is_known else f"is {entry.state.value} with job {entry.ticket.id}"


def _tell(ticket: Ticket, key: str, standing: Sequence[str]) -> Flow[None]:
    is_stray = any(standing)
    state = "stray" if is_stray else "submitted"
    yield from Emit("ledger", {"intent": key, "state": state, "id": ticket.id})
    if is_stray:
        # It runs, and is paid, so that the caller gets it all the same.
        yield from warn(
            f"{ticket.service!r} took the call on as job {ticket.id}, but the entry {key} of the "
            f"ledger {standing[0]} by now: the call may have been paid twice. "
            f"See: framehook jobs show {key}"
        )
