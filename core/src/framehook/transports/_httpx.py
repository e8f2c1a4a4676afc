"""Requests by way of httpx, for threads."""

from __future__ import annotations

__all__ = ("HttpxTransport",)

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from weakref import WeakSet

import httpcore

from ..errors import ClosedError
from ..spi import Incoming, Request, Response
from ._admission import MAX_CONNECTIONS, Gate, closed, shard_sizes
from ._body import BrokenSourceError, Outgoing, plan
from ._doors import Door, open_door
from ._fault import Evidence, Kinds, fault
from ._head import SCHEMES, checked, headers_of
from ._limit import Limit, limited
from ._trust import Trust
from ._verdict import Verdict
from ._wire import built, extensions_of, head_of

# Two processes that speak on one connection get each other's answers.
_live: WeakSet[HttpxTransport] = WeakSet()


def _after_fork() -> None:
    for transport in list(_live):
        transport.begin_again()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_after_fork)


class HttpxTransport:
    """
    Sends requests over HTTP/1.1 with httpx.

    It neither retries nor follows redirects, keeps no cookies and adds no secret. Requests
    wait for a free connection in the order in which they came; an open answer occupies one
    until it is closed. As always with httpx, the environment may name a proxy
    (`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`) and certificates
    (`SSL_CERT_FILE`, `SSL_CERT_DIR`).

    A child process that was forked makes connections of its own. What an `httpx.Client` of
    yours has open cannot be told apart, so that the child may not use it.

    A time limit counts from the moment a connection is free: connecting has `connect`
    seconds, then the whole answer has the request's limit. With the budget `transfer` the
    limit is for each read and write instead. Through a proxy, or a client of your own,
    httpx sets the limits of single reads and writes.

    Args:
        connect: Seconds to connect in.
        client: An `httpx.Client` to send with. It is not closed here.
        max_connections: At most this many connections at once, from 1 to 100.

    Raises:
        ConfigurationError: if `client` or `max_connections` makes no sense.

    Example:
        ```python
        from framehook.spi import Request

        transport = HttpxTransport(connect=5)
        try:
            transport.send(Request("GET", "http://127.0.0.1:9/"), timeout=5)
        except TransportError as exc:
            assert exc.sent == "no"
        transport.close()
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
        self._doors: list[Door | None] = [None] * len(self._sizes)
        self._is_borrowed = client is not None
        if client is not None:
            from ._client_doors import door_of  # httpx is for those who use it.

            self._doors[0] = door_of(client)
        self._gate = Gate(self._sizes)
        self._lock = threading.Lock()
        self._trust: Trust | None = None
        self._is_closed = False
        self._inherited: list[Door | None] | None = None
        _live.add(self)

    @property
    def schemes(self) -> frozenset[str]:
        """The URL schemes it understands."""
        return SCHEMES

    def send(self, request: Request, timeout: float) -> Response:
        """
        Send a request and wait for the whole answer.

        Raises:
            TransportError: if no answer arrived; `sent` is `"no"` only if the connection
                never stood, or nothing could be read to send.
            DeadlineError: if a time limit ran out.
        """
        limit = None if request.budget == "transfer" else Limit(timeout)
        answer = self._opened(request, timeout, limit, is_decoded=True)
        try:
            return answer.whole(timeout, limit)
        finally:
            answer.close()

    def open(self, request: Request, timeout: float) -> Incoming:
        """Send a request and return as soon as the head of the answer is there."""
        limit = None if request.budget == "transfer" else Limit(timeout)
        return self._opened(request, timeout, limit, is_decoded=False)

    def close(self) -> None:
        """Close all connections. A client that was passed in stays open."""
        self._gate.close()
        with self._lock:
            self._is_closed = True
            doors, self._doors = self._doors, []
        for door in doors:
            if door is not None and door.close is not None:
                door.close()

    def begin_again(self) -> None:
        """Forget, without closing them, the connections of the process this one was forked from."""
        # Kept, as throwing a connection away would close it. Other threads that may have
        # held the locks are not there any more.
        self._inherited, self._doors = self._doors, [None] * len(self._sizes)
        self._gate, self._lock, self._trust = Gate(self._sizes), threading.Lock(), None
        if self._is_closed:
            self._gate.close()

    def _opened(
        self, request: Request, timeout: float, limit: Limit | None, *, is_decoded: bool
    ) -> _Answer:
        given = checked(request)
        connect = min(self._connect, timeout)
        with ExitStack() as stack:
            door = self._enter(request, timeout, stack)
            content, headers = self._body(request, given, stack)
            evidence = Evidence() if door.close is None else None
            trace = evidence.note if evidence else None
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
                    reply = door.send(message)
            except door.kinds.all as exc:
                raise fault(
                    exc, request, door.kinds, timeout=timeout, connect=connect, evidence=evidence
                ) from exc
            stack.callback(reply.close)
            head = head_of(reply, request, is_decoded=is_decoded)
            pieces = reply.pieces(is_decoded=is_decoded)
            return _Answer(head, pieces, request, door.kinds, stack.pop_all().close)

    def _body(
        self, request: Request, given: list[tuple[str, str]], stack: ExitStack
    ) -> tuple[bytes | Outgoing | None, list[tuple[str, str]]]:
        if request.body is None:
            return None, headers_of(request, given, None)
        try:
            body = plan(request.body)
            headers = headers_of(request, given, body)
            if isinstance(request.body, bytes):
                return request.body, headers
            outgoing = Outgoing(body)
            stack.callback(outgoing.close)
            outgoing.prime()
        except BrokenSourceError as exc:
            raise Verdict(request).unreadable(exc, is_started=False) from exc.__cause__
        return outgoing, headers

    def _enter(self, request: Request, timeout: float, stack: ExitStack) -> Door:
        try:
            turn = self._gate.enter(timeout)
        except TimeoutError as exc:
            raise Verdict(request).crowded(timeout) from exc
        stack.callback(self._gate.leave, turn)
        assert turn.shard is not None
        with self._lock:
            if self._is_closed:
                raise closed()
            door = self._doors[turn.shard]
            if door is None and self._inherited and self._is_borrowed:
                raise ClosedError(
                    "The 'httpx.Client' that was passed in belongs to the parent process.",
                    hint="Make it, and the client, in the process that uses them.",
                )
            if door is None:
                door = open_door(self._trusted(), self._sizes[turn.shard])
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
        pieces: Iterator[bytes],
        request: Request,
        kinds: Kinds,
        release: Callable[[], None],
    ) -> None:
        self._head = head
        self._pieces = pieces
        self._request = request
        self._kinds = kinds
        self._release: Callable[[], None] | None = release

    @property
    def head(self) -> Response:
        return self._head

    def whole(self, timeout: float, limit: Limit | None) -> Response:
        pieces: list[bytes] = []
        while piece := self._next(timeout, limit):
            pieces.append(piece)
        return self._head._replace(body=b"".join(pieces))

    def read(self, timeout: float) -> bytes:
        if self._release is None:
            raise closed()
        return self._next(timeout, Limit(timeout))

    def _next(self, timeout: float, limit: Limit | None) -> bytes:
        try:
            with limited(limit):
                for piece in self._pieces:
                    if limit is not None and limit.left() <= 0:
                        raise httpcore.ReadTimeout("The answer dripped.")
                    if piece:
                        return piece
        except self._kinds.all as exc:
            raise fault(exc, self._request, self._kinds, timeout=timeout, connect=timeout) from exc
        return b""

    def close(self) -> None:
        release, self._release = self._release, None
        if release is not None:
            release()
