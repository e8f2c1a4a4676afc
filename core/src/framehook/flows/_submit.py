"""
Paying once.

The order is what makes it safe: the intent is on disk before anything is sent, the money
is reserved and the lease taken right before sending, and whatever comes back is recorded
before anything else happens. Only a request that provably did not leave, or that the
service provably refused, is sent again.
"""

from __future__ import annotations

__all__ = ("Order", "Submitted", "submit")

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from ..errors import (
    Cancelled,
    CostRefusedError,
    JobError,
    LedgerError,
    ReplyDistrustedError,
    SubmissionRejectedError,
    SubmissionUnknownError,
    TransportError,
)
from ..spi._call import Call
from ..spi._command import Flow, Sleep
from ..spi._intent import Denied, Intent, IntentState, NewIntent, Permit
from ..spi._job import Failure, Rate, Status, Ticket
from ..spi._json import Obj
from ..spi._queue import Accepted, Placed, Rejected, Submission
from ..spi._request import Request, Response
from ._check import Checked, ensure
from ._commands import AskHooks, Emit, Record, Submit
from ._place import place_all
from ._redact import leaves, redacted
from ._send import conduct, sign
from ._terms import Terms

LEASE_MARGIN = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """An accepted call: its ticket, the first report, and what was known before."""

    ticket: Ticket
    status: Status | None = None
    checked: Checked = field(default_factory=Checked)
    request: Obj = field(default_factory=dict)


def submit(call: Call[Any], terms: Terms, order: Order) -> Flow[Submitted]:
    """
    Submit a call, at most once.

    Raises:
        CallError: before anything was sent.
        SubmissionRejectedError: if the service refused it; nothing runs.
        SubmissionUnknownError: if it may have been accepted.
        ReplyDistrustedError: if it runs, but its answer cannot be trusted.
    """
    checked = yield from ensure(call, terms, max_cost=order.max_cost, assume_cost=order.assume_cost)
    intent = yield from _plan(call, terms, order, checked)
    if intent.state is not IntentState.PLANNED:
        return _earlier(intent, checked)
    try:
        files = yield from place_all(call, terms)
        arguments = call.arguments({path: placed.value for path, placed in files.items()})
        submission = _submission(call, order, arguments, files, intent)
        request = yield from _prepare(call, submission, terms)
    except Exception as exc:
        yield from _give_up(intent.key, exc)
        raise
    rate = checked.quote.rate if _is_billed(terms) else None
    ticket, status = yield from _deliver(call, submission, request, terms, (intent, rate))
    return Submitted(ticket=ticket, status=status, checked=checked, request=redacted(arguments))


def _plan(call: Call[Any], terms: Terms, order: Order, checked: Checked) -> Flow[Intent]:
    arguments = call.arguments()
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
        raise JobError(
            f"The key {order.key!r} belongs to an earlier call with other arguments.",
            ticket=intent.ticket,
            intent=intent.key,
            hint="Use another key to make a new call.",
        )
    yield from Emit("ledger", {"intent": intent.key, "state": intent.state.value})
    return intent


def _estimate(terms: Terms, order: Order, checked: Checked) -> Decimal | None:
    # A service that says that it bills nothing takes nothing from a limit.
    if not _is_billed(terms):
        return Decimal(0)
    return checked.quote.high if checked.quote.high is not None else order.assume_cost


def _is_billed(terms: Terms) -> bool:
    return getattr(terms.service, "bills", True) is not False


def _earlier(intent: Intent, checked: Checked) -> Submitted:
    # The caller's key is known: this is the first submission, wherever it stands.
    if intent.ticket is not None:
        # The quote goes along: by it the billed units become money.
        return Submitted(ticket=intent.ticket, checked=checked, request=dict(intent.new.arguments))
    open_states = {IntentState.SUBMITTING, IntentState.UNKNOWN, IntentState.QUARANTINED}
    if intent.state in open_states:
        raise _unknown(intent.key, intent.evidence or "another process is submitting it")
    raise JobError(
        f"The key {intent.new.dedupe!r} belongs to an earlier call, which is {intent.state.value}: "
        f"{intent.failure.words if intent.failure else intent.evidence}",
        intent=intent.key,
        hint="Use another key to make a new call.",
    )


def _submission(
    call: Call[Any], order: Order, arguments: Obj, files: dict[str, Placed], intent: Intent
) -> Submission:
    return Submission(
        endpoint=call.endpoint.id,
        target=call.endpoint.target or call.endpoint.id,
        arguments=arguments,
        attempt=f"{intent.key}-{intent.attempt + 1}",
        files=files,
        webhook=order.webhook,
        options=order.options,
    )


def _prepare(call: Call[Any], submission: Submission, terms: Terms) -> Flow[Request]:
    made = yield from AskHooks(lambda hooks: hooks.build_request(call, terms.service))
    request = made or (yield from conduct(terms.service.queue.prepare(submission), terms))
    return (yield from sign(request, terms))


def _renew(
    call: Call[Any], submission: Submission, terms: Terms, permit: Permit
) -> Flow[tuple[Submission, Request]]:
    # Each attempt has a label of its own, by which it is found if its answer is lost.
    submission = replace(submission, attempt=f"{permit.key}-{permit.attempt + 1}")
    try:
        return submission, (yield from _prepare(call, submission, terms))
    except Exception as exc:
        yield from _give_up(permit.key, exc)
        raise


