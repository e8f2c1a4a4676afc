"""A service in the manner of Replicate: predictions, pre-signed uploads, signed webhooks."""

from __future__ import annotations

__all__ = ("Replicate",)

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlsplit

from framehook.spi import (
    Accepted,
    Failure,
    FailureKind,
    Flow,
    Payload,
    Phase,
    Placed,
    Rejected,
    ReplyError,
    Request,
    Response,
    SecretMissingError,
    Send,
    Slice,
    Status,
    Submission,
    Ticket,
    TransportPair,
)

PHASES = {"starting": Phase.QUEUED, "processing": Phase.RUNNING}
# The service answers at once if a prediction takes no longer than this.
PATIENCE = 5
# A notification that is older may be a repetition by someone else.
STALE_SECONDS = 300


def _object(reply: Response) -> Mapping[str, Any]:
    try:
        value = reply.json()
    except ValueError:
        value = None
    if reply.is_success and isinstance(value, dict):
        return value
    said = value.get("detail", "") if isinstance(value, dict) else "It is no JSON."
    raise ReplyError(
        f"Replicate answered {reply.status}: {said}",
        status=reply.status,
        url=reply.url,
        retryable=reply.status == 429 or reply.status >= 500,
    )


def _status(said: Mapping[str, Any]) -> Status:
    word = str(said.get("status"))
    return Status(
        phase=Phase.ENDED if word in {"succeeded", "failed", "canceled"} else PHASES[word],
        logs=str(said.get("logs") or "").splitlines(),
        outcome=_outcome(word, said),
    )


def _outcome(word: str, said: Mapping[str, Any]) -> Payload | Failure | None:
    if word == "succeeded":
        seconds = (said.get("metrics") or {}).get("predict_time")
        return Payload(
            {"video": {"url": _first(said.get("output"))}, "metrics": said.get("metrics")},
            units=None if seconds is None else Decimal(str(seconds)),
            timings={} if seconds is None else {"run": float(seconds)},
        )
    if word == "canceled":
        return Failure("cancelled", "The prediction was canceled")
    if word == "failed":
        words = str(said.get("error") or "The prediction failed")
        is_policy = "flagged as sensitive" in words
        return Failure("policy" if is_policy else "service", words, detail=said.get("metrics"))
    return None


def _first(output: Any) -> Any:
    return output[0] if isinstance(output, list) and output else output


