"""Requests by way of httpx, for the tasks of one event loop."""

from __future__ import annotations

__all__ = ("AsyncHttpxTransport",)

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpcore

from ..errors import ConfigurationError
from ..spi import AsyncIncoming, Request, Response
from ._admission import MAX_CONNECTIONS, AsyncGate, closed, shard_sizes
from ._body import AsyncOutgoing
from ._doors import AsyncDoor, open_async_door
from ._fault import Evidence, Kinds, fault
from ._head import SCHEMES, checked
from ._limit import Limit, limited
from ._parcel import pack
from ._trust import Trust
from ._verdict import Verdict
from ._wire import built, extensions_of, head_of


class AsyncHttpxTransport:
    """
    Sends requests over HTTP/1.1 with httpx: the asynchronous twin of `HttpxTransport`.

    What is said there holds here too. One transport belongs to one event loop. Files are
    read on threads.

    Args:
        connect: Seconds to connect in.
        client: An `httpx.AsyncClient` to send with. It is not closed here.
        max_connections: At most this many connections at once, from 1 to 100.

    Raises:
        ConfigurationError: if `client` or `max_connections` makes no sense.

    Example:
        ```python
        import asyncio

        from framehook.spi import Request

        async def main():
            transport = AsyncHttpxTransport(connect=5)
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
        *,
        connect: float = 10.0,
        client: Any = None,
        max_connections: int = MAX_CONNECTIONS,
    ) -> None:
        sizes = shard_sizes(max_connections)
        self._connect = connect
        self._sizes = [max_connections] if client is not None else sizes
        self._doors: list[AsyncDoor | None] = [None] * len(self._sizes)
        if client is not None:
            from ._client_doors import async_door_of  # httpx is for those who use it.

            self._doors[0] = async_door_of(client)
        self._gate = AsyncGate(self._sizes)
        self._trust: Trust | None = None
        self._is_closed = False
        self._loop: asyncio.AbstractEventLoop | None = None

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
        """
        limit = None if request.budget == "transfer" else Limit(timeout)
        answer = await self._opened(request, timeout, limit, is_decoded=True)
        try:
            return await answer.whole(timeout, limit)
        finally:
            await answer.close()

    async def open(self, request: Request, timeout: float) -> AsyncIncoming:
        """Send a request and return as soon as the head of the answer is there."""
        limit = None if request.budget == "transfer" else Limit(timeout)
        return await self._opened(request, timeout, limit, is_decoded=False)

    async def close(self) -> None:
        """Close all connections. A client that was passed in stays open."""
        self._gate.close()
        self._is_closed = True
        doors, self._doors = self._doors, []
        for door in doors:
            if door is not None and door.close is not None:
                await door.close()

    async def _opened(
        self, request: Request, timeout: float, limit: Limit | None, *, is_decoded: bool
    ) -> _Answer:
        checked(request)
        connect = min(self._connect, timeout)
        async with AsyncExitStack() as stack:
            door = await self._enter(request, timeout, stack)
            content, headers = await self._body(request, stack)
            evidence = Evidence() if door.close is None else None
            trace = evidence.hear if evidence else None
            message = built(
                door.build,
                request,
                headers=headers,
                content=content,
                extensions=extensions_of(timeout, connect, trace=trace),
            )
            request.depart()
            try:
                with limited(limit):
                    reply = await door.send(message)
            except door.kinds.all as exc:
                raise fault(
                    exc, request, door.kinds, timeout=timeout, connect=connect, evidence=evidence
                ) from exc
            stack.push_async_callback(reply.close)
            head = head_of(reply, request, is_decoded=is_decoded)
            pieces = reply.pieces(is_decoded=is_decoded)
            return _Answer(head, pieces, request, door.kinds, stack.pop_all())

    async def _body(
        self, request: Request, stack: AsyncExitStack
    ) -> tuple[bytes | AsyncOutgoing | None, list[tuple[str, str]]]:
        parcel = await pack(request)
        stack.callback(parcel.close)
        return parcel.body, parcel.headers

    def _settle_down(self) -> None:
        running = asyncio.get_running_loop()
        if self._loop is running:
            return
        if self._loop is not None:
            if not self._loop.is_closed():
                raise ConfigurationError(
                    "These connections are in use by another event loop.",
                    hint="Make an asynchronous client for each event loop.",
                )
            # What waited or was connected on a closed loop is gone with it.
            self._gate = AsyncGate(self._sizes)
            self._doors = [door if door and not door.close else None for door in self._doors]
        self._loop = running

    async def _enter(self, request: Request, timeout: float, stack: AsyncExitStack) -> AsyncDoor:
        self._settle_down()
        try:
            turn = await self._gate.enter(timeout)
        except TimeoutError as exc:
            raise Verdict(request).crowded(timeout) from exc
        stack.callback(self._gate.leave, turn)
        assert turn.shard is not None
        if self._is_closed:
            raise closed()
        door = self._doors[turn.shard]
        if door is None:
            door = open_async_door(self._trusted(), self._sizes[turn.shard])
            self._doors[turn.shard] = door
        if request.scheme == "https" and self._trust is not None:
            self._trust.load()
        return door

    def _trusted(self) -> Trust:
        if self._trust is None:
            self._trust = Trust()
        return self._trust


class _Answer:
    def __init__(
        self,
        head: Response,
        pieces: AsyncIterator[bytes],
        request: Request,
        kinds: Kinds,
        stack: AsyncExitStack,
    ) -> None:
        self._head = head
        self._pieces = pieces
        self._request = request
        self._kinds = kinds
        self._stack: AsyncExitStack | None = stack

    @property
    def head(self) -> Response:
        return self._head

    async def whole(self, timeout: float, limit: Limit | None) -> Response:
        pieces: list[bytes] = []
        while piece := await self._next(timeout, limit):
            pieces.append(piece)
        return self._head._replace(body=b"".join(pieces))

    async def read(self, timeout: float) -> bytes:
        if self._stack is None:
            raise closed()
        return await self._next(timeout, Limit(timeout))

    async def _next(self, timeout: float, limit: Limit | None) -> bytes:
        try:
            with limited(limit):
                async for piece in self._pieces:
                    if limit is not None and limit.left() <= 0:
                        raise httpcore.ReadTimeout("The answer dripped.")
                    if piece:
                        return piece
        except self._kinds.all as exc:
            raise fault(exc, self._request, self._kinds, timeout=timeout, connect=timeout) from exc
        return b""

    async def close(self) -> None:
        stack, self._stack = self._stack, None
        if stack is not None:
            await stack.aclose()
