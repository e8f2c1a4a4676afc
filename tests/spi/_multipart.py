"""A video service whose files travel inside the paid request, as parts of a form."""

from __future__ import annotations

__all__ = ("Multipart",)

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

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

PHASES = {"queued": Phase.QUEUED, "in_progress": Phase.RUNNING}


def _object(reply: Response) -> Mapping[str, Any]:
    value: Any = reply.json()
    if reply.is_success and isinstance(value, dict):
        return value
    words = value.get("error", {}).get("message", "") if isinstance(value, dict) else ""
    raise ReplyError(f"It answered {reply.status}: {words}", status=reply.status, url=reply.url)


class MultipartQueue:
    """Videos are made by `POST /v1/videos` and fetched from `/v1/videos/{id}/content`."""

    def __init__(self, api: str) -> None:
        self._api = api

    def prepare(self, call: Submission) -> Flow[Request]:
        """Return the form: files under their argument's name, everything else as text."""
        yield from ()
        fields: list[tuple[str, str | Slice]] = [("model", call.target)]
        for name, value in call.arguments.items():
            placed = call.files.get(f"/{name}")
            if placed is not None and placed.attachment is not None:
                fields.append((name, placed.attachment))
            else:
                fields.append((name, value if isinstance(value, str) else json.dumps(value)))
        headers = (("idempotency-key", call.attempt),)
        return Request("POST", f"{self._api}/v1/videos", headers, Form(fields), budget="submit")

    def accepted(self, call: Submission, reply: Response) -> Accepted | Rejected | None:
        """An id is a job."""
        if reply.is_success:
            said = reply.json()
            return Accepted(Ticket("multipart", call.endpoint, said["id"]), self._status(said))
        if reply.status >= 500:
            return None
        error = reply.json()["error"]
        after = reply.headers.get("retry-after", "")
        return Rejected(
            Failure("input", error["message"], error.get("code") or "", path=_path(error)),
            again=reply.status == 429 and error.get("code") != "insufficient_quota",
            after=float(after) if after.isdigit() else None,
        )

    def status(self, ticket: Ticket) -> Flow[Status]:
        """Ask for the video."""
        return self._status(_object((yield from Send(Request("GET", self._video(ticket.id))))))

    def result(self, ticket: Ticket) -> Flow[Payload | Failure]:
        """Read the end from the video."""
        status = yield from self.status(ticket)
        return status.outcome or Failure("service", "The video is not done")

    def cancel(self, ticket: Ticket) -> Flow[bool | None]:
        """Nothing that has begun can be stopped."""
        yield from ()
        return None

    def _status(self, said: Mapping[str, Any]) -> Status:
        word = str(said["status"])
        outcome: Payload | Failure | None = None
        if word == "completed":
            url = f"{self._video(said['id'])}/content"
            outcome = Payload({"video": {"url": url, "content_type": "video/mp4"}, **said})
        elif word == "failed":
            error = said["error"]
            kind: FailureKind = "policy" if error["code"] == "moderation_blocked" else "service"
            outcome = Failure(kind, error["message"], error["code"])
        return Status(
            PHASES.get(word, Phase.ENDED),
            progress=said.get("progress", 0) / 100,
            outcome=outcome,
            check_after=1.0,
        )

    def _video(self, video: str) -> str:
        return f"{self._api}/v1/videos/{quote(video, safe='')}"


def _path(error: Mapping[str, Any]) -> str:
    return f"/{error['param']}" if error.get("param") else ""


class MultipartFiles:
    """Nothing is uploaded before the call; results need the key."""

    @property
    def reads(self) -> frozenset[str]:
        """The service fetches nothing by itself."""
        return frozenset()

    def place(self, data: Slice, path: str) -> Flow[Placed]:
        """Keep the bytes for the paid request."""
        yield from ()
        return Placed(data.source.name, attachment=data)

    def fetch(self, url: str) -> Flow[Request]:
        """Results come from the API itself."""
        yield from ()
        return Request("GET", url, (("accept", "video/mp4"),), budget="transfer")


class Multipart:
    """The service. `api` is where its interface is."""

    def __init__(self, key: str, api: str = "https://api.openai.com") -> None:
        self._key = key
        self.name = "multipart"
        self.hosts = frozenset({urlsplit(api).netloc})
        self.queue = MultipartQueue(api)
        self.files = MultipartFiles()

    def secret(self) -> Flow[str | None]:
        """Return the key."""
        yield from ()
        return self._key

    def authorize(self, request: Request, secret: str) -> Request:
        """Add the key."""
        return request.with_headers(("authorization", f"Bearer {secret}"))

    def transports(self) -> TransportPair | None:
        """Return nothing: it is plain HTTP."""
        return None
