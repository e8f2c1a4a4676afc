"""
One call, driven as far as it goes now: the contract of an existing job engine.

An engine may deliver a message never, once or many times, early or late, anywhere. It
calls `drive` with the call and its key whenever it likes; whatever was done already is
not done again, and the answer says when to come back.
"""

from __future__ import annotations

__all__ = ("RunAgainAt", "drive")

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from ..errors import ConfigurationError, JobTimeoutError, LedgerError, SubmissionUnknownError
from ..spi._call import Call
from ..spi._command import Flow, Now
from ..spi._job import Phase, Ticket
from ..spi._record import record
from ._entry import Order, Submitted
from ._pace import Pace
from ._reconcile import reconcile
from ._run import Collected, collect
from ._submit import submit
from ._terms import Terms
from ._watch import ask

# How long a call of unknown outcome, or one that another process sends, is left alone.
LEAVE_ALONE = 60.0


@record(frozen=True, slots=True, kw_only=True)
class RunAgainAt:
    """
    The call is not at its end.

    Attributes:
        at: When to drive it again.
        reason: What it waits for.
        ticket: What identifies its job, once there is one.

    Example:
        ```python
        from datetime import datetime, timezone

        later = RunAgainAt(at=datetime(2026, 1, 1, tzinfo=timezone.utc), reason="queued")
        assert later.ticket is None
        ```
    """

    at: datetime
    reason: str
    ticket: Ticket | None = None


def drive(
    call: Call[Any], terms: Terms, order: Order, *, budget: float = 0.0
) -> Flow[Collected | RunAgainAt]:
    """
    Take a call as far as it goes within a number of seconds.

    Args:
        call: The call.
        terms: What is known of the client.
        order: How it is submitted. It needs a key, by which the ledger knows it again.
        budget: Seconds to wait for the end; with 0 it is asked about once.

    Raises:
        ConfigurationError: if there is no key.
        JobError: if it ended without a result.
    """
    if order.key is None:
        raise ConfigurationError(
            "A call that is driven needs a key, by which the ledger knows it again.",
            hint="Pass key= with something that names this call once and for all.",
        )
    try:
        submitted = yield from submit(call, terms, order)
    except SubmissionUnknownError as exc:
        with suppress(LedgerError):
            own = call.endpoint
            yield from reconcile(terms, target=lambda _: own.target or own.id, endpoint=own.id)
        return (yield from _later(LEAVE_ALONE, str(exc), exc.ticket))
    except LedgerError as exc:
        return (yield from _later(LEAVE_ALONE, str(exc)))
    if budget <= 0:
        return (yield from _ask_once(call, submitted, terms))
    try:
        return (
            yield from collect(
                submitted.ticket, call.endpoint, terms, limit=budget, submitted=submitted
            )
        )
    except JobTimeoutError as exc:
        return (yield from _later(Pace().longest, exc.message, submitted.ticket))


def _ask_once(call: Call[Any], submitted: Submitted, terms: Terms) -> Flow[Collected | RunAgainAt]:
    ticket = submitted.ticket
    status = yield from ask(ticket, terms)
    if status.phase is not Phase.ENDED:
        wait = Pace().pause(status, number=6, waited=0.0, salt=ticket.id)
        return (yield from _later(wait, status.phase.value, ticket))
    known = replace(submitted, status=status)
    return (yield from collect(ticket, call.endpoint, terms, submitted=known))


def _later(seconds: float, reason: str, ticket: Ticket | None = None) -> Flow[RunAgainAt]:
    now = yield from Now()
    return RunAgainAt(at=now + timedelta(seconds=seconds), reason=reason, ticket=ticket)
