"""The public keys that notifications are signed with."""

from __future__ import annotations

__all__ = ("KeySet", "public_keys")

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from framehook.spi import Flow, ReplyError, Request

from ._asking import ask
from ._hosts import Hosts
from ._notice import Notice, checked_notice, refused

_LONGEST = timedelta(hours=24)
# Whoever sends forged notifications must not make us ask for keys all the time.
_SHORTEST = timedelta(minutes=1)
_LENGTH = 32


class KeySet:
    """
    The public keys of fal, remembered for at most a day.

    If none of them fits, they are asked for once more, but not more than once a minute.

    Args:
        given: A key set to use for good, instead of asking fal.

    Example:
        ```python
        assert public_keys({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}]}) == []
        ```
    """

    def __init__(self, given: Mapping[str, Any] | None = None) -> None:
        self._given = None if given is None else public_keys(given)
        self._known: tuple[str, Sequence[bytes], datetime] | None = None

    def checked(
        self,
        headers: Mapping[str, str],
        body: bytes,
        now: datetime,
        hosts: Hosts,
        *,
        user_id: str | None = None,
    ) -> Flow[Notice]:
        """
        Check a notification, and return what it says.

        Raises:
            ReplyError: if it does not come from fal, or the keys cannot be had.
        """
        if self._given is not None:
            return checked_notice(headers, body, self._given, now, user_id=user_id)
        keys, fetched = yield from self._keys(now, hosts, _LONGEST)
        try:
            return checked_notice(headers, body, keys, now, user_id=user_id)
        except ReplyError as exc:
            if now - fetched < _SHORTEST or "signature" not in exc.message:
                raise
        keys, _ = yield from self._keys(now, hosts, _SHORTEST)
        return checked_notice(headers, body, keys, now, user_id=user_id)

    def _keys(
        self, now: datetime, hosts: Hosts, longest: timedelta
    ) -> Flow[tuple[Sequence[bytes], datetime]]:
        known = self._known
        if known is not None and known[0] == hosts.rest and now - known[2] < longest:
            return known[1], known[2]
        request = Request("GET", f"{hosts.rest}/.well-known/jwks.json", signed=False)
        said, _ = yield from ask(request, "asking for the keys of webhooks")
        keys = public_keys(said)
        if not keys:
            raise refused("fal publishes no key that could have signed it")
        self._known = (hosts.rest, keys, now)
        return keys, now


def public_keys(said: Mapping[str, Any]) -> list[bytes]:
    """Return the Ed25519 keys of a JSON web key set; others are left out."""
    found: list[bytes] = []
    entries = said.get("keys")
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, Mapping) or (entry.get("kty"), entry.get("crv")) != (
            "OKP",
            "Ed25519",
        ):
            continue
        text = str(entry.get("x", "")).rstrip("=")
        try:
            key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            continue
        if len(key) == _LENGTH:
            found.append(key)
    return found