def _give_up(key: str, error: Exception) -> Flow[None]:
    why = f"Nothing was sent: {error}"
    yield from Record(lambda ledger, now: ledger.cancelled(key, why, now))


def _deliver(
    call: Call[Any],
    submission: Submission,
    request: Request,
    terms: Terms,
    entry: tuple[Intent, Rate | None],
) -> Flow[tuple[Ticket, Status]]:
    intent, rate = entry
    failure = Failure("service", "It could not be reached.")
    for pause in [*terms.retry.pauses(), None]:
        permit = yield from _permit(terms, intent)
        try:
            reply = yield from Submit(request, permit)
        except TransportError as exc:
            if exc.sent != "no":
                raise (yield from _lost(permit, str(exc))) from exc
            failure, wait = Failure("service", str(exc)), pause
        else:
            answer = yield from _read(submission, reply, permit, terms)
            if isinstance(answer, Accepted):
                return (yield from _accept(answer, permit, terms, rate))
            failure = answer.failure
            wait = _wait(answer, pause, terms)
        again, said = wait is not None, failure
        yield from Record(lambda ledger, now: ledger.rejected(permit, said, again=again, now=now))  # noqa: B023
        if wait is None:
            break
        yield from Emit("retry", {"reason": failure.words, "seconds": wait, "what": "submit"})
        yield from _pause(wait, intent)
        submission, request = yield from _renew(call, submission, terms, permit)
    raise SubmissionRejectedError(
        f"{terms.service.name!r} did not take the call to {call.endpoint.id!r}: "
        f"{failure.words.rstrip('.')}.",
        failure=failure,
        intent=intent.key,
        hint="Nothing runs and nothing is billed.",
    )


def _pause(seconds: float, intent: Intent) -> Flow[None]:
    try:
        yield from Sleep(seconds)
    except Cancelled as exc:
        why = f"Nothing was accepted: {exc.message}"
        yield from Record(lambda ledger, now: ledger.cancelled(intent.key, why, now))
        raise


def _wait(answer: Rejected, pause: float | None, terms: Terms) -> float | None:
    # None: it is not sent again, or the service asks for more patience than there is.
    after = answer.after or 0.0
    if pause is None or not answer.again or after > terms.retry.patience:
        return None
    return max(pause, after)


def _permit(terms: Terms, intent: Intent) -> Flow[Permit]:
    ttl = terms.timeouts.connect + terms.timeouts.submit + LEASE_MARGIN
    leave = yield from Record(lambda ledger, now: ledger.begin(intent.key, terms.owner, ttl, now))
    if isinstance(leave, Denied):
        if leave.reason == "cap":
            if intent.new.dedupe is None:
                why = leave.message
                yield from Record(lambda ledger, now: ledger.cancelled(intent.key, why, now))
            # With a key it stays planned: it is sent once the limit has room.
            raise CostRefusedError(leave.message, hint="Raise the limit, or wait.")
        raise LedgerError(f"{leave.message} Nothing was sent.")
    return leave


def _read(
    submission: Submission, reply: Response, permit: Permit, terms: Terms
) -> Flow[Accepted | Rejected]:
    try:
        answer = terms.service.queue.accepted(submission, reply)
    except Exception as exc:
        raise (yield from _lost(permit, f"The answer could not be read: {exc}")) from exc
    if answer is None:
        raise (yield from _lost(permit, f"The answer had status {reply.status}{_named(reply)}"))
    return answer


def _named(reply: Response) -> str:
    # Whoever looks for the job later is glad of every name it may have.
    names = [
        f"{name}: {text[:200]}" for name, text in reply.headers.items() if "request-id" in name
    ]
    return f" ({', '.join(names)})" if names else ""


def _accept(
    answer: Accepted, permit: Permit, terms: Terms, rate: Rate | None
) -> Flow[tuple[Ticket, Status]]:
    ticket = replace(answer.ticket, intent=permit.key, account=terms.account, rate=rate)
    yield from Record(lambda ledger, now: ledger.accepted(permit, ticket, now))
    yield from Emit("ledger", {"intent": permit.key, "state": "submitted", "id": ticket.id})
    if answer.doubt:
        raise ReplyDistrustedError(
            f"{terms.service.name!r} took the call on as job {ticket.id}, and {answer.doubt}",
            ticket=ticket,
            intent=permit.key,
            hint="Do not repeat the call: it runs. Resume it with client.resume(exc.ticket), or: "
            f"framehook jobs wait {permit.key}",
        )
    return ticket, answer.status


def _lost(permit: Permit, evidence: str) -> Flow[SubmissionUnknownError]:
    yield from Record(lambda ledger, now: ledger.unknown(permit, evidence, now))
    yield from Emit("ledger", {"intent": permit.key, "state": "unknown"})
    return _unknown(permit.key, evidence)


def _unknown(key: str, evidence: str) -> SubmissionUnknownError:
    return SubmissionUnknownError(
        f"The call may have been accepted, and nobody can tell yet: {evidence.rstrip('.')}. It "
        "was not sent again.",
        intent=key,
        hint=f"Do not repeat it. See: framehook jobs reconcile {key}",
    )
