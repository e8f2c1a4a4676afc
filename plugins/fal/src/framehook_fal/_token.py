"""Tokens for the storage, which is not to see the key."""

from __future__ import annotations

__all__ = ("Token", "Tokens")

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from framehook.forking import ForkLock
from framehook.spi import Flow, Now, Request

from ._asking import ask
from ._errors import trouble
from ._hosts import Hosts

_MARGIN = timedelta(minutes=2)
_KEPT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """
    Leave to store files, for a while.

    Attributes:
        header: The header that carries it.
        base: Where files go.
        expires: When it ends; `None` if nobody said, so that it is used once.
    """

    header: tuple[str, str] = field(repr=False)
    base: str
    expires: datetime | None

    def is_good(self, now: datetime) -> bool:
        """Whether it can still be used."""
        return self.expires is not None and self.expires - now > _MARGIN


class Tokens:
    """
    Tokens for the storage, one for each account, asked for again when they end.

    Args:
        hosts: Returns where the servers are.
        account: Returns a name for the present account.
    """

    def __init__(self, hosts: Callable[[], Hosts], account: Callable[[], str]) -> None:
        self._hosts = hosts
        self._account = account
        self._known: dict[tuple[str, str], Token] = {}
        self._lock = ForkLock()

    def get(self, *, fresh: bool = False) -> Flow[Token]:
        """
        Return a token; a new one if `fresh`.

        Raises:
            ReplyError: if there is none to be had.
        """
        hosts = self._hosts()
        name = (hosts.rest, self._account())
        now = yield from Now()
        known = self._known.get(name)
        if known is not None and known.is_good(now) and not fresh:
            return known
        token = yield from _ask(hosts)
        with self._lock:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[name] = token
        return token


def _ask(hosts: Hosts) -> Flow[Token]:
    url = f"{hosts.rest}/storage/auth/token?storage_type=fal-cdn-v3"
    doing = "asking for an upload token"
    said, reply = yield from ask(Request.with_json("POST", url, {}, repeatable=True), doing)
    text, kind, base = said.get("token"), said.get("token_type"), said.get("base_url")
    if not isinstance(text, str) or not text:
        raise trouble(reply, f"{doing}, with an object that has none")
    return Token(
        header=("authorization", f"{kind if isinstance(kind, str) else 'Bearer'} {text}"),
        # A token is worth money: it goes only where uploads are known to go.
        base=str(base).rstrip("/") if hosts.stores(base) else hosts.cdn,
        expires=_moment(said.get("expires_at")),
    )


def _moment(value: object) -> datetime | None:
    try:
        when = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
