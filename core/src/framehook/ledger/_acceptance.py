"""What the service took on: the job of an entry, or one that no entry will have."""

from __future__ import annotations

__all__ = ("take_on",)

from datetime import datetime
from typing import Any

from ..spi import Intent, IntentState, Ticket
from ..spi._variant import variant
from ._change import change, record
from ._input import moment, plain, text
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
            return True
    is_stray = _is_stray(intent, attempt)
    is_sent = attempt is not None and attempt <= intent.attempt
    if (is_stray or is_sent) and not _is_known(work, key, ticket):
        record(
            work, before._replace(touched=now), "stray" if is_stray else "late", {"ticket": written}
        )
    return False


def _is_stray(intent: Intent, attempt: int | None) -> bool:
    # What a person says of an entry without a job need not be so; what was sent, is.
    is_older = attempt is not None and attempt < intent.attempt
    is_released = attempt is not None and intent.state in _RELEASED
    return intent.ticket is not None or is_older or is_released


def _is_known(work: Transaction, key: str, ticket: Ticket) -> bool:
    # What is in them was written by `take_on`.
    told: list[Any] = [line.data for line in work.events(0, key, _ALL) if line.kind in _BESIDE]
    jobs = [(each["ticket"]["service"], each["ticket"]["id"]) for each in told]
    return (ticket.service, ticket.id) in jobs


_BESIDE = frozenset({"stray", "late"})
