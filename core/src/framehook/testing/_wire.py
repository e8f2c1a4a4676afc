"""The transports of a scripted service, in both colours."""

from __future__ import annotations

__all__ = ("AsyncScriptedTransport", "Clock", "ScriptedTransport", "Traffic")

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ..errors import ClosedError, DeadlineError, TransportError
from ..spi import Request, Response
from ._stage import Played, ScriptedServer

SCHEMES = frozenset({"scripted"})
PIECE = 1 << 16


class Clock(Protocol):
    """What a scripted service needs of a clock."""

    def sleep(self, seconds: float) -> None:
        """Wait, blocking."""
        ...

    async def sleep_async(self, seconds: float) -> None:
        """Wait."""
        ...


@dataclass(slots=True)
class Traffic:
    """Counts what is open."""

    transports: int = 0
    streams: int = 0


class Step(NamedTuple):
    """One thing to happen: wait so long, then give bytes or fail."""

    wait: float
    data: bytes = b""
    error: TransportError | None = None


def _step(request: Request, played: Played, timeout: float) -> Step:
    if played.fault == "before":
        words = f"The scripted service could not be reached for {request.method} {request.url}."
        return Step(0.0, error=TransportError(words, sent="no"))
    if played.takes > timeout:
        words = f"The scripted service did not answer within {timeout:g} seconds."
        return Step(timeout, error=DeadlineError(words, budget=request.budget, sent="maybe"))
    if played.fault == "after":
        words = f"The answer to {request.method} {request.url} was lost."
        return Step(played.takes, error=TransportError(words, sent="maybe"))
    return Step(played.takes, played.response.body)


class _Pieces:
    """What arrives on one stream, piece by piece."""

    def __init__(self, server: ScriptedServer, request: Request, played: Played) -> None:
        self.head = played.response._replace(body=b"")
        self._request = request
        self._reports: Iterator[Played] | None = None
        if request.url.endswith("/watch") and played.response.is_success:
            self._reports = server.reports(request.url)
        self._data = played.response.body[: played.keep]
        self._breaks = played.keep is not None
        self._at = 0

    def next(self, timeout: float) -> Step:
        if self._reports is not None:
            played = next(self._reports, None)
            if played is None:
                return Step(0.0)
            step = _step(self._request, played, timeout)
            return step._replace(data=step.data + b"\n")
        data = self._data[self._at : self._at + PIECE]
        self._at += len(data)
        if not data and self._breaks:
            return Step(0.0, error=TransportError("The download broke off.", sent="maybe"))
        return Step(0.0, data)


class ScriptedIncoming:
    """A stream of a scripted service, blocking."""

    def __init__(self, pieces: _Pieces, clock: Clock, traffic: Traffic) -> None:
        self._pieces = pieces
        self._clock = clock
        self._traffic: Traffic | None = traffic
        traffic.streams += 1

    @property
    def head(self) -> Response:
        """Status and headers; the body is empty."""
        return self._pieces.head

    def read(self, timeout: float) -> bytes:
        """Return the next bytes, and nothing at the end."""
        step = self._pieces.next(timeout)
        if step.wait:
            self._clock.sleep(step.wait)
        return _given(step)

    def close(self) -> None:
        """Let go. Closing twice has no effect."""
        if self._traffic is not None:
            self._traffic.streams -= 1
            self._traffic = None


class AsyncScriptedIncoming:
    """A stream of a scripted service."""

    def __init__(self, pieces: _Pieces, clock: Clock, traffic: Traffic) -> None:
        self._twin = ScriptedIncoming(pieces, clock, traffic)
        self._pieces = pieces
        self._clock = clock

    @property
    def head(self) -> Response:
        """Status and headers; the body is empty."""
        return self._pieces.head

    async def read(self, timeout: float) -> bytes:
        """Return the next bytes, and nothing at the end."""
        step = self._pieces.next(timeout)
        if step.wait:
            await self._clock.sleep_async(step.wait)
        return _given(step)

    async def close(self) -> None:
        """Let go. Closing twice has no effect."""
        self._twin.close()


def _given(step: Step) -> bytes:
    if step.error is not None:
        raise step.error
    return step.data


class _Line:
    """What both transports share: the server, and whether they are still open."""

    def __init__(self, server: ScriptedServer, traffic: Traffic) -> None:
        self.server = server
        self.traffic = traffic
        self.is_open = True
        traffic.transports += 1

    def play(self, request: Request, timeout: float) -> tuple[Played, Step]:
        if not self.is_open:
            raise ClosedError("The scripted transport has been closed.")
        request.depart()
        played = self.server.play(request)
        return played, _step(request, played, timeout)

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            self.traffic.transports -= 1


class ScriptedTransport:
    """Carries requests to a scripted service, blocking."""

    def __init__(self, server: ScriptedServer, clock: Clock, traffic: Traffic) -> None:
        self._line = _Line(server, traffic)
        self._clock = clock

    @property
    def schemes(self) -> frozenset[str]:
        """The URL schemes it understands."""
        return SCHEMES

    def send(self, request: Request, timeout: float) -> Response:
        """Send a request and wait for the whole answer."""
        return self._play(request, timeout).response

    def open(self, request: Request, timeout: float) -> ScriptedIncoming:
        """Send a request and return with the head of the answer."""
        played = self._play(request, timeout)
        pieces = _Pieces(self._line.server, request, played)
        return ScriptedIncoming(pieces, self._clock, self._line.traffic)

    def _play(self, request: Request, timeout: float) -> Played:
        played, step = self._line.play(request, timeout)
        if step.wait:
            self._clock.sleep(step.wait)
        _given(step)
        return played

    def close(self) -> None:
        """Let go. Closing twice has no effect."""
        self._line.close()


class AsyncScriptedTransport:
    """Carries requests to a scripted service."""

    def __init__(self, server: ScriptedServer, clock: Clock, traffic: Traffic) -> None:
        self._line = _Line(server, traffic)
        self._clock = clock

    @property
    def schemes(self) -> frozenset[str]:
        """The URL schemes it understands."""
        return SCHEMES

    async def send(self, request: Request, timeout: float) -> Response:
        """Send a request and wait for the whole answer."""
        return (await self._play(request, timeout)).response

    async def open(self, request: Request, timeout: float) -> AsyncScriptedIncoming:
        """Send a request and return with the head of the answer."""
        played = await self._play(request, timeout)
        pieces = _Pieces(self._line.server, request, played)
        return AsyncScriptedIncoming(pieces, self._clock, self._line.traffic)

    async def _play(self, request: Request, timeout: float) -> Played:
        played, step = self._line.play(request, timeout)
        if step.wait:
            await self._clock.sleep_async(step.wait)
        _given(step)
        return played

    async def close(self) -> None:
        """Let go. Closing twice has no effect."""
        self._line.close()
