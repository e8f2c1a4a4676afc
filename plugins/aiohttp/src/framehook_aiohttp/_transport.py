"""Requests by way of aiohttp."""

from __future__ import annotations

__all__ = ("AsyncAiohttpTransport",)

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.request import getproxies

import aiohttp
from yarl import URL

from framehook.errors import ClosedError, ConfigurationError, TransportError
from framehook.spi import AsyncIncoming, Request, Response
from framehook.transports import Parcel, Trust, Verdict, pack

from ._address import SCHEMES, address_of
from ._answer import Answer
from ._deadline import Deadline
from ._floor import Floor
from ._outpour import Outpour
from ._session import limits, open_session, proxy_for

MAX_CONNECTIONS = 100
# aiohttp warns of larger bodies in one piece, which it would copy.
ONE_PIECE = 1 << 20

_TYPE = ("content-type",)
# The connection never stood: nothing of the request can have left.
_UNCONNECTED = (aiohttp.ClientConnectorError, aiohttp.ClientHttpProxyError)


class AsyncAiohttpTransport:
    """
    Sends requests over HTTP/1.1 with aiohttp, made for thousands of jobs at once.

    It neither retries nor follows redirects, keeps no cookies and adds no secret. Requests
    wait for a free connection in the order in which they came; an open answer occupies one
    until it is closed. The environment may name a proxy (`HTTP_PROXY`, `HTTPS_PROXY`,
    `ALL_PROXY`, `NO_PROXY`) and certificates (`SSL_CERT_FILE`, `SSL_CERT_DIR`).

    A time limit counts from the moment a connection stands: connecting has `connect`
    seconds, then the whole answer has the request's limit. With the budget `transfer` the
    limit is for each piece that moves instead.

    One transport belongs to one event loop at a time: after that loop has been closed,
    another one may use it. Files are read on threads.

    Args:
        connect: Seconds to connect in.
        session: An `aiohttp.ClientSession` to send with. It is not closed here; its
            middlewares are left out, since they might send twice, and a time limit counts
            from the moment it gets the request.
        max_connections: At most this many requests at once, from 1 to 100.

    Raises:
        ConfigurationError: if `session` or `max_connections` makes no sense.

    Example:
        ```python
        import asyncio

        from framehook.errors import TransportError
        from framehook.spi import Request

        async def main():
            transport = AsyncAiohttpTransport(connect=5)
            try:
                await transport.send(Request("GET", "http://127.0.0.1:9/"), timeout=5)
            except TransportError as exc:
                assert exc.sent == "no"
            await transport.close()

        asyncio.run(main())
        ```
    """

    def __init__(
        self,
        connect: float = 10.0,
        session: Any = None,
        max_connections: int = MAX_CONNECTIONS,
    ) -> None:
        if not 1 <= max_connections <= MAX_CONNECTIONS:
            raise ConfigurationError(
                f"max_connections is {max_connections!r}; "
                f"a number from 1 to {MAX_CONNECTIONS} is needed."
            )
        if session is not None and not isinstance(session, aiohttp.ClientSession):
            raise ConfigurationError(
                f"The session is a {type(session).__name__!r}.",
                hint="Pass an aiohttp.ClientSession, or none.",
            )
        self._connect = connect
        self._places = max_connections
        self._given: aiohttp.ClientSession | None = session
        self._session: aiohttp.ClientSession | None = None
        self._floor: Floor | None = None
        self._proxies: dict[str, str] = {}
        self._trust: Trust | None = None
        self._is_closed = False

    @property
    def schemes(self) -> frozenset[str]:
        """The URL schemes it understands."""
        return SCHEMES

    async def send(self, request: Request, timeout: float) -> Response:
        """
        Send a request and wait for the whole answer.

        Raises:
            TransportError: if no answer arrived; `sent` is `"no"` only if the connection
                never stood, or nothing could be read to send.
            DeadlineError: if a time limit ran out.
            ClosedError: after `close`.
        """
        answer, deadline = await self._opened(request, timeout, is_decoded=True)
        try:
            return answer.arrived() or await answer.whole(timeout, deadline)
        finally:
            answer.leave()

    async def open(self, request: Request, timeout: float) -> AsyncIncoming:
        """Send a request and return as soon as the head of the answer is there."""
        answer, _ = await self._opened(request, timeout, is_decoded=False)
        return answer

    async def close(self) -> None:
        """Close all connections. A session that was passed in stays open."""
        self._is_closed = True
        session, self._session = self._session, None
        if self._floor is not None:
            self._floor.gate.close()
            for answer in list(self._floor.answers):
                answer.cut()
        if session is not None and session is not self._given:
            await session.close()

    async def _opened(
        self, request: Request, timeout: float, *, is_decoded: bool
    ) -> tuple[Answer, Deadline]:
        url = address_of(request)
        session, floor = self._session, self._floor
        if session is None or floor is None or asyncio.get_running_loop() is not floor.loop:
            session, floor = await self._settled()
        turn = floor.gate.take()
        if turn is None:
            try:
                turn = await floor.gate.enter(timeout)
            except TimeoutError as exc:
                raise Verdict(request).crowded(timeout) from exc
        deadline = Deadline(floor.watch, timeout)
        try:
            options = self._options(session, url, timeout)
            parcel = await pack(request)
            body = _body_of(parcel, deadline if request.budget == "transfer" else None)
            options["headers"] = parcel.headers
            if not is_decoded:
                options["auto_decompress"] = False
            if body is not None:
                options["data"] = body
            if not _is_typed(request, parcel):
                # aiohttp would make a type up.
                options["skip_auto_headers"] = _TYPE
            try:
                request.depart()
                try:
                    with deadline:
                        if session is self._given:
                            deadline.start()
                        reply = await session.request(request.method, url, **options)
                except (aiohttp.ClientError, OSError) as exc:
                    connect = min(self._connect, timeout)
                    raise _fault(exc, request, body, timeout=timeout, connect=connect) from exc
            finally:
                parcel.close()
        except BaseException:
            floor.gate.leave(turn)
            raise
        return Answer(reply, request, floor, turn), deadline

    async def _settled(self) -> tuple[aiohttp.ClientSession, Floor]:
        if self._is_closed:
            raise ClosedError("The transport has been closed.", hint="Make a new client.")
        loop, floor, left = asyncio.get_running_loop(), self._floor, None
        if floor is None or loop is not floor.loop:
            if floor is not None and not floor.loop.is_closed():
                raise ConfigurationError(
                    "The transport 'aiohttp' is in use by another event loop.",
                    hint="Make one client for each event loop.",
                )
            # What waited or was connected on a closed loop is gone with it.
            left, self._session = self._session, None
            self._floor = floor = Floor(loop, self._places)
        session = self._session
        if session is None:
            session = self._given or open_session(floor.watch, self._connect)
            self._session = session
            self._proxies = getproxies() if self._given is None else {}
        if left is not None and left is not self._given:
            await left.close()
        return session, floor

    def _options(self, session: aiohttp.ClientSession, url: URL, timeout: float) -> dict[str, Any]:
        # Each option costs something: what a session of ours does by itself is left out.
        options: dict[str, Any] = {"allow_redirects": False}
        if session is self._given:
            options["timeout"] = limits(min(self._connect, timeout))
            options["auto_decompress"] = True
            # They could send twice.
            options["middlewares"] = ()
            return options
        if timeout < self._connect:
            options["timeout"] = limits(timeout)
        if self._proxies and (proxy := proxy_for(url, self._proxies)):
            options["proxy"] = proxy
        if url.scheme == "https":
            if self._trust is None:
                self._trust = Trust()
            self._trust.load()
            options["ssl"] = self._trust.context
        return options


