"""Waiting for the notification that a job has ended."""

from __future__ import annotations

__all__ = ("SAFETY", "is_attended", "is_told", "remembered", "rest")

from collections.abc import Mapping
from functools import partial
from typing import Any

from ..spi._command import Flow
from ..spi._intent import Intent
from ..spi._job import Payload, Phase, Ticket
from ..spi._json import Obj
from ..spi._ledger import Ledger
from ._commands import Listen, Record

# A notification may be lost: so often the service is asked all the same.
SAFETY = 60.0
# How often to look for what another process has received.
LOOK = 1.0


def is_told(ticket: Ticket) -> bool:
    """Whether the job's end may be reported to a ledger, where it can be waited for."""
    return ticket.webhook and ticket.intent is not None


def is_attended(ticket: Ticket) -> Flow[bool]:
    """Whether the job reports its end by itself, to a receiver in this process."""
    if not is_told(ticket):
        return False
    return (yield from Record(lambda ledger, _: _attended(ledger)))


def rest(ticket: Ticket, seconds: float) -> Flow[bool]:
    """Wait for so many seconds, and say whether the job's end has been told meanwhile."""
    names = (ticket.intent or "", ticket.id)
    while True:
        piece = min(seconds, LOOK)
        if (yield from Listen(names, piece, partial(_has, ticket))):
            return True
        seconds -= piece
        if seconds <= 0:
            return False


def remembered(ticket: Ticket) -> Flow[Payload | None]:
    """Return a result that the service no longer has, if the ledger has it, or its report."""
    key = ticket.intent
    if key is None:
        return None
    intent, notices = yield from Record(lambda ledger, _: (ledger.get(key), ledger.notices(key)))
    its_own = intent is not None and intent.ticket is not None and intent.ticket.id == ticket.id
    # Some keep no more than that there was a result.
    if intent is not None and its_own and intent.payload:
        return _payload(intent)
    for notice in notices:
        value = notice.get("result")
        if _is_about(notice, ticket) and isinstance(value, Mapping):
            return Payload(dict(value))
    return None


def _payload(intent: Intent) -> Payload:
    return Payload(dict(intent.payload or {}), units=intent.units, expires=intent.expires)


def _attended(ledger: Any) -> bool:
    return bool(getattr(getattr(ledger, "bell", None), "is_attended", False))


def _has(ticket: Ticket, ledger: Ledger) -> bool:
    return any(
        _is_about(notice, ticket) and _tells_the_end(notice)
        for notice in ledger.notices(ticket.intent or "")
    )


def _tells_the_end(notice: Obj) -> bool:
    # Some services report each step.
    return notice.get("phase") == Phase.ENDED.value


def _is_about(notice: Obj, ticket: Ticket) -> bool:
    # A call that was paid twice has notifications about the other job, too.
    also = notice.get("also")
    return ticket.id in [notice.get("job"), *(also if isinstance(also, list) else ())]
