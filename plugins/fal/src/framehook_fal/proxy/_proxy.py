"""The proxy: an ASGI application."""

from __future__ import annotations

__all__ = ("Proxy",)

import asyncio
import logging
import os
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Literal
from urllib.parse import quote

from framehook import Client
from framehook.errors import (
    ConfigurationError,
    FramehookError,
    LedgerError,
)
from framehook.ledger import SqliteLedger
from framehook.registry import Registry
from framehook.spi import AsyncIncoming, AsyncTransport, Ledger, Request, Response

from .._credentials import Credentials, KeySource
from .._hosts import Hosts, hosts_from_environment
from ._caller import Authenticate, Callers
from ._forwarder import Forwarder, Receive, Scope, Send, pump, until_gone
from ._inspection import Families
from ._message import MEDIA_TYPE, read_body, read_headers, returned, sent_on
from ._refusal import Refusal
from ._target import Target, find_target, matches
from ._till import Till

logger = logging.getLogger("framehook.fal")


class Proxy:
    """
    Forwards requests to fal with the key, which never leaves the server.

    A request says where it is to go in `x-fal-target-url`, as those of the official client
    with `proxyUrl` do. Where it does not, its path begins with `/run/`, `/queue/` or
    `/rest/`, so that the proxy can stand for fal's own servers.

    Args:
        key: The key, or a function that returns it; the environment's if not given.
        authenticate: Returns the caller's name for the scope of a request, or `None`; it
            may be asynchronous.
        token: A secret that all callers share, instead: `Authorization: Bearer <token>`.
            With neither, only this machine is served.
        endpoints: What may be called, such as `fal-ai/flux/**`; the endpoints of the
            installed families if not given.
        check: Whether calls to installed families are checked.
        probe: Whether the media of such calls are looked at, by ranges of their URLs, for
            rules and prices that need it. Private addresses are never asked.
        ledger: A path or a ledger of the proxy's own; it notes who spent what.
        daily_limit: How much one caller may spend on one day (UTC), in USD.
        assume_cost: What a call of unknown price is taken to cost; refused without it,
            where there is a daily limit.
        allow_tokens: Whether callers get tokens for streams and realtime connections of
            their own, which nothing here can check or limit.
        hosts: The servers; the environment's if not given.
        registry: Where families are looked for.
        transport: What carries requests.
        max_body: The longest body, in bytes.

    Raises:
        ConfigurationError: if the arguments contradict each other.
        SecretMissingError: if there is no key.

    Example:
        ```python
        from framehook_fal.proxy import Proxy

        application = Proxy(key="id:secret", token="a long shared secret")
        assert "secret" not in repr(application)
        ```
    """

    def __init__(
        self,
        key: KeySource | None = None,
        *,
        authenticate: Authenticate | None = None,
        token: str | None = None,
        endpoints: Sequence[str] | None = None,
        check: Literal["strict", "off"] = "strict",
        probe: Literal["never", "always"] = "never",
        ledger: Ledger | str | os.PathLike[str] | None = None,
        daily_limit: Decimal | int | str | None = None,
        assume_cost: Decimal | int | str | None = None,
        allow_tokens: bool = False,
        hosts: Hosts | None = None,
        registry: Registry | None = None,
        transport: AsyncTransport | None = None,
        max_body: int = 32 << 20,
    ) -> None:
        self._callers = Callers(authenticate, token)
        self._credentials = Credentials(key=key)
        self._hosts = hosts or hosts_from_environment()
        if self._credentials.is_fixed:
            self._credentials.current(opaque=self._hosts.is_own)
        _consistent(ledger, daily_limit, allow_tokens=allow_tokens)
        self._endpoints = None if endpoints is None else tuple(endpoints)
        self._families = Families(registry)
        self._allow_tokens = allow_tokens
        self._max_body = max_body
        self._opened: Ledger | None = None
        till: Till | None = None
        limits = {
            "daily_limit": _money("daily_limit", daily_limit),
            "assume_cost": _money("assume_cost", assume_cost),
        }
        if ledger is not None:
            if isinstance(ledger, (str, os.PathLike)):
                ledger = self._opened = SqliteLedger(ledger)
            till = Till(ledger=ledger, hosts=self._hosts, **limits)
        self._forwarder = Forwarder(
            families=self._families,
            hosts=self._hosts,
            till=till,
            is_checked=check == "strict",
            transport=transport,
            prober=Client(probe=probe, registry=registry, hooks=()) if probe == "always" else None,
        )

    def __repr__(self) -> str:
        return f"Proxy(key from {self._credentials.origin})"

    @property
    def is_open(self) -> bool:
        """Whether nobody has to say who they are; it must not leave this machine then."""
        return self._callers.is_open

    async def close(self) -> None:
        """Let go of connections, and of a ledger that was given as a path."""
        await self._forwarder.close()
        if self._opened is not None:
            self._opened.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "lifespan":
            return await self._live(receive, send)
        if scope["type"] != "http":
            raise ValueError(f"The proxy does not speak {scope['type']!r}.")
        try:
            return await self._serve(scope, receive, send)
        except Refusal as exc:
            return await _answer(send, exc)
        except LedgerError as exc:
            logger.warning("a call was not forwarded: %s", exc)
            words = "The proxy cannot note what the call costs."
            return await _answer(send, Refusal(503, words, error_type="proxy_error"))

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = read_headers(scope["headers"])
        caller = await self._callers.name(scope, headers)
        target = find_target(
            self._hosts,
            scope["method"],
            header=headers.get("x-fal-target-url"),
            path=_path(scope),
        )
        body = await read_body(receive, headers, self._max_body)
        media_type = headers.get("content-type", MEDIA_TYPE).partition(";")[0].strip().lower()
        if body and media_type != MEDIA_TYPE:
            # A page from elsewhere can have a browser send anything else without asking.
            raise Refusal(415, f"The body is not {MEDIA_TYPE!r}.", error_type="bad_request")
        known = await asyncio.to_thread(self._admit, target)
        key = self._key()
        request = Request(
            scope["method"],
            target.url,
            (*sent_on(headers, has_body=bool(body)), self._credentials.header(key)),
            body=body or None,
            budget="transfer",
        )
        incoming, whole = await self._forwarder.exchange(caller, target, request, known=known)
        try:
            await self._hand_back(incoming, whole, key, receive, send)
        finally:
            await incoming.close()

    def _key(self) -> str:
        try:
            return self._credentials.current(opaque=self._hosts.is_own)
        except FramehookError as exc:
            raise Refusal(500, "The proxy has no key.", error_type="proxy_error") from exc

    def _admit(self, target: Target) -> bool:
        """Return whether a family knows the endpoint; refuse what may not be called."""
        if target.action == "tokens" and not self._allow_tokens:
            raise Refusal(
                400, "Invalid request. Tokens are not given here.", error_type="bad_request"
            )
        if not target.endpoint:
            return False
        known = self._families.known
        allowed = tuple(known) if self._endpoints is None else self._endpoints
        if not matches(allowed, target.endpoint, is_application=target.action != "paid"):
            raise Refusal(
                400,
                f"Invalid request. The endpoint {target.endpoint!r} may not be called here.",
                error_type="bad_request",
            )
        return target.endpoint in known

    async def _hand_back(
        self, incoming: AsyncIncoming, whole: Response, key: str, receive: Receive, send: Send
    ) -> None:
        if 300 <= whole.status < 400:
            raise Refusal(
                502,
                "fal answered with a redirect, which is not followed.",
                error_type="proxy_error",
            )
        pairs = returned(whole.headers, key)
        await send({"type": "http.response.start", "status": whole.status, "headers": pairs})
        await send({"type": "http.response.body", "body": whole.body, "more_body": True})
        flow = asyncio.ensure_future(pump(incoming, send))
        gone = asyncio.ensure_future(until_gone(receive))
        try:
            await asyncio.wait({flow, gone}, return_when=asyncio.FIRST_COMPLETED)
            if flow.done():
                flow.result()
        finally:
            for task in (flow, gone):
                task.cancel()
            await asyncio.gather(flow, gone, return_exceptions=True)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await self.close()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return