class ReplicateQueue:
    """Predictions of official models, `POST /v1/models/{owner}/{name}/predictions`."""

    def __init__(self, api: str) -> None:
        self._api = api

    def prepare(self, call: Submission) -> Flow[Request]:
        """Return the request that makes the prediction."""
        yield from ()
        body: dict[str, Any] = {"input": call.arguments}
        if call.webhook is not None:
            body |= {"webhook": call.webhook, "webhook_events_filter": ["completed"]}
        url = f"{self._api}/v1/models/{quote(call.target)}/predictions"
        headers = (("prefer", f"wait={PATIENCE}"), ("cancel-after", "1h"))
        return Request.with_json("POST", url, body, headers=headers, budget="submit")

    def accepted(self, call: Submission, reply: Response) -> Accepted | Rejected | None:
        """201 is a prediction, whatever became of it meanwhile; 4xx made none."""
        if reply.status in {200, 201, 202}:
            said = reply.json()
            return Accepted(Ticket("replicate", call.endpoint, said["id"]), _status(said))
        if reply.status == 429:
            after = reply.headers.get("retry-after", "")
            failure = Failure("service", "Request was throttled", code="429", retryable=True)
            return Rejected(failure, again=True, after=float(after) if after.isdigit() else None)
        if 400 <= reply.status < 500:
            said = reply.json()
            words = str(said.get("detail") or said.get("title"))
            kind: FailureKind = "input" if reply.status == 422 else "service"
            return Rejected(Failure(kind, words, code=str(reply.status), detail=said))
        return None

    def status(self, ticket: Ticket) -> Flow[Status]:
        """Ask for the prediction, which has everything in it."""
        reply = yield from Send(Request("GET", self._prediction(ticket)))
        return _status(_object(reply))

    def result(self, ticket: Ticket) -> Flow[Payload | Failure]:
        """Read the end from the prediction."""
        status = yield from self.status(ticket)
        return status.outcome or Failure("service", "The prediction has not ended")

    def cancel(self, ticket: Ticket) -> Flow[bool | None]:
        """Cancelling twice is cancelling once."""
        url = f"{self._prediction(ticket)}/cancel"
        reply = yield from Send(Request("POST", url, repeatable=True))
        return _object(reply).get("status") not in {"succeeded", "failed"}

    def verify(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> Flow[tuple[str, Status]]:
        """Check a webhook against the account's signing key."""
        reply = yield from Send(Request("GET", f"{self._api}/v1/webhooks/default/secret"))
        key = base64.b64decode(str(_object(reply)["key"]).removeprefix("whsec_"))
        sent = headers.get("webhook-timestamp", "0")
        signed = f"{headers.get('webhook-id')}.{sent}.".encode() + body
        good = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        given = [item.partition(",")[2] for item in headers.get("webhook-signature", "").split()]
        is_fresh = abs(now.timestamp() - float(sent)) <= STALE_SECONDS
        if not is_fresh or not any(hmac.compare_digest(good, item) for item in given):
            raise ReplyError("The notification does not come from Replicate.", status=200)
        said = _object(Response(200, headers, body, ""))
        return str(said["id"]), _status(said)

    def _prediction(self, ticket: Ticket) -> str:
        # A ticket comes back from outside: its id goes into the path, and no URL is taken
        # from its state.
        return f"{self._api}/v1/predictions/{quote(ticket.id, safe='')}"


class ReplicateFiles:
    """Files are put to a pre-signed URL, on a host that must not see the token."""

    def __init__(self, api: str) -> None:
        self._api = api

    @property
    def reads(self) -> frozenset[str]:
        """The service fetches what is on the web."""
        return frozenset({"https", "http"})

    def place(self, data: Slice, path: str) -> Flow[Placed]:
        """Ask for a place, and put the bytes there."""
        url = f"{self._api}/v1/upload/{quote(data.source.name, safe='')}"
        given = _object((yield from Send(Request("POST", url, repeatable=True))))
        headers = (("content-type", data.media_type),)
        put = Request("PUT", given["upload_url"], headers, data, budget="transfer", signed=False)
        reply = yield from Send(put)
        if not reply.is_success:
            raise ReplyError(
                f"The upload was answered with {reply.status}.", status=reply.status, url=reply.url
            )
        return Placed(given["serving_url"])

    def fetch(self, url: str) -> Flow[Request]:
        """Results lie on a delivery host, open to whoever has the URL."""
        yield from ()
        return Request("GET", url, budget="transfer")


class Replicate:
    """The service. `api` is where its interface is."""

    def __init__(self, token: str | None, api: str = "https://api.replicate.com") -> None:
        self._token = token
        self._host = urlsplit(api).netloc
        self._queue = ReplicateQueue(api)
        self._files = ReplicateFiles(api)

    @property
    def name(self) -> str:
        """Its name."""
        return "replicate"

    @property
    def hosts(self) -> frozenset[str]:
        """The only host that may see the token."""
        return frozenset({self._host})

    @property
    def queue(self) -> ReplicateQueue:
        """Predictions."""
        return self._queue

    @property
    def files(self) -> ReplicateFiles:
        """Uploads and results."""
        return self._files

    def secret(self) -> Flow[str | None]:
        """Return the token."""
        yield from ()
        if self._token is None:
            raise SecretMissingError("Replicate needs a token.", hint="Set REPLICATE_API_TOKEN.")
        return self._token

    def authorize(self, request: Request, secret: str) -> Request:
        """Add the token."""
        return request.with_headers(("authorization", f"Bearer {secret}"))

    def transports(self) -> TransportPair | None:
        """Return nothing: it is plain HTTP."""
        return None
