"""How a scripted service is asked to work, and how it takes and gives files."""

from __future__ import annotations

__all__ = ("ScriptedFiles", "ScriptedQueue")

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from ..errors import ReplyError
from ..spi import (
    Accepted,
    Failure,
    Flow,
    Payload,
    Phase,
    Placed,
    Rejected,
    Request,
    Response,
    Send,
    Slice,
    Status,
    Submission,
    Ticket,
)
from ._outcome import read
from .acts import BASE

MAY_PASS = frozenset({408, 429, 500, 502, 503, 504})
PHASES = {"queued": Phase.QUEUED, "ended": Phase.ENDED}


def _answer(reply: Response) -> Any:
    try:
        value = reply.json()
    except ValueError:
        value = None
    if reply.is_success and isinstance(value, dict):
        return value
    said = value if isinstance(value, dict) else {}
    raise ReplyError(
        f"The scripted service answered {reply.status}: {said.get('words', 'It is no JSON.')}",
        status=reply.status,
        url=reply.url,
        retryable=reply.status in MAY_PASS or reply.is_success,
    )


def _status(value: Mapping[str, Any]) -> Status:
    word, outcome = str(value.get("state")), value.get("outcome")
    return Status(
        # A word that nobody knows is no end.
        phase=PHASES.get(word, Phase.RUNNING),
        position=value.get("position"),
        progress=value.get("progress"),
        logs=tuple(value.get("logs", ())),
        outcome=None if outcome is None else read(outcome),
        check_after=value.get("check_after"),
        note="" if word in {"queued", "running", "ended"} else word,
    )


class _Lines:
    """Reads reports from lines of JSON. Lines that are none are left out."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[Status]:
        """Take the next bytes and yield the reports that are complete by now."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            try:
                value = json.loads(line)
            except ValueError:
                continue
            yield _status(value)


class ScriptedQueue:
    """
    How a scripted service is asked to work.

    Its optional powers `watch` and `find` are there only if the service was given them.
    """

    def __init__(self, name: str, *, powers: frozenset[str], can_cancel: bool) -> None:
        self._name = name
        self._can_cancel = can_cancel
        if "watch" in powers:
            self.watch = self._watch
        if "find" in powers:
            self.find = self._find

    def prepare(self, call: Submission) -> Flow[Request]:
        """Return the paid request."""
        yield from ()
        body = {
            "endpoint": call.target,
            "arguments": call.arguments,
            "attempt": call.attempt,
            "webhook": call.webhook,
            "options": call.options,
        }
        return Request.with_json("POST", f"{BASE}/submit", body, budget="submit")

    def accepted(self, call: Submission, reply: Response) -> Accepted | Rejected | None:
        """Say what an answer to the paid request means."""
        try:
            value = reply.json()
        except ValueError:
            return None
        if reply.is_success:
            return Accepted(self._ticket(call.endpoint, value["id"]), Status(Phase.QUEUED))
        after = reply.headers.get("retry-after")
        return Rejected(
            Failure(value["kind"], value["words"], path=value.get("path", "")),
            again=reply.status in MAY_PASS,
            after=None if after is None else float(after),
        )

    def status(self, ticket: Ticket) -> Flow[Status]:
        """Ask where the job stands."""
        reply = yield from Send(Request("GET", f"{BASE}/jobs/{quote(ticket.id)}/status"))
        return _status(_answer(reply))

    def result(self, ticket: Ticket) -> Flow[Payload | Failure]:
        """Fetch how it ended."""
        reply = yield from Send(Request("GET", f"{BASE}/jobs/{quote(ticket.id)}/result"))
        return read(_answer(reply))

    def cancel(self, ticket: Ticket) -> Flow[bool | None]:
        """Ask for an end."""
        if not self._can_cancel:
            return None
        reply = yield from Send(Request("PUT", f"{BASE}/jobs/{quote(ticket.id)}/cancel"))
        return bool(_answer(reply)["cancelled"])

    def _watch(self, ticket: Ticket) -> tuple[Request, _Lines]:
        return Request("GET", f"{BASE}/jobs/{quote(ticket.id)}/watch"), _Lines()

    def _find(
        self, calls: Sequence[Submission], since: datetime
    ) -> Flow[Mapping[str, Sequence[Ticket]]]:
        wanted = {call.attempt: call.endpoint for call in calls}
        body = {"attempts": list(wanted)}
        reply = yield from Send(Request.with_json("POST", f"{BASE}/find", body, repeatable=True))
        found = _answer(reply)
        return {
            attempt: [self._ticket(endpoint, job) for job in found[attempt]]
            for attempt, endpoint in wanted.items()
        }

    def _ticket(self, endpoint: str, job: str) -> Ticket:
        return Ticket(self._name, endpoint, job)


class ScriptedFiles:
    """How a scripted service takes files in and gives them out."""

    @property
    def reads(self) -> frozenset[str]:
        """URL schemes that the service reads by itself."""
        return frozenset({"https", "scripted"})

    def place(self, data: Slice, path: str) -> Flow[Placed]:
        """Upload a file."""
        url = f"{BASE}/files/{quote(data.source.name, safe='')}"
        headers = (("content-type", data.media_type),)
        request = Request("PUT", url, headers, data, budget="transfer", signed=False)
        reply = yield from Send(request)
        return Placed(_answer(reply)["url"])

    def fetch(self, url: str) -> Flow[Request]:
        """Return the request that downloads a file."""
        yield from ()
        return Request("GET", url, budget="transfer", signed=False)