async def _answer(send: Send, refusal: Refusal) -> None:
    body = refusal.body
    pairs = [(name.encode(), value.encode()) for name, value in refusal.headers]
    pairs.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": refusal.status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


def _path(scope: Scope) -> str:
    raw = scope.get("raw_path") or quote(scope["path"]).encode()
    path: str = raw.decode("latin-1")
    root: str = scope.get("root_path", "")
    if root and path.startswith(f"{root}/"):
        path = path[len(root) :]
    query: str = scope.get("query_string", b"").decode("latin-1")
    return f"{path}?{query}" if query else path


def _consistent(ledger: object, daily_limit: object, *, allow_tokens: bool) -> None:
    if daily_limit is not None and ledger is None:
        raise ConfigurationError(
            "The proxy has a daily limit and no ledger to add up in.",
            hint="Give ledger='proxy.sqlite'.",
        )
    if daily_limit is not None and allow_tokens:
        raise ConfigurationError(
            "With a token a caller spends what nobody limits, so that 'daily_limit' and "
            "'allow_tokens' contradict each other.",
            hint="Leave one of them out.",
        )


def _money(name: str, value: Decimal | int | str | None) -> Decimal | None:
    if value is None:
        return None
    try:
        amount = Decimal(value)
    except (InvalidOperation, ValueError, TypeError):
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise ConfigurationError(
            f"{name!r} is {value!r}, which is no amount of money.", hint="Use a number, as '2.50'."
        )
    return amount
