"""A service in the manner of Runway: tasks, versioned by header, files by a form to a bucket."""

from __future__ import annotations

__all__ = ("Runway",)

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from framehook.spi import (
    Accepted,
    Failure,
    FailureKind,
    Flow,
    Form,
    Payload,
    Phase,
    Placed,
    Rejected,
    ReplyError,
    Request,
    Response,
    Send,
    Slice,
    Status,
    Submission,
    Ticket,
    TransportPair,
)

API = "https://api.dev.runwayml.com"
VERSION = "2024-11-06"
PHASES = {"PENDING": Phase.QUEUED, "THROTTLED": Phase.QUEUED, "RUNNING": Phase.RUNNING}


def _object(reply: Response) -> Mapping[str, Any]:
    if reply.is_success:
        value: Mapping[str, Any] = reply.json()
        return value
    raise ReplyError(
        f"Runway answered {reply.status}.", status=reply.status, retryable=reply.status >= 500
    )


def _failure(task: Mapping[str, Any]) -> Failure:
    code = str(task.get("failureCode") or "")
    kinds: dict[str, FailureKind] = {"SAFETY": "policy", "INPUT_PREPROCESSING": "policy"}
    kinds |= {"ASSET": "input"}
    kind = kinds.get(code.partition(".")[0], "service")
    return Failure(kind, str(task.get("failure") or "The task failed"), code, kind == "service")


def _status(task: Mapping[str, Any]) -> Status:
    word = str(task["status"])
    outcome: Payload | Failure | None = None
    if word == "SUCCEEDED":
        outcome = Payload({"video": {"url": task["output"][0]}})
    elif word == "FAILED":
        outcome = _failure(task)
    elif word == "CANCELLED":
        outcome = Failure("cancelled", "The task was cancelled")
    return Status(
        PHASES.get(word, Phase.ENDED),
        progress=task.get("progress"),
        outcome=outcome,
        check_after=5.0 if outcome is None else None,
        note="throttled" if word == "THROTTLED" else "",
    )


class RunwayQueue:
    """Tasks. The target is the path, `image_to_video` for instance."""

    def prepare(self, call: Submission) -> Flow[Request]:
        """Return the request that starts the task."""
        yield from ()
        url = f"{API}/v1/{quote(call.target)}"
        return Request.with_json("POST", url, call.arguments, budget="submit")

    def accepted(self, call: Submission, reply: Response) -> Accepted | Rejected | None:
        """An id is a task."""
        if reply.is_success:
            ticket = Ticket("runway", call.endpoint, str(reply.json()["id"]))
            return Accepted(ticket, Status(Phase.QUEUED))
        if reply.status >= 500:
            return None
        said = reply.json()
        issues = said.get("issues") or [{}]
        path = "".join(f"/{key}" for key in issues[0].get("path", ()))
        failure = Failure("input", str(said.get("error")), path=path, detail=said)
        return Rejected(failure, again=reply.status == 429)

    def status(self, ticket: Ticket) -> Flow[Status]:
        """Ask for the task."""
        return _status(_object((yield from Send(Request("GET", self._task(ticket))))))

    def result(self, ticket: Ticket) -> Flow[Payload | Failure]:
        """Read the end from the task."""
        status = yield from self.status(ticket)
        return status.outcome or Failure("service", "The task has not ended")

    def cancel(self, ticket: Ticket) -> Flow[bool | None]:
        """Deleting a task cancels it if it runs."""
        reply = yield from Send(Request("DELETE", self._task(ticket)))
        return reply.status == 204

    def _task(self, ticket: Ticket) -> str:
        return f"{API}/v1/tasks/{quote(ticket.id, safe='')}"


class RunwayFiles:
    """Files are posted as a form, with fields that the service hands out."""

    @property
    def reads(self) -> frozenset[str]:
        """The service fetches from the web and from its own store."""
        return frozenset({"https", "runway"})

    def place(self, data: Slice, path: str) -> Flow[Placed]:
        """Ask for a place, and post the form there."""
        body = {"filename": data.source.name, "type": "ephemeral"}
        url = f"{API}/v1/uploads"
        given = _object((yield from Send(Request.with_json("POST", url, body, repeatable=True))))
        fields: list[tuple[str, str | Slice]] = list(given["fields"].items())
        request = Request(
            "POST",
            given["uploadUrl"],
            body=Form([*fields, ("file", data)]),
            budget="transfer",
            signed=False,
            repeatable=True,
        )
        yield from Send(request)
        return Placed(given["runwayUri"])

    def fetch(self, url: str) -> Flow[Request]:
        """Results are open to whoever has the URL."""
        yield from ()
        return Request("GET", url, budget="transfer", signed=False)


class Runway:
    """The service."""

    def __init__(self, key: str) -> None:
        self._key = key
        self.name = "runway"
        self.hosts = frozenset({"api.dev.runwayml.com"})
        self.queue = RunwayQueue()
        self.files = RunwayFiles()

    def secret(self) -> Flow[str | None]:
        """Return the key."""
        yield from ()
        return self._key

    def authorize(self, request: Request, secret: str) -> Request:
        """Add the key, and the version that every request must name."""
        return request.with_headers(
            ("authorization", f"Bearer {secret}"), ("x-runway-version", VERSION)
        )

    def transports(self) -> TransportPair | None:
        """Return nothing: it is plain HTTP."""
        return None
