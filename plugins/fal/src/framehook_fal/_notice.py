"""A notification that comes from fal."""

from __future__ import annotations

__all__ = ("Notice", "checked_notice", "refused")

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from framehook.errors import ConfigurationError
from framehook.spi import Failure, Json, Payload, Phase, ReplyError, Response, Status

from ._errors import ErrorDocument

# A notification that is older, or from the future, may be a repetition by someone else.
WINDOW = 300
_SIGNATURE_LENGTH = 64
_NAMES = {
    "request_id": "x-fal-webhook-request-id",
    "user_id": "x-fal-webhook-user-id",
    "timestamp": "x-fal-webhook-timestamp",
    "signature": "x-fal-webhook-signature",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """
    A notification that comes from fal. It may come several times.

    Attributes:
        request_id: The id of the request.
        gateway_request_id: The id of its last attempt at fal, which may be another one.
        user_id: Whose request it was.
        ok: Whether it succeeded.
        payload: The result, or the error document; `None` if it was left out.
        error: What went wrong, in few words.
        sent: When it was sent, in seconds since 1970.

    Example:
        ```python
        notice = Notice(request_id="r1", ok=True, payload={"seed": 1})
        assert notice.status.phase.value == "ended"
        ```
    """

    request_id: str
    gateway_request_id: str = ""
    user_id: str = ""
    ok: bool = True
    payload: Json = field(default=None, repr=False)
    error: str = ""
    sent: int = 0

    @property
    def ids(self) -> frozenset[str]:
        """Every id by which the request may be known."""
        return frozenset(filter(None, (self.request_id, self.gateway_request_id)))

    @property
    def status(self) -> Status:
        """The report in it. It has no outcome where the payload was left out."""
        return Status(Phase.ENDED, outcome=self._outcome())

    def _outcome(self) -> Payload | Failure | None:
        if self.ok:
            if self.payload is None:
                return None
            value = self.payload
            return Payload(value if isinstance(value, dict) else {"output": value})
        # The error's own status stands only in words.
        number = self.error.rpartition(" ")[2]
        status = int(number) if number.isdigit() and len(number) == 3 else 0
        body = self.payload if isinstance(self.payload, dict) else {}
        reply = Response(status, {}, json.dumps(body).encode(), "")
        return ErrorDocument.read(reply, ended={"error": self.error}).failure()


def checked_notice(
    headers: Mapping[str, str],
    body: bytes,
    keys: Sequence[bytes],
    now: datetime,
    *,
    user_id: str | None = None,
) -> Notice:
    """
    Check a notification, and only then read it.

    Args:
        headers: Names in any case.
        body: The body, byte for byte.
        keys: The public keys that may have signed it.
        now: The time, with a time zone.
        user_id: Whose notifications are wanted; the signature alone says that fal sent it.

    Raises:
        ReplyError: if it does not come from fal, is not for this user, or is too old.
        ConfigurationError: if the extra `webhooks` is not installed.
    """
    given = {name.lower(): value for name, value in headers.items()}
    said = {name: given.get(header, "") for name, header in _NAMES.items()}
    lacking = [_NAMES[name] for name, value in said.items() if not value]
    if lacking:
        raise refused(f"it has no {lacking[0]}")
    stamp = said["timestamp"]
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise refused("its timestamp is none")
    if abs(now.timestamp() - int(stamp)) > WINDOW:
        raise refused(f"it was not sent within the last {WINDOW} seconds")
    if not _is_signed(said, body, keys):
        raise refused("its signature does not fit")
    if user_id is not None and said["user_id"] != user_id:
        raise refused("it is about the request of another user")
    return _read(said, body)


def refused(why: str) -> ReplyError:
    """Return the error for a notification that counts for nothing."""
    return ReplyError(f"The notification does not come from fal: {why}.", status=401)


def _is_signed(said: Mapping[str, str], body: bytes, keys: Sequence[bytes]) -> bool:
    try:
        # A heavy import that only those need who take notifications.
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError as exc:
        raise ConfigurationError(
            "Notifications cannot be checked: the extra 'webhooks' is not installed.",
            hint='Try: pip install "framehook-fal[webhooks]"',
        ) from exc
    try:
        signature = bytes.fromhex(said["signature"])
    except ValueError:
        return False
    if len(signature) != _SIGNATURE_LENGTH:
        return False
    message = signed_message(said["request_id"], said["user_id"], said["timestamp"], body)
    for key in keys:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        except (InvalidSignature, ValueError):
            continue
        return True
    return False


def signed_message(request_id: str, user_id: str, timestamp: str, body: bytes) -> bytes:
    """Return what is signed."""
    digest = hashlib.sha256(body).hexdigest()
    return f"{request_id}\n{user_id}\n{timestamp}\n{digest}".encode()


def _read(said: Mapping[str, str], body: bytes) -> Notice:
    try:
        value: Any = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise ReplyError("The notification of fal is no JSON object.", status=400)
    request_id, gateway_id = value.get("request_id"), value.get("gateway_request_id")
    error = value.get("error") or value.get("payload_error")
    return Notice(
        request_id=request_id if isinstance(request_id, str) else said["request_id"],
        gateway_request_id=gateway_id if isinstance(gateway_id, str) else said["request_id"],
        user_id=said["user_id"],
        ok=value.get("status") == "OK",
        payload=value.get("payload"),
        error=error if isinstance(error, str) else "",
        sent=int(said["timestamp"]),
    )
