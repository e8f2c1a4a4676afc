"""Transports that listen in, and do to requests what a test has planned."""

from __future__ import annotations

__all__ = ("ELSEWHERE", "AsyncTap", "Exchange", "Tap", "Wire")

from collections import defaultdict, deque
from dataclasses import dataclass, field

from ..errors import TransportError
from ..spi import AsyncIncoming, AsyncTransport, Incoming, Request, Response, Transport
from ._service_fault import Fault

# A host that only a forged ticket or answer names. Nothing is sent there.
ELSEWHERE = "elsewhere.invalid"


@dataclass(frozen=True, slots=True)
class Exchange:
    """
    A request that was tried.

    Attributes:
        visit: What it was for: the method of the queue or of the file store.
        request: The request with everything that core added.
        arrived: Whether the service got it.
    """

    visit: str
    request: Request
    arrived: bool


@dataclass(slots=True)
class Wire:
    """
    What goes over the transports of one client.

    Attributes:
        exchanges: Every request that was tried, in order.
        plan: What happens to the next requests, by what they are for.
        streams: The bytes of every stream that was opened.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    plan: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    streams: list[bytearray] = field(default_factory=list)
    _visits: dict[tuple[str, str], str] = field(default_factory=dict)

    def expect(self, visit: str, request: Request) -> None:
        """Remember what a request is for, by its address."""
        self._visits[request.method, request.url] = visit

    def fail(self, visit: str, *faults: Fault) -> None:
        """Let these happen to the next requests of a sort."""
        self.plan[visit].extend(faults)

    def of(self, visit: str) -> list[Exchange]:
        """Return every request of a sort."""
        return [each for each in self.exchanges if each.visit == visit]

    def arrived(self, visit: str) -> int:
        """Return how many requests of a sort the service got."""
        return sum(each.arrived for each in self.of(visit))

    def take(self, request: Request) -> Fault | None:
        """Note a request and return what happens to it."""
        visit = self._visits.get((request.method, request.url), "other")
        planned = self.plan[visit]
        fault = planned.popleft() if planned else None
        is_foreign = request.host.partition(":")[0] == ELSEWHERE
        arrives = not is_foreign and (fault is None or fault.arrives)
        self.exchanges.append(Exchange(visit, request, arrives))
        if is_foreign:
            raise TransportError(f"There is no {ELSEWHERE}.", sent="no")
        return fault

    @staticmethod
    def spoil(request: Request, fault: Fault, reply: Response | None) -> Response:
        """Return what comes back instead, or raise."""
        if fault.error is not None:
            raise fault.error(request)
        return fault.change(reply or Response(200, {}, b"", request.url))

    def hear(self, data: bytes, place: bytearray) -> bytes:
        """Note what a stream brings."""
        place += data
        return data

    def stream(self) -> bytearray:
        """Return where the bytes of a new stream go."""
        self.streams.append(bytearray())
        return self.streams[-1]


def _is_spoiled(fault: Fault | None) -> bool:
    return fault is not None and fault.keep is None


@dataclass(slots=True)
class _Heard:
    inner: Incoming
    request: Request
    wire: Wire
    place: bytearray
    fault: Fault | None = None
    pieces: int = 0

    @property
    def head(self) -> Response:
        return self.inner.head

    def read(self, timeout: float) -> bytes:
        _count(self)
        return self.wire.hear(self.inner.read(timeout), self.place)

    def close(self) -> None:
        self.inner.close()


@dataclass(slots=True)
class _AsyncHeard:
    inner: AsyncIncoming
    request: Request
    wire: Wire
    place: bytearray
    fault: Fault | None = None
    pieces: int = 0

    @property
    def head(self) -> Response:
        return self.inner.head

    async def read(self, timeout: float) -> bytes:
        _count(self)
        return self.wire.hear(await self.inner.read(timeout), self.place)

    async def close(self) -> None:
        await self.inner.close()


def _count(heard: _Heard | _AsyncHeard) -> None:
    fault = heard.fault
    if fault is not None and fault.keep is not None and heard.pieces >= fault.keep:
        Wire.spoil(heard.request, fault, None)
    heard.pieces += 1


@dataclass(slots=True)
class _Said:
    """A whole answer in place of a stream, for both colours."""

    head: Response
    rest: bytes = b""

    def read(self, timeout: float) -> bytes:
        data, self.rest = self.rest, b""
        return data

    def close(self) -> None:
        pass


@dataclass(slots=True)
class _AsyncSaid:
    head: Response
    rest: bytes = b""

    async def read(self, timeout: float) -> bytes:
        data, self.rest = self.rest, b""
        return data

    async def close(self) -> None:
        pass


class Tap:
    """A transport around another one, blocking."""

    def __init__(self, inner: Transport, wire: Wire) -> None:
        self._inner = inner
        self._wire = wire

    @property
    def schemes(self) -> frozenset[str]:
        """Those of the other."""
        return self._inner.schemes

    def send(self, request: Request, timeout: float) -> Response:
        """Send, unless something else is planned."""
        fault = self._wire.take(request)
        sends = fault is None or fault.arrives
        reply = self._inner.send(request, timeout) if sends else None
        return Wire.spoil(request, fault, reply) if fault is not None else _certain(reply)

    def open(self, request: Request, timeout: float) -> Incoming:
        """Open, unless something else is planned."""
        fault = self._wire.take(request)
        if fault is not None and _is_spoiled(fault):
            reply = Wire.spoil(request, fault, None)
            return _Said(reply._replace(body=b""), reply.body)
        inner = self._inner.open(request, timeout)
        return _Heard(inner, request, self._wire, self._wire.stream(), fault)

    def close(self) -> None:
        """Close the other."""
        self._inner.close()


class AsyncTap:
    """A transport around another one."""

    def __init__(self, inner: AsyncTransport, wire: Wire) -> None:
        self._inner = inner
        self._wire = wire

    @property
    def schemes(self) -> frozenset[str]:
        """Those of the other."""
        return self._inner.schemes

    async def send(self, request: Request, timeout: float) -> Response:
        """Send, unless something else is planned."""
        fault = self._wire.take(request)
        sends = fault is None or fault.arrives
        reply = await self._inner.send(request, timeout) if sends else None
        return Wire.spoil(request, fault, reply) if fault is not None else _certain(reply)

    async def open(self, request: Request, timeout: float) -> AsyncIncoming:
        """Open, unless something else is planned."""
        fault = self._wire.take(request)
        if fault is not None and _is_spoiled(fault):
            reply = Wire.spoil(request, fault, None)
            return _AsyncSaid(reply._replace(body=b""), reply.body)
        inner = await self._inner.open(request, timeout)
        return _AsyncHeard(inner, request, self._wire, self._wire.stream(), fault)

    async def close(self) -> None:
        """Close the other."""
        await self._inner.close()


def _certain(reply: Response | None) -> Response:
    assert reply is not None
    return reply
