"""Models that answer piece by piece: one connection, and the last piece is the result."""

from __future__ import annotations

__all__ = ("began", "stream_request")

import json
from collections.abc import Mapping
from typing import Any

from framehook.errors import ConfigurationError
from framehook.spi import (
    Accepted,
    Began,
    Failure,
    Json,
    Payload,
    Rejected,
    Request,
    Response,
    Submission,
)

from ._endpoint_id import EndpointId
from ._errors import ErrorDocument
from ._events import Events
from ._hosts import Hosts
from ._options import Wishes
from ._result import payload_of
from ._run import end_of_run, named
from ._submission import refusal
from ._wording import billable_units

_SUFFIX = "stream"


def stream_request(call: Submission, hosts: Hosts) -> Request:
    """
    Return the paid request whose answer is a stream.

    Raises:
        ConfigurationError: if the endpoint id, an option or a webhook makes no sense.
    """
    if call.webhook is not None:
        raise ConfigurationError(
            "A webhook has no meaning for a stream: there is no queue.",
            hint="Leave one of them out.",
        )
    wishes = Wishes.of({**call.options, "sync": True}, call.attempt)
    target = EndpointId.parse(call.target)
    tail = "" if target.path[-1:] == (_SUFFIX,) else f"/{_SUFFIX}"
    return Request.with_json(
        "POST",
        f"{hosts.run}/{target}{tail}",
        dict(call.arguments),
        headers=(
            ("accept", "text/event-stream"),
            ("cache-control", "no-store"),
            *wishes.headers,
        ),
        budget="submit",
    )


def began(call: Submission, head: Response, service: str) -> Began | Rejected | None:
    """Say what the beginning of an answer means; `None` if it cannot be told."""
    if not head.is_success:
        ended = end_of_run(call, head, service)
        return _over(ended) if ended is not None else refusal(call, head)
    kind = head.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind.endswith("html"):
        return None
    ticket = named(call, head, service)
    return Began(ticket, _Events(call, head) if kind == "text/event-stream" else _Whole(head))


def _over(ended: Accepted) -> Began:
    outcome = ended.status.outcome
    return Began(ended.ticket, _Ended(outcome if isinstance(outcome, Failure) else None))


class _Ended:
    def __init__(self, outcome: Failure | None) -> None:
        self._outcome = outcome

    def feed(self, data: bytes) -> list[Json]:
        del data
        return []

    def end(self) -> Failure | None:
        return self._outcome


class _Whole:
    """An answer that is no stream: a model that has none says everything at once."""

    def __init__(self, head: Response) -> None:
        self._head = head
        self._body = bytearray()

    def feed(self, data: bytes) -> list[Json]:
        self._body += data
        return []

    def end(self) -> Payload | None:
        return payload_of(self._head._replace(body=bytes(self._body)), {})


class _Events:
    """Server-sent events; by convention the last one is the result."""

    def __init__(self, call: Submission, head: Response) -> None:
        self._call = call
        self._head = head
        self._events = Events()
        self._last: list[Json] = []

    def feed(self, data: bytes) -> list[Json]:
        found = [_read(text) for text in self._events.feed(data)]
        self._last = found[-1:] or self._last
        return found

    def end(self) -> Payload | Failure | None:
        if not self._last or self._events.is_cut:
            return None
        value = self._last[0]
        said = value if isinstance(value, Mapping) else {}
        if _is_error(said):
            body = json.dumps(said).encode()
            document = ErrorDocument.read(Response(0, self._head.headers, body, ""))
            return document.failure(self._call.arguments)
        units = billable_units(self._head.headers)
        return Payload(dict(said) if said else {"output": value}, units=units)


def _read(text: str) -> Json:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value


def _is_error(said: Mapping[str, Any]) -> bool:
    # A model cannot answer with another status once it has begun to speak.
    return "error_type" in said or (set(said) == {"detail"} and bool(said["detail"]))
