"""The paid request, and what an answer to it means."""

from __future__ import annotations

__all__ = ("paid_request", "verdict")

from typing import Any

from framehook import ConfigurationError
from framehook.spi import (
    Accepted,
    Failure,
    FailureKind,
    Phase,
    Rejected,
    ReplyError,
    Request,
    Response,
    Status,
    Submission,
    Ticket,
)

from ._json import object_in
from ._prediction import read_prediction
from ._reply import words_of

KINDS: dict[int, FailureKind] = {400: "input", 422: "input", 451: "policy"}
# Whoever says these may have given up waiting for something that goes on.
UNCLEAR = frozenset({408, 409, 499})


def paid_request(call: Submission, api: str) -> Request:
    """Return the paid request."""
    unknown = sorted(set(call.options) - {"wait"})
    if unknown:
        raise ConfigurationError(
            f"Replay Studio has no option {unknown[0]!r}.", hint="It has: wait."
        )
    body: dict[str, Any] = {
        "model": call.target,
        "input": call.arguments,
        # The attempt comes back in lists. By it a prediction is found whose answer was lost.
        "metadata": {"attempt": call.attempt},
    }
    if call.webhook is not None:
        body["webhook"] = call.webhook
    headers = (("prefer", f"wait={_wait(call)}"),) if call.options.get("wait") else ()
    url = f"{api}/v1/predictions"
    return Request.with_json("POST", url, body, headers=headers, budget="submit")


def _wait(call: Submission) -> int:
    wait = call.options["wait"]
    if not isinstance(wait, int) or not 1 <= wait <= 30:
        raise ConfigurationError(
            f"The option 'wait' of Replay Studio is 1 to 30 seconds, not {wait!r}."
        )
    return wait


def verdict(call: Submission, reply: Response, service: str) -> Accepted | Rejected | None:
    """Say what an answer to the paid request means; `None` if it cannot be told."""
    said = object_in(reply.body)
    if said is None:
        return None  # Half an answer, or the page of something in between.
    job = said.get("id")
    if reply.is_success and isinstance(job, str) and job:
        return Accepted(Ticket(service, call.endpoint, job), _first_report(said))
    if not 400 <= reply.status < 500 or reply.status in UNCLEAR:
        return None
    failure = Failure(
        KINDS.get(reply.status, "service"),
        words_of(reply),
        code=str(reply.status),
        retryable=True if reply.status == 429 else None,
    )
    after = reply.headers.get("retry-after", "")
    is_busy = reply.status == 429
    return Rejected(failure, again=is_busy, after=float(after) if after.isdigit() else None)


def _first_report(said: Any) -> Status:
    try:
        return read_prediction(said)
    except ReplyError:
        return Status(Phase.QUEUED)  # There is an id, and so there is a job.
