"""A service in the manner of Veo on Vertex AI: files inlined, questions asked by POST."""

from __future__ import annotations

__all__ = ("Veo",)

import base64
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from framehook.spi import (
    Accepted,
    Failure,
    FailureKind,
    Flow,
    Now,
    Payload,
    Phase,
    Placed,
    Read,
    Rejected,
    ReplyError,
    Request,
    Response,
    Secret,
    Send,
    Slice,
    Status,
    Submission,
    Ticket,
    TransportPair,
)

API = "https://us-central1-aiplatform.googleapis.com"
TOKENS = "https://oauth2.googleapis.com"
STORAGE = "https://storage.googleapis.com"
MODELS = "v1/projects/{project}/locations/us-central1/publishers/google/models"
# What a request may have in it altogether is 20 MiB, a third of which base64 costs.
MOST_INLINE = 14 << 20
IN_INSTANCE = frozenset({"prompt", "image", "lastFrame", "video"})
INVALID_ARGUMENT = 3


def _object(reply: Response) -> Mapping[str, Any]:
    if reply.is_success:
        value: Mapping[str, Any] = reply.json()
        return value
    raise ReplyError(
        f"Vertex AI answered {reply.status}.", status=reply.status, retryable=reply.status >= 500
    )


class VeoQueue:
    """Long-running operations, `:predictLongRunning` and `:fetchPredictOperation`."""

    def __init__(self, api: str, project: str, bucket: str | None) -> None:
        self._models = f"{api}/{MODELS.format(project=project)}"
        self._bucket = bucket

    def prepare(self, call: Submission) -> Flow[Request]:
        """Return the request that starts the operation."""
        yield from ()
        instance: dict[str, Any] = {}
        parameters: dict[str, Any] = {"storageUri": self._bucket} if self._bucket else {}
        for name, value in call.arguments.items():
            is_stored = isinstance(value, str) and value.startswith("gs://")
            given = {"gcsUri": value, "mimeType": "video/mp4"} if is_stored else value
            (instance if name in IN_INSTANCE else parameters)[name] = given
        body = {"instances": [instance], "parameters": parameters}
        url = f"{self._models}/{quote(call.target)}:predictLongRunning"
        return Request.with_json("POST", url, body, budget="submit")

    def accepted(self, call: Submission, reply: Response) -> Accepted | Rejected | None:
        """The name of an operation is a job."""
        if reply.is_success:
            name = str(reply.json()["name"])
            ticket = Ticket("veo", call.endpoint, name, {"model": call.target})
            return Accepted(ticket, Status(Phase.QUEUED))
        if reply.status >= 500:
            return None
        error = reply.json()["error"]
        is_busy = error["status"] == "RESOURCE_EXHAUSTED"
        kind: FailureKind = "service" if is_busy else "input"
        return Rejected(Failure(kind, error["message"], error["status"]), again=is_busy)

    def status(self, ticket: Ticket) -> Flow[Status]:
        """Ask for the operation, which is a POST that only reads."""
        model = ticket.state.get("model")
        if not isinstance(model, str):
            raise ReplyError("The ticket names no model.", status=0)
        url = f"{self._models}/{quote(model)}:fetchPredictOperation"
        body = {"operationName": ticket.id}
        said = _object((yield from Send(Request.with_json("POST", url, body, repeatable=True))))
        if not said.get("done"):
            return Status(Phase.RUNNING, check_after=10.0)
        return Status(Phase.ENDED, outcome=_outcome(said))

    def result(self, ticket: Ticket) -> Flow[Payload | Failure]:
        """Read the end from the operation."""
        status = yield from self.status(ticket)
        return status.outcome or Failure("service", "The operation has not ended")

    def cancel(self, ticket: Ticket) -> Flow[bool | None]:
        """Operations run to their end."""
        yield from ()
        return None


def _outcome(said: Mapping[str, Any]) -> Payload | Failure:
    error = said.get("error")
    if error:
        kind: FailureKind = "input" if error["code"] == INVALID_ARGUMENT else "service"
        return Failure(kind, error["message"], str(error["code"]))
    answer = said["response"]
    files = [_file(item) for item in answer.get("videos", ())]
    if not files:
        reasons = " ".join(answer.get("raiMediaFilteredReasons") or ["Everything was filtered."])
        return Failure("policy", reasons, retryable=False)
    return Payload({"video": files[0], "more": files[1:]}, units=Decimal(len(files)))


def _file(item: Mapping[str, Any]) -> dict[str, str]:
    kind = str(item.get("mimeType", "video/mp4"))
    if "gcsUri" in item:
        return {"url": str(item["gcsUri"]), "content_type": kind}
    return {"url": f"data:{kind};base64,{item['bytesBase64Encoded']}", "content_type": kind}


class VeoFiles:
    """Small files travel as text in the arguments; large ones must lie in a bucket."""

    def __init__(self, storage: str) -> None:
        self._storage = storage

    @property
    def reads(self) -> frozenset[str]:
        """Buckets alone: whatever is on the web takes the way through this machine."""
        return frozenset({"gs"})

    def place(self, data: Slice, path: str) -> Flow[Placed]:
        """Read the file and write it out."""
        content = yield from Read(data, limit=MOST_INLINE)
        text = base64.b64encode(content).decode()
        return Placed({"bytesBase64Encoded": text, "mimeType": data.media_type})

    def fetch(self, url: str) -> Flow[Request]:
        """A bucket is read through the storage API."""
        yield from ()
        parts = urlsplit(url)
        name = quote(parts.path.lstrip("/"), safe="")
        place = f"{self._storage}/storage/v1/b/{quote(parts.netloc)}/o/{name}?alt=media"
        return Request("GET", place, budget="transfer")


class Veo:
    """The service. `refresh` is the refresh token of an OAuth client."""

    def __init__(
        self,
        project: str,
        refresh: str,
        bucket: str | None = None,
        *,
        api: str = API,
        tokens: str = TOKENS,
        storage: str = STORAGE,
    ) -> None:
        self._refresh = refresh
        self._tokens = f"{tokens}/token"
        self._hosts = frozenset({urlsplit(api).netloc, urlsplit(storage).netloc})
        self._queue = VeoQueue(api, project, bucket)
        self._files = VeoFiles(storage)

    @property
    def name(self) -> str:
        """Its name."""
        return "veo"

    @property
    def hosts(self) -> frozenset[str]:
        """Hosts that take the token."""
        return self._hosts

    @property
    def queue(self) -> VeoQueue:
        """Operations."""
        return self._queue

    @property
    def files(self) -> VeoFiles:
        """Inlined files and buckets."""
        return self._files

    def secret(self) -> Flow[Secret]:
        """Trade the refresh token for one that lasts an hour."""
        form = urlencode({"grant_type": "refresh_token", "refresh_token": self._refresh})
        headers = (("content-type", "application/x-www-form-urlencoded"),)
        body = form.encode()
        request = Request("POST", self._tokens, headers, body, signed=False, repeatable=True)
        said = _object((yield from Send(request)))
        now = yield from Now()
        return Secret(said["access_token"], now + timedelta(seconds=said["expires_in"]))

    def authorize(self, request: Request, secret: str) -> Request:
        """Add the token."""
        return request.with_headers(("authorization", f"Bearer {secret}"))

    def transports(self) -> TransportPair | None:
        """Return nothing: it is plain HTTP."""
        return None
