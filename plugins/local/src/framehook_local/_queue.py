"""How the local service is asked to work."""

from __future__ import annotations

__all__ = ("LocalQueue",)

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from framehook.errors import ConfigurationError, EndpointNotFoundError, FidelityError
from framehook.spi import (
    Accepted,
    Failure,
    Fidelity,
    Flow,
    Payload,
    Phase,
    Rejected,
    ReplyError,
    Request,
    Response,
    Send,
    Status,
    Submission,
    Ticket,
)

from ._choice import fidelity_of

_PHASES = {
    "waiting": Phase.QUEUED,
    "running": Phase.RUNNING,
    "done": Phase.ENDED,
    "failed": Phase.ENDED,
    "cancelled": Phase.ENDED,
}
_JOB = re.compile(r"[0-9a-f-]{1,40}")
_OPTIONS = frozenset({"min_fidelity"})
_PAUSE = 0.05


class LocalQueue:
    """
    How the local service is asked to work.

    The only option is `min_fidelity`: `draft`, `model` or `exact`.

    Example:
        ```python
        queue = LocalQueue()
        flow = queue.status(Ticket("local", "my-team/dream", "000000000001-0a1b2c3d"))
        assert next(flow).request.url == "local://jobs/000000000001-0a1b2c3d"
        ```
    """

    def prepare(self, call: Submission) -> Flow[Request]:
        """
        Return the request that starts the job.

        Raises:
            FidelityError: if no installed runner is as good as demanded.
            EndpointNotFoundError: if no such endpoint is installed.
            ConfigurationError: if there is an option that is unknown.
        """
        options = _options(call)
        query = f"?min_fidelity={options['min_fidelity']}" if options else ""
        reply = yield from Send(Request("GET", f"local://endpoints/{quote(call.endpoint)}{query}"))
        if not reply.is_success:
            failure = _failure(reply)
            words = failure.words
            if failure.code.endswith("endpoint-not-found"):
                raise EndpointNotFoundError(words)
            if failure.code.endswith("fidelity"):
                raise FidelityError(words)
            raise ReplyError(words, status=reply.status, url=reply.url)
        order = {
            "endpoint": call.endpoint,
            "arguments": call.arguments,
            "options": options,
            "attempt": call.attempt,
        }
        return Request.with_json("POST", "local://jobs", order, budget="submit")

    def accepted(self, call: Submission, reply: Response) -> Accepted | Rejected | None:
        """Say what the answer means; it always says whether there is a job."""
        if not reply.is_success:
            return Rejected(_failure(reply), again=reply.status >= 500)
        job = _json(reply).get("id")
        if not isinstance(job, str):
            return None
        return Accepted(Ticket("local", call.endpoint, job), Status(Phase.QUEUED))

    def status(self, ticket: Ticket) -> Flow[Status]:
        """Ask where the job stands."""
        reply = yield from Send(Request("GET", _url(ticket)))
        if not reply.is_success:
            return Status(Phase.ENDED, outcome=_failure(reply))
        told = _json(reply)
        return Status(
            _PHASES[told["state"]],
            position=told.get("position"),
            progress=told.get("progress"),
            logs=tuple(told.get("logs", ())),
            check_after=_PAUSE,
            note=told.get("note", ""),
        )

    def result(self, ticket: Ticket) -> Flow[Payload | Failure]:
        """Fetch how it ended."""
        reply = yield from Send(Request("GET", f"{_url(ticket)}/result"))
        if not reply.is_success:
            failure = _failure(reply)
            if reply.status == 409:
                raise ReplyError(failure.words, status=409, url=reply.url, retryable=True)
            return failure
        told = _json(reply)
        return Payload(
            told["value"],
            units=Decimal(0),
            expires=datetime.fromtimestamp(told["expires"], UTC),
            fidelity=Fidelity[told["fidelity"].upper()],
            assumptions=tuple(told["assumptions"]),
            timings=told["timings"],
        )

    def cancel(self, ticket: Ticket) -> Flow[bool | None]:
        """End the job. `False` if it had ended before."""
        reply = yield from Send(Request("DELETE", _url(ticket)))
        return bool(_json(reply).get("cancelled")) if reply.is_success else False

    def find(
        self, calls: Sequence[Submission], since: datetime
    ) -> Flow[Mapping[str, Sequence[Ticket]]]:
        """Return the job that each attempt led to, if it led to one."""
        found: dict[str, Sequence[Ticket]] = {}
        for call in calls:
            url = f"local://attempts/{quote(call.attempt, safe='')}"
            reply = yield from Send(Request("GET", url))
            if reply.is_success:
                found[call.attempt] = [Ticket("local", call.endpoint, _json(reply)["id"])]
            else:
                found[call.attempt] = []
        return found


def _options(call: Submission) -> dict[str, str]:
    unknown = sorted(set(call.options) - _OPTIONS)
    if unknown:
        raise ConfigurationError(
            f"The service 'local' has no option {unknown[0]!r}.",
            hint=f"It has: {', '.join(sorted(_OPTIONS))}.",
        )
    least = call.options.get("min_fidelity")
    return {} if least is None else {"min_fidelity": fidelity_of(least).name.lower()}


def _url(ticket: Ticket) -> str:
    # A ticket may come from anywhere; what is not an id must not become part of a path.
    return f"local://jobs/{ticket.id if _JOB.fullmatch(ticket.id) else 'unknown'}"


def _json(reply: Response) -> dict[str, Any]:
    value: dict[str, Any] = reply.json()
    return value


def _failure(reply: Response) -> Failure:
    return Failure(**_json(reply)["failure"])
