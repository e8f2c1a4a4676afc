"""
Paying once.

The order is what makes it safe: the intent is on disk before anything is sent, the money
is reserved and the lease taken right before sending, and whatever comes back is recorded
before anything else happens. Only a request that provably did not leave, or that the
service provably refused, is sent again.
"""

from __future__ import annotations

__all__ = ("ready", "submit")

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..errors import Cancelled
from ..spi._call import Call
from ..spi._command import Flow, Sleep
from ..spi._intent import Intent, IntentState, Permit
from ..spi._job import Failure, Status, Ticket
from ..spi._json import Obj
from ..spi._queue import Accepted, Placed, Rejected, Submission
from ..spi._request import Request, Response
from ._accept import Known, accept
from ._attempt import attempt, refused
from ._check import ensure
from ._commands import Admit, AskHooks, Emit, Record, Submit
from ._entry import (
    Order,
    Submitted,
    earlier,
    give_up,
    is_billed,
    lost,
    permit_for,
    plan,
)
from ._places import note_places
from ._redact import redacted
from ._send import conduct, sign
from ._terms import Terms, waits


def submit(call: Call[Any], terms: Terms, order: Order) -> Flow[Submitted]:
    """
    Submit a call, at most once.

    Raises:
        CallError: before anything was sent.
        SubmissionRejectedError: if the service refused it; nothing runs.
        SubmissionUnknownError: if it may have been accepted.
        ReplyDistrustedError: if it runs, but its answer cannot be trusted.
    """
    if call.media():
        # It may take minutes to place files.
        return (yield from _submitted(call, terms, order))
    # Thousands that are submitted at once wait here, where they hold next to nothing, and
    # neither a lease nor money.
    leave = yield from Admit()
    try:
        return (yield from _submitted(call, terms, order))
    finally:
        leave()


def _submitted(call: Call[Any], terms: Terms, order: Order) -> Flow[Submitted]:
    checked = yield from ensure(call, terms, max_cost=order.max_cost, assume_cost=order.assume_cost)
    arguments = call.arguments()
    intent = yield from plan(call, terms, order, checked, arguments)
    if intent.state is not IntentState.PLANNED:
        return (yield from earlier(intent, checked))
    submission, request = yield from ready(call, terms, order, intent, arguments=arguments)
    rate = checked.quote.rate if is_billed(terms) else None
    known = Known(rate, order.webhook is not None)
    ticket, status = yield from _deliver(call, submission, request, terms, (intent, known))
    return Submitted(
        ticket=ticket,
        status=status,
        checked=checked,
        # Without files nothing has been put in place of anything since it was written down.
        request=redacted(submission.arguments) if submission.files else dict(intent.new.arguments),
    )


def ready(
    call: Call[Any],
    terms: Terms,
    order: Order,
    intent: Intent,
    *,
    arguments: Obj,
    prepare: Callable[[Submission], Flow[Request]] | None = None,
) -> Flow[tuple[Submission, Request]]:
    """
    Place the files and make the paid request, or write down that nothing was sent.

    Args:
        call: The call.
        terms: What is known of the client.
        order: How it is to be submitted.
        intent: Its entry in the ledger.
        arguments: The body to send, unless files have to be put in their places.
        prepare: What makes the request; the queue's own method, if that is not said.
    """
    try:
        media, files = call.media(), dict[str, Placed]()
        if media:
            from ._place import place_all  # Calls of words alone do without.

            files = yield from place_all(media, terms)
            given = {path: item.url for path, item in media.items()}
            values = {path: placed.value for path, placed in files.items()}
            moved = {path: value for path, value in values.items() if value != given[path]}
            yield from note_places(intent.key, moved)
            arguments = call.arguments(values)
        submission = _submission(call, order, arguments, files, intent)
        if prepare is None:
            return submission, (yield from _prepare(call, submission, terms))
        request = yield from conduct(prepare(submission), terms)
        return submission, (yield from sign(request, terms))
    except Exception as exc:
        yield from give_up(intent.key, exc)
        raise


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
        yield from give_up(permit.key, exc)
        raise


def _deliver(
    call: Call[Any],
    submission: Submission,
    request: Request,
    terms: Terms,
    entry: tuple[Intent, Known],
) -> Flow[tuple[Ticket, Status]]:
    intent, known = entry
    refusal = Rejected(Failure("service", "It could not be reached."))
    for pause in waits(terms.retry):
        permit = yield from permit_for(terms, intent)
        answer = yield from _sent(submission, request, permit, terms)
        if isinstance(answer, Accepted):
            return (yield from accept(answer, permit, terms, known))
        refusal, said, wait = answer, answer.failure, _wait(answer, pause, terms)
        again = wait is not None
        yield from Record(lambda ledger, now: ledger.rejected(permit, said, again=again, now=now))  # noqa: B023
        if wait is None:
            break
        yield from Emit("retry", {"reason": said.words, "seconds": wait, "what": "submit"})
        yield from _pause(wait, intent)
        submission, request = yield from _renew(call, submission, terms, permit)
    raise refused(refusal, submission, intent.key, terms.service.name)


def _pause(seconds: float, intent: Intent) -> Flow[None]:
    try:
        yield from Sleep(seconds)
    except Cancelled as exc:
        yield from give_up(intent.key, exc, "Nothing was accepted")
        raise


def _wait(answer: Rejected, pause: float | None, terms: Terms) -> float | None:
    # None: it is not sent again, or the service asks for more patience than there is.
    after = answer.after or 0.0
    if pause is None or not answer.again or after > terms.retry.patience:
        return None
    return max(pause, after)


def _sent(
    submission: Submission, request: Request, permit: Permit, terms: Terms
) -> Flow[Accepted | Rejected]:
    reply = yield from attempt(Submit(request, permit), permit)
    if isinstance(reply, (Accepted, Rejected)):
        return reply
    return (yield from _read(submission, reply, permit, terms))


def _read(
    submission: Submission, reply: Response, permit: Permit, terms: Terms
) -> Flow[Accepted | Rejected]:
    try:
        answer = terms.service.queue.accepted(submission, reply)
    except Exception as exc:  # noqa: BLE001 - it was sent, whatever a plugin raises.
        return (yield from lost(permit, f"The answer could not be read: {exc}", exc))
    if answer is None:
        return (yield from lost(permit, f"The answer had status {reply.status}{_named(reply)}"))
    return answer


def _named(reply: Response) -> str:
    # Whoever looks for the job later is glad of every name it may have.
    names = [
        f"{name}: {text[:200]}" for name, text in reply.headers.items() if "request-id" in name
    ]
    return f" ({', '.join(names)})" if names else ""
