"""One request and its answer, as a line of a recording."""

from __future__ import annotations

__all__ = ("VERSION", "Exchange", "Kept", "Key", "key_of", "line_of")

import base64
import contextlib
import hashlib
from typing import Any, NamedTuple

from ..errors import ConfigurationError, DeadlineError, TransportError
from ..spi import Request, Response, Slice
from ..spi._record import record
from ._body import BrokenSourceError, plan
from ._redaction import redacted_headers, redacted_text, redacted_url, told_headers
from ._verdict import Verdict

VERSION = 1
KEPT_TEXT = 1 << 20


class Key(NamedTuple):
    """What a request is recognised by: redacted, so that a recorded one has the same."""

    method: str
    url: str
    digest: str

    def __str__(self) -> str:
        return f"{self.method} {self.url} with the body {self.digest[:12] or 'of nothing'}"


def key_of(request: Request) -> Key:
    """
    Return the key of a request. Sources are read once for it, piece by piece.

    Raises:
        TransportError: with `sent="no"`, if a source cannot be read.
    """
    return Key(request.method, redacted_url(request.url), _digest(request))


def _digest(request: Request) -> str:
    body = request.body
    if body is None or body == b"":
        return ""
    if isinstance(body, bytes):
        with contextlib.suppress(UnicodeDecodeError):
            body = redacted_text(body.decode()).encode()
        return hashlib.sha256(body).hexdigest()
    if isinstance(body, Slice):
        return _slice_digest(body, request)
    # Not over what is sent: its boundaries differ each time.
    whole = hashlib.sha256()
    for name, value in body.fields:
        text = value if isinstance(value, str) else _slice_digest(value, request)
        whole.update(f"{name}\0{redacted_text(text)}\0".encode())
    return whole.hexdigest()


def _slice_digest(part: Slice, request: Request) -> str:
    digest = hashlib.sha256()
    try:
        for _, piece in plan(part).pieces():
            digest.update(piece)
    except BrokenSourceError as exc:
        raise Verdict(request).unreadable(exc, is_started=False) from exc.__cause__
    return digest.hexdigest()


class Kept:
    """The body of an answer as it comes by: its digest, and as much of it as is kept."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._digest = hashlib.sha256()
        self._length = 0
        self._data: bytearray | None = bytearray()

    def add(self, piece: bytes) -> None:
        """Take note of the next piece."""
        self._digest.update(piece)
        self._length += len(piece)
        if self._data is not None:
            self._data += piece
            if len(self._data) > max(self._keep, KEPT_TEXT):
                self._data = None

    def to_json(self) -> dict[str, Any]:
        """Return text as redacted text, little data as base64, more by digest and length."""
        if self._data is not None:
            try:
                return {"text": redacted_text(self._data.decode())}
            except UnicodeDecodeError:
                if self._length <= self._keep:
                    return {"base64": base64.b64encode(self._data).decode()}
        return {"sha256": self._digest.hexdigest(), "length": self._length}


@record(frozen=True, slots=True, kw_only=True)
class Exchange:
    """
    A request and what came back: an answer, an error, or an answer that broke off.

    Attributes:
        key: What the request is recognised by.
        line: Where it stands in the recording.
        head: Status and headers of the answer, if there was one.
        body: Its body, in the form of the recording.
        error: What went wrong, in the form of the recording.
    """

    key: Key
    line: int
    head: Response | None
    body: dict[str, Any]
    error: dict[str, Any] | None

    def data(self) -> bytes:
        """
        Return the body.

        Raises:
            ConfigurationError: if it was too large to be kept.
        """
        if "text" in self.body:
            return str(self.body["text"]).encode()
        if "base64" in self.body:
            return base64.b64decode(self.body["base64"])
        raise ConfigurationError(
            f"The recording has only the digest of the answer to {self.key}, "
            f"which had {self.body.get('length')} bytes (line {self.line}).",
            hint="Record again and keep more: ReplayTransport(…, keep=…).",
        )

    def failure(self) -> TransportError | None:
        """Return the error that was recorded, if there was one."""
        if self.error is None:
            return None
        message, sent = str(self.error["message"]), self.error["sent"]
        hint, budget = self.error.get("hint"), self.error.get("budget")
        if budget is not None:
            return DeadlineError(message, budget=budget, sent=sent, hint=hint)
        return TransportError(message, sent=sent, hint=hint)

    @classmethod
    def from_json(cls, value: dict[str, Any], line: int) -> Exchange:
        """Read one line."""
        told, answer = value["request"], value.get("response")
        head = None
        if answer is not None:
            head = Response(int(answer["status"]), answer["headers"], b"", told["url"])
        return cls(
            key=Key(told["method"], told["url"], told["digest"]),
            line=line,
            head=head,
            body=answer["body"] if answer is not None else {},
            error=value.get("error"),
        )


def line_of(
    request: Request, key: Key, head: Response | None, kept: Kept, error: TransportError | None
) -> dict[str, Any]:
    """Return an exchange in the form of the recording."""
    value: dict[str, Any] = {
        "v": VERSION,
        "request": {**key._asdict(), "headers": told_headers(request.headers)},
    }
    if head is not None:
        value["response"] = {
            "status": head.status,
            "headers": redacted_headers(head.headers),
            "body": kept.to_json(),
        }
    if error is not None:
        value["error"] = {
            "message": error.message,
            "hint": error.hint,
            "sent": error.sent,
            "budget": getattr(error, "budget", None),
        }
    return value
