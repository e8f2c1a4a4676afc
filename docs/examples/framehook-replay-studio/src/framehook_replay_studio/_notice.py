"""Notifications, and whether they come from Replay Studio."""

from __future__ import annotations

__all__ = ("checked",)

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from framehook.spi import ReplyError

from ._json import object_in

HEADER = "replay-signature"
# An older notification may be a repetition by someone who has overheard it.
STALE_SECONDS = 300


def checked(
    headers: Mapping[str, str], body: bytes, secret: str, now: datetime
) -> Mapping[str, Any]:
    """
    Return what a notification says, once it is certain who says it.

    The signature is `t=<seconds>,v1=<HMAC-SHA256 of "<seconds>." and the body>`.
    """
    text = next((value for name, value in headers.items() if name.lower() == HEADER), "")
    parts = [part.partition("=")[::2] for part in text.split(",")]
    times = [value for name, value in parts if name == "t"]
    sent = times[0] if times and times[0].isdecimal() and len(times[0]) <= 12 else "0"
    good = hmac.digest(secret.encode(), sent.encode() + b"." + body, hashlib.sha256).hex()
    is_good = any(
        name == "v1" and hmac.compare_digest(good.encode(), value.encode()) for name, value in parts
    )
    if not is_good or abs(now.timestamp() - int(sent)) > STALE_SECONDS:
        raise ReplyError("The notification does not come from Replay Studio.", status=401)
    said = object_in(body)
    if said is None or not isinstance(said.get("id"), str):
        raise ReplyError("The notification is about no prediction.", status=400)
    return said
