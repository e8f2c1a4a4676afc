"""What happens between a checked request and the answer that goes back."""

from __future__ import annotations

__all__ = ("Forwarder", "Message", "Receive", "Scope", "Send", "pump", "until_gone")

import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator, MutableMapping
from contextlib import contextmanager, suppress
from typing import Any, TypeAlias

from framehook import Client
from framehook.errors import DeadlineError, LedgerError, TransportError
from framehook.spi import AsyncIncoming, AsyncTransport, Permit, Price, Quote, Request, Response
from framehook.transports import AsyncHttpxTransport

from .._hosts import Hosts
from ._doubt import in_doubt, lost
from ._inspection import Families, examined, looked_at, quoted
from ._label import labelled
from ._refusal import Refusal
from ._target import Target
from ._till import Till

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

logger = logging.getLogger("framehook.fal")

_LARGEST_ANSWER = 4 << 20
# Whoever holds the key waits for a model as long as fal itself does.
_PATIENCE = 3600.0
_WAIT = 60.0


class Forwarder:
    """
    Sends requests on, those that cost money only with the ledger's leave.

    Args:
        families: What is known of endpoints.
        hosts: The configured servers.
        till: Keeps the money, if anything does.
        is_checked: Whether calls to known endpoints are checked.
        transport: What carries requests; one of its own if not given.
        prober: Looks at the media of calls, if they are to be looked at.
    """

    def __init__(
        self,
        *,
        families: Families,
        hosts: Hosts,
        till: Till | None,
        is_checked: bool,
        transport: AsyncTransport | None,
        prober: Client | None = None,
    ) -> None:
        self._families = families
        self._hosts = hosts
        self._till = till
        self._is_checked = is_checked
        self._transport = transport
        self._prober = prober

    async def close(self) -> None:
        """Close all connections."""
        if self._prober is not None:
            await asyncio.to_thread(self._prober.close)
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.close()

    async def exchange(
        self, caller: str, target: Target, request: Request, *, known: bool
    ) -> tuple[AsyncIncoming, Response]:
        till = self._till
        if target.action == "paid":
            incoming, whole = await self._pay(caller, target, request, known=known)
            doubt = in_doubt(target, whole, self._hosts)
            if doubt is not None:
                await incoming.close()
                raise doubt
            return incoming, whole
        if till is None or not target.request_id:
            return await self._open(request, target)
        entry = await asyncio.to_thread(till.entry, caller, target.request_id)
        incoming, whole = await self._open(request, target)
        if entry is not None and target.action == "result":
            price = self._price(entry.new.endpoint)
            try:
                with _noted(f"the end of {target.request_id}"):
                    await asyncio.to_thread(till.ended, entry, whole, price)
            except BaseException:
                await incoming.close()
                raise
        return incoming, whole

    async def _pay(
        self, caller: str, target: Target, request: Request, *, known: bool
    ) -> tuple[AsyncIncoming, Response]:
        quote = await asyncio.to_thread(self._quote, target, request, known=known)
        till = self._till
        if till is None:
            return await self._open(request, target)
        ttl = _PATIENCE + _WAIT
        permit = await _kept(till, caller, target.endpoint, quote, ttl)
        try:
            incoming, whole = await self._open(labelled(request, permit.label), target)
        except BaseException as exc:
            # No await: the task may be ending, and the money must not be forgotten.
            with _noted(f"the end of attempt {permit.label}"):
                till.unanswered(permit, exc.__cause__ or exc)
            raise
        # Likewise: what was accepted is on disk before anything else happens. If it cannot be
        # written down the caller gets the answer all the same, lest they pay again.
        with _noted(f"the answer to attempt {permit.label}"):
            till.answered(permit, target, whole, self._price(target.endpoint))
        return incoming, whole

    def _quote(self, target: Target, request: Request, *, known: bool) -> Quote:
        if not known:
            return Quote(basis="No installed family knows this endpoint.")
        if request.method != "POST":
            raise Refusal(
                405,
                f"Arguments in the query are not checked. Call {target.endpoint!r} with POST.",
                error_type="method_not_allowed",
                headers=(("allow", "POST"),),
            )
        if not self._is_checked and self._till is None:
            return Quote(basis="Calls are not checked.")
        try:
            body = request.body if isinstance(request.body, bytes) else b""
            call = examined(self._families.known[target.endpoint], body)
            return quoted(call) if self._prober is None else looked_at(call, self._prober)
        except Refusal:
            if self._is_checked:
                raise
            return Quote(basis="The arguments are not those of the installed family.")

    async def _open(self, request: Request, target: Target) -> tuple[AsyncIncoming, Response]:
        """Send a request; what the ledger needs of the answer is read, the rest is not."""
        if self._transport is None:
            self._transport = AsyncHttpxTransport()
        transport = self._transport
        is_long = target.role == "run"
        try:
            incoming = await transport.open(request, _PATIENCE if is_long else _WAIT)
            try:
                whole = await _read(incoming, is_short=target.action == "paid" and not is_long)
            except BaseException:
                await incoming.close()
                raise
        except TransportError as exc:
            if target.action == "paid" and exc.sent != "no":
                raise lost() from exc
            if isinstance(exc, DeadlineError):
                words = "fal did not answer in time."
                raise Refusal(504, words, error_type="proxy_timeout") from exc
            raise Refusal(502, "fal could not be reached.", error_type="proxy_error") from exc
        return incoming, whole

    def _price(self, endpoint: str) -> Price[Any] | None:
        known = self._families.known.get(endpoint)
        return known.price if known is not None else None


async def _kept(till: Till, caller: str, endpoint: str, quote: Quote, ttl: float) -> Permit:
    """Set money aside. A caller who goes away meanwhile leaves nothing reserved."""
    work = asyncio.ensure_future(asyncio.to_thread(till.reserve, caller, endpoint, quote, ttl))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        with suppress(Refusal, LedgerError):
            till.unused(await work)
        raise


@contextmanager
def _noted(what: str) -> Generator[None]:
    try:
        yield
    except LedgerError as exc:
        logger.error("%s could not be written down: %s", what, exc)  # noqa: TRY400


async def _read(incoming: AsyncIncoming, *, is_short: bool) -> Response:
    head = incoming.head
    if not is_short and head.status < 400:
        return head
    pieces = bytearray()
    while len(pieces) < _LARGEST_ANSWER and (piece := await incoming.read(_WAIT)):
        pieces += piece
    return head._replace(body=bytes(pieces))


async def pump(incoming: AsyncIncoming, send: Send) -> None:
    """Hand pieces on as they come."""
    while piece := await incoming.read(_PATIENCE):
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def until_gone(receive: Receive) -> None:
    """Wait until the caller is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
