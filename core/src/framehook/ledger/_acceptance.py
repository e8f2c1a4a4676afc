"""What the service took on: the job of an entry, or one that no entry will have."""

from __future__ import annotations

__all__ = ("stray", "take_on")

from datetime import datetime
from decimal import Decimal
from typing import Any

from ..spi import Intent, IntentState, LedgerEvent, Ticket
from ..spi._record import variant
from ._change import change, record
from ._input import moment, plain, text
from ._money import STRAY, ZERO, Balance
from ._store import Transaction
from ._transitions import Verb

_ALL = 1_000_000
# Their money is free again, as if nothing had been taken on.
_RELEASED = frozenset({IntentState.REJECTED, IntentState.CANCELLED})


def take_on(
    work: Transaction,
    key: str,
    ticket: Ticket,
    now: datetime,
    *,
    attempt: int | None = None,
    evidence: str = "",
) -> bool:
    """
    Keep an acceptance of the latest attempt, unless some entry has the job already.

    Without an attempt the latest one is meant, and nobody knows whether the job exists.

    A job that no entry will ever have would be forgotten. It is written into the log, once:
    as a stray, if it costs money besides what the entry costs, or else as late.
    """
    now, ticket = moment(now), variant(ticket, state=plain(ticket.state))
    verb: Verb = "adopt" if attempt is None else "accepted"
    if work.with_job(ticket.service, ticket.id) is not None:
        return False
    before, written, words = work.entry(key), ticket.to_json(), text(evidence)
    if before is None:
        if attempt is not None:
            work.log(now, key, "late", {"ticket": written})
        return False
    intent = before.intent
    if attempt in {None, intent.attempt}:
        after = before.moved(verb, now, ticket=ticket, evidence=words)
        if change(work, before, after, verb, {"ticket": written, "evidence": words}):
            _owe(work, ticket, intent.new.currency, Balance())
            work.claim_notices(ticket.id, key)
            return True
    if _is_stray(intent, attempt):
        stray(work, key, ticket, None, now)
        return False
    is_sent = attempt is not None and attempt <= intent.attempt
    if is_sent and not _told(work, key, ticket, "late"):
        record(work, before._replace(touched=now), "late", {"ticket": written})
    return False


def stray(work: Transaction, key: str, ticket: Ticket, cost: Decimal | None, now: datetime) -> bool:
    """Keep account of a job that was paid besides the entry's own, unless that is done."""
    before = work.entry(key)
    if before is None or work.with_job(ticket.service, ticket.id) is not None:
        return False
    told, said = _told(work, key, ticket, "stray"), None if cost is None else str(cost)
    if told and (said is None or told[-1].data.get("cost") is not None):
        return False
    new = before.intent.new
    owed = Balance(reserved=new.estimate or ZERO) if cost is None else Balance(spent=cost)
    _owe(work, ticket, new.currency, owed)
    line = {"ticket": ticket.to_json(), "cost": said}
    record(work, before._replace(touched=now), "stray", line)
    return True


def _owe(work: Transaction, ticket: Ticket, currency: str, owed: Balance) -> None:
    # The money of each is kept apart, so that it is no stray's any more once an entry has it.
    own = f"{STRAY} {ticket.service} {ticket.id}"
    before = work.balance(own, currency)
    if owed == before:
        return
    work.set_balance(own, currency, owed)
    total = work.balance(STRAY, currency).plus(owed)
    work.set_balance(STRAY, currency, total.plus(before.turned()))


def _is_stray(intent: Intent, attempt: int | None) -> bool:
    # What a person says of an entry without a job need not be so; what was sent, is.
    is_older = attempt is not None and attempt < intent.attempt
    is_released = attempt is not None and intent.state in _RELEASED
    return intent.ticket is not None or is_older or is_released


def _told(work: Transaction, key: str, ticket: Ticket, kind: str) -> list[LedgerEvent]:
    found = []
    for line in work.events(0, key, _ALL):
        # What is in them was written here.
        said: Any = line.data.get("ticket")
        if line.kind == kind and (said["service"], said["id"]) == (ticket.service, ticket.id):
            found.append(line)
    return found
