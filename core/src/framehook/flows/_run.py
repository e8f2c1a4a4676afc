"""From a call to its result, and from a ticket to its result."""

from __future__ import annotations

__all__ = ("Collected", "cancel", "collect", "follow", "run")

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from ..errors import Cancelled, ReplyError, ResultUnreadableError
from ..spi._call import Call
from ..spi._command import Flow, Now, Sleep
from ..spi._endpoint import Endpoint
from ..spi._file import File
from ..spi._job import Failure, Payload, Phase, Status, Ticket
from ..spi._json import Obj
from ..spi._pointer import join
from ..spi._record import record
from ..spi._schema import Output
from ._commands import Emit
from ._entry import Order, Submitted
from ._notice import remembered
from ._outcome import failure_error, settle, settle_failure
from ._send import conduct
from ._submit import submit
from ._terms import Terms
from ._watch import ask, watch


@record(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Collected:
    """A result before anything was downloaded."""

    ticket: Ticket
    output: Any
    payload: Payload
    files: list[tuple[str, File]]
    cost: Decimal | None = None
    logs: tuple[str, ...] = ()
    seconds: float = 0.0
    submitted: Submitted | None = None
    ended: datetime | None = None
    request: Obj = field(default_factory=dict)


def run(call: Call[Any], terms: Terms, order: Order, limit: float | None) -> Flow[Collected]:
    """Submit a call, wait for its end, and read the result."""
    submitted = yield from submit(call, terms, order)
    try:
        return (
            yield from collect(
                submitted.ticket, call.endpoint, terms, limit=limit, submitted=submitted
            )
        )
    except Cancelled:
        if terms.on_abandon == "cancel":
            yield from cancel(submitted.ticket, terms)
        raise


def collect(
    ticket: Ticket,
    endpoint: Endpoint[..., Any, Any] | None,
    terms: Terms,
    *,
    limit: float | None = None,
    submitted: Submitted | None = None,
) -> Flow[Collected]:
    """
    Wait for a job's end and read its result.

    Raises:
        JobTimeoutError: if it has not ended in time.
        JobFailedError: if the service gave it up.
        ResultUnreadableError: if the result lacks what the endpoint promises.
    """
    start = yield from Now()
    first = submitted.status if submitted else None
    status = yield from watch(ticket, terms, limit=limit, first=first, start=start)
    outcome = yield from _outcome(ticket, status, terms)
    yield from _tell_end(outcome)
    if isinstance(outcome, Failure):
        yield from settle_failure(ticket, outcome)
        raise failure_error(outcome, ticket)
    quote = submitted.checked.quote if submitted else None
    cost = yield from settle(ticket, outcome, quote, endpoint.price if endpoint else None)
    output, files = _parse(endpoint, outcome, ticket)
    end = yield from Now()
    return Collected(
        ticket=ticket,
        output=output,
        payload=outcome,
        files=files,
        cost=cost,
        logs=tuple(status.logs),
        seconds=(end - start).total_seconds(),
        submitted=submitted,
        ended=end,
        request=submitted.request if submitted else {},
    )


def cancel(ticket: Ticket, terms: Terms) -> Flow[bool | None]:
    """
    Ask the service to end a job. Returns whether it will; `None` if it cannot.

    A service may promise an end and finish the job all the same. The ledger therefore
    keeps the money until the service says how the job ended.
    """
    done = yield from conduct(terms.service.queue.cancel(ticket), terms)
    for pause in (0.2, 0.8, None) if done else ():
        status = yield from ask(ticket, terms)
        if status.phase is Phase.ENDED:
            outcome = yield from _outcome(ticket, status, terms)
            if isinstance(outcome, Failure):
                yield from settle_failure(ticket, outcome)
            break
        if pause is not None:
            yield from Sleep(pause)
    return done


def follow(ticket: Ticket, terms: Terms, *, limit: float | None = None) -> Flow[None]:
    """Wait for a job's end, for the sake of its events; the last one says how it ended."""
    status = yield from watch(ticket, terms, limit=limit, is_end_enough=False)
    outcome = yield from _outcome(ticket, status, terms)
    yield from _tell_end(outcome)


def _tell_end(outcome: Payload | Failure) -> Flow[None]:
    if isinstance(outcome, Failure):
        yield from Emit("end", {"ok": False, "kind": outcome.kind, "text": outcome.words})
    else:
        yield from Emit("end", {"ok": True, "text": "done"})


def _outcome(ticket: Ticket, status: Status, terms: Terms) -> Flow[Payload | Failure]:
    if isinstance(status.outcome, Failure) and status.outcome.kind == "expired":
        return (yield from remembered(ticket)) or status.outcome
    if status.outcome is not None:
        return status.outcome
    try:
        return (yield from conduct(terms.service.queue.result(ticket), terms))
    except ReplyError as exc:
        if exc.status in {404, 410}:
            kept = yield from remembered(ticket)
            if kept is not None:
                return kept
            return Failure("expired", f"The service no longer has the result: {exc.message}")
        raise


def _parse(
    endpoint: Endpoint[..., Any, Any] | None, payload: Payload, ticket: Ticket
) -> tuple[Any, list[tuple[str, File]]]:
    if endpoint is None:
        return payload.value, list(_files_in(payload.value, ""))
    model = endpoint.result_model
    try:
        output = model.model_validate(_named(payload.value, model))
    except ValidationError as exc:
        raise ResultUnreadableError(
            f"The job {ticket.id} is done, but its result has no usable {model.primary!r}.",
            ticket=ticket,
            intent=ticket.intent,
            payload=payload.value,
            hint="The whole result is in exc.payload. Report it to the family's author.",
        ) from exc
    return output, output.files() or list(_files_in(payload.value, ""))


def _named(value: Obj, model: type[Output]) -> Obj:
    # A result that is one file and nothing else is what was asked for, whatever its name.
    (name, item), *others = value.items() or [("", None)]
    is_file = isinstance(item, Mapping) and isinstance(item.get("url"), str)
    is_lone = is_file and not others and name not in model.model_fields
    return {model.primary: item} if is_lone else value


def _files_in(value: Any, path: str) -> Iterator[tuple[str, File]]:
    # Without the endpoint's model, an object with a URL is taken for a file.
    if isinstance(value, Mapping) and isinstance(value.get("url"), str):
        yield path, File.model_validate({"url": value["url"]})
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _files_in(item, path + join(key))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _files_in(item, path + join(index))
