"""Synchronous calls: one connection, and the answer is the result."""

from __future__ import annotations

__all__ = ("HELD", "end_of_run", "named")

from uuid import NAMESPACE_URL, uuid5

from framehook.spi import (
    Accepted,
    Failure,
    Json,
    Payload,
    Phase,
    Response,
    Status,
    Submission,
    Ticket,
)

from ._address import is_request_id
from ._result import payload_of

# In a ticket: the job was answered on its own connection, which began then. The queue does
# not know it.
HELD = "held"
_REFUSED = frozenset({401, 402, 403, 404})


def end_of_run(call: Submission, reply: Response, service: str) -> Accepted | None:
    """
    Return the end of a synchronous call, or `None` if the answer is no end of one.

    An error of the model is an end: the call was taken on, and may be billed.
    """
    outcome: Payload | Failure | None = payload_of(reply, {}) if reply.is_success else None
    if outcome is None:
        from ._errors import ErrorDocument  # Few answers are.

        error = ErrorDocument.read(reply)
        is_answer = "x-fal-request-id" in reply.headers or error.speaks_of_the_job
        if reply.is_success or reply.status in _REFUSED or not is_answer:
            return None
        if not error.may_speak_of_the_job:
            return None
        outcome = error.failure(call.arguments)
    return Accepted(named(call, reply, service), Status(Phase.ENDED, outcome=outcome))


def named(call: Submission, reply: Response, service: str) -> Ticket:
    """Return the ticket of a call that is answered on its own connection."""
    given = reply.headers.get("x-fal-request-id", "")
    # Without a name of its own, the attempt's label is one.
    job = given if is_request_id(given) else str(uuid5(NAMESPACE_URL, call.attempt))
    state: dict[str, Json] = {"target": call.target, HELD: reply.headers.get("date", "")}
    return Ticket(service, call.endpoint, job, state)