def _body_of(parcel: Parcel, deadline: Deadline | None) -> bytes | Outpour | None:
    body = parcel.body
    if body is None or (isinstance(body, bytes) and len(body) <= ONE_PIECE):
        return body
    return Outpour(_pieces(body) if isinstance(body, bytes) else aiter(body), deadline)


def _is_typed(request: Request, parcel: Parcel) -> bool:
    if request.method == "GET" and parcel.body is None:
        return True
    return "content-type" in dict(parcel.headers)


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    view = memoryview(data)
    for start in range(0, len(data), ONE_PIECE):
        yield bytes(view[start : start + ONE_PIECE])


def _fault(
    exc: Exception,
    request: Request,
    body: bytes | Outpour | None,
    *,
    timeout: float,
    connect: float,
) -> TransportError:
    verdict = Verdict(request)
    if isinstance(body, Outpour) and body.failure is not None:
        return verdict.unreadable(body.failure, is_started=True)
    if isinstance(exc, aiohttp.ConnectionTimeoutError):
        return verdict.unreached(connect)
    if isinstance(exc, TimeoutError):
        return verdict.unanswered(timeout)
    if isinstance(exc, _UNCONNECTED):
        return verdict.unconnected(exc)
    if isinstance(exc, aiohttp.InvalidURL):
        return verdict.refused(f"it cannot be sent: {exc}.")
    return verdict.broken(exc)
