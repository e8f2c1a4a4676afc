"""A call's entry in the ledger, from the plan to the first word of the service."""

from __future__ import annotations

__all__ = (
    "Order",
    "Submitted",
    "earlier",
    "give_up",
    "is_billed",
    "lost",
    "permit_for",
    "plan",
    "unsent",
)

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..errors import (
    Cancelled,
    CostRefusedError,
    FramehookError,
    JobError,
    KeyTakenError,
    LedgerError,
    SubmissionUnknownError,
)
from ..spi._call import Call
from ..spi._command import Flow
from ..spi._intent import Denied, Intent, IntentState, NewIntent, Permit
from ..spi._job import Failure, Phase, Status, Ticket
from ..spi._json import Obj
from ..spi._ledger import Ledger
from ..spi._queue import Accepted
from ..spi._record import record
from ._check import Checked
from ._commands import Emit, Record
from ._redact import leaves, redacted
from ._terms import Terms

LEASE_MARGIN = 30.0


@record(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Order:
    """
    How a call is to be submitted.

    Attributes:
        key: The caller's own key: a second submission with it is the first one.
        max_cost: The most it may cost.
        assume_cost: What it is taken to cost where nobody knows.
        batch: Label of a group of calls.
        webhook: Where the service shall report the end.
        options: The service's own options.
    """

    key: str | None = None
    max_cost: Decimal | None = None
    assume_cost: Decimal | None = None
    batch: str | None = None
    webhook: str | None = None
    options: Obj = field(default_factory=dict)


@record(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Submitted:
    """An accepted call: its ticket, the first report, and what was known before."""

    ticket: Ticket
    status: Status | None = None
    checked: Checked = field(default_factory=Checked)
    request: Obj = field(default_factory=dict)


def plan(
    call: Call[Any], terms: Terms, order: Order, checked: Checked, arguments: Obj
) -> Flow[Intent]:
    """Write the intent down, or find the one that the caller's key belongs to."""
    new = NewIntent(
        service=terms.service.name,
        endpoint=call.endpoint.id,
        dedupe=order.key,
        account=terms.account,
        arguments=redacted(arguments),
        leaves=leaves(arguments),
        estimate=_estimate(terms, order, checked),
        currency=checked.quote.currency,
        batch=order.batch,
    )
    (intent,) = yield from Record(lambda ledger, now: ledger.plan([new], now))
    if (intent.new.endpoint, dict(intent.new.leaves)) != (new.endpoint, dict(new.leaves)):
        raise KeyTakenError(
            f"The key {order.key!r} belongs to an earlier call with other arguments, which is "
            f"{intent.state.value}: nothing was sent.",
            intent=intent.key,
            hint="Use another key to make a new call. The earlier one: framehook jobs show "
            f"{intent.key}",
        )
    yield from Emit("ledger", {"intent": intent.key, "state": intent.state.value})
    return intent


def _estimate(terms: Terms, order: Order, checked: Checked) -> Decimal | None:
    # A service that says that it bills nothing takes nothing from a limit.
    if not is_billed(terms):
        return Decimal(0)
    return checked.quote.high if checked.quote.high is not None else order.assume_cost


def is_billed(terms: Terms) -> bool:
    """Whether the service takes money at all."""
    return getattr(terms.service, "bills", True) is not False


def earlier(intent: Intent, checked: Checked) -> Flow[Submitted]:
    """Return what an entry that is not planned any more stands for, or say why nothing does."""
    # The caller's key is known: this is the first submission, wherever it stands.
    if intent.ticket is not None:
        # The quote goes along: by it the billed units become money.
        return Submitted(ticket=intent.ticket, checked=checked, request=dict(intent.new.arguments))
    open_states = {IntentState.SUBMITTING, IntentState.UNKNOWN, IntentState.QUARANTINED}
    if intent.state in open_states:
        ticket = yield from _told(intent.key)
        if ticket is not None:
            return Submitted(ticket=ticket, checked=checked, request=dict(intent.new.arguments))
        raise _unknown(intent.key, intent.evidence or "another process is submitting it")
    raise JobError(
        f"The key {intent.new.dedupe!r} belongs to an earlier call, which is {intent.state.value}: "
        f"{intent.failure.words if intent.failure else intent.evidence}",
        intent=intent.key,
        hint="Use another key to make a new call.",
    )


def give_up(key: str, error: Exception, what: str = "Nothing was sent") -> Flow[None]:
    """Write down that nothing was sent."""
    why = f"{what}: {error}"
    yield from Record(lambda ledger, now: _end_plan(ledger, key, why, now))


def _end_plan(ledger: Ledger, key: str, why: str, now: datetime) -> None:
    # With the caller's key it stays planned: it is sent when the key comes again. And somebody
    # else who has the key, too, may have sent it meanwhile: then it runs.
    together: Callable[[], AbstractContextManager[None]]
    together = getattr(ledger, "together", nullcontext)
    with together():
        intent = ledger.get(key)
        is_planned = intent is not None and intent.state is IntentState.PLANNED
        if intent is not None and is_planned and intent.new.dedupe is None:
            ledger.cancelled(key, why, now)


def unsent(key: str, permits: Sequence[Permit], error: FramehookError) -> Flow[None]:
    """Give back what was granted and will not be used: the caller does not want it any more."""
    why = f"Nothing was sent: {error.message}"

    def give_back(ledger: Ledger, now: datetime) -> None:
        for permit in permits:
            ledger.rejected(permit, Failure("cancelled", why), again=True, now=now)
        _end_plan(ledger, key, why, now)

    yield from Record(give_back)


def permit_for(terms: Terms, intent: Intent) -> Flow[Permit]:
    """Reserve the money and take the lease, or say why not."""
    ttl = terms.timeouts.connect + terms.timeouts.submit + LEASE_MARGIN
    granted: list[Permit] = []

    def begin(ledger: Ledger, now: datetime) -> Permit | Denied:
        leave = ledger.begin(intent.key, terms.owner, ttl, now)
        granted.extend([leave] if isinstance(leave, Permit) else [])
        return leave

    try:
        leave = yield from Record(begin)
    except Cancelled as exc:
        # It may have been granted all the same.
        yield from unsent(intent.key, granted, exc)
        raise
    if isinstance(leave, Denied):
        if leave.reason == "cap":
            if intent.new.dedupe is None:
                why = leave.message
                yield from Record(lambda ledger, now: ledger.cancelled(intent.key, why, now))
            # With a key it stays planned: it is sent once the limit has room.
            raise CostRefusedError(leave.message, hint="Raise the limit, or wait.")
        raise LedgerError(f"{leave.message} Nothing was sent.")
    return leave


def lost(permit: Permit, evidence: str, cause: Exception | None = None) -> Flow[Accepted]:
    """
    Write down that nobody can tell whether the call was accepted.

    Returns:
        The acceptance, if a notification of the service has told so already.

    Raises:
        SubmissionUnknownError: otherwise.
    """
    try:
        yield from Record(lambda ledger, now: ledger.unknown(permit, evidence, now))
        ticket = yield from _told(permit.key)
    except LedgerError as exc:
        # That nobody can tell is so whether or not it can be written down.
        raise _unknown(permit.key, f"{evidence.rstrip('.')}. {exc.message}") from exc
    if ticket is not None:
        return Accepted(ticket, Status(Phase.QUEUED))
    yield from Emit("ledger", {"intent": permit.key, "state": "unknown"})
    raise _unknown(permit.key, evidence) from cause


def _told(key: str) -> Flow[Ticket | None]:
    from ._reconcile import from_inbox  # Few answers are lost.

    # A notification may be here before the answer that was lost.
    intent = yield from Record(lambda ledger, _: ledger.get(key))
    if intent is None or (yield from from_inbox(intent)) is None:
        return None
    found = yield from Record(lambda ledger, _: ledger.get(key))
    return None if found is None else found.ticket


def _unknown(key: str, evidence: str) -> SubmissionUnknownError:
    return SubmissionUnknownError(
        f"The call may have been accepted, and nobody can tell yet: {evidence.rstrip('.')}. It "
        "was not sent again.",
        intent=key,
        hint=f"Do not repeat it. See: framehook jobs reconcile {key}",
    )
