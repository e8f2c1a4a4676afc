"""What carries requests to the local service: function calls, in both colours."""

from __future__ import annotations

__all__ = ("AsyncLocalTransport", "LocalTransport")

import asyncio
import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from framehook.errors import ClosedError
from framehook.spi import Request, Response, TransportError

from ._answer import Answer, FileAnswer
from ._api import Api
from ._settings import Settings
from ._store import UploadStoppedError

if TYPE_CHECKING:
    from framehook.registry import Registry

T = TypeVar("T")

_PIECE = 1 << 18


class LocalTransport:
    """
    Carries requests to the local service of this machine.

    Args:
        settings: Where jobs lie; by default what the environment says.
        registry: Gives what is installed; by default this process's registry.

    Example:
        ```python
        transport = LocalTransport()
        assert transport.send(Request("GET", "local://about"), 5).status == 200
        ```
    """

    schemes = frozenset({"local"})

    def __init__(
        self, settings: Settings | None = None, registry: Callable[[], Registry] | None = None
    ) -> None:
        self._api = Api(settings or Settings.read(), registry or _installed)
        self._closed = threading.Event()

    def send(self, request: Request, timeout: float) -> Response:
        """Send a request and wait for the whole answer."""
        return self.send_until(request, self._closed.is_set)

    def send_until(self, request: Request, is_stopped: Callable[[], bool]) -> Response:
        """Send a request; an upload ends where `is_stopped` says so between two pieces."""
        return _whole(self._answer(request, is_stopped), request)

    def open(self, request: Request, timeout: float) -> LocalIncoming:
        """Send a request and return as soon as the head of the answer is there."""
        return LocalIncoming(self._answer(request, self._closed.is_set), request.url)

    def close(self) -> None:
        """Let go of everything; jobs go on. Closing twice has no effect."""
        self._closed.set()

    def _answer(self, request: Request, is_stopped: Callable[[], bool]) -> Answer:
        if self._closed.is_set():
            raise ClosedError("The transport has been closed.", hint="Make a new client.")
        request.depart()
        try:
            return self._api.answer(request, is_stopped)
        except UploadStoppedError as exc:
            raise TransportError("The upload was stopped.", sent="no") from exc


class LocalIncoming:
    """An answer of the local service that is read in pieces."""

    def __init__(self, answer: Answer, url: str) -> None:
        self._answer = answer
        self._url = url
        self._done = 0
        self._open = isinstance(answer.body, FileAnswer)

    @property
    def head(self) -> Response:
        """Status and headers; the body is empty."""
        return Response(self._answer.status, self._answer.headers, b"", self._url)

    def read(self, timeout: float) -> bytes:
        """Return the next bytes, and nothing at the end."""
        body = self._answer.body
        if isinstance(body, FileAnswer):
            wanted = min(_PIECE, body.length - self._done)
            if wanted <= 0 or not self._open:
                return b""
            data = os.pread(body.descriptor, wanted, body.start + self._done)
            if not data:
                raise TransportError(f"The file behind {self._url!r} became shorter.")
        else:
            data = body[self._done : self._done + _PIECE]
        self._done += len(data)
        return data

    def close(self) -> None:
        """Let go of the file. Closing twice has no effect."""
        body = self._answer.body
        if self._open and isinstance(body, FileAnswer):
            self._open = False
            os.close(body.descriptor)

    def __del__(self) -> None:
        self.close()


class AsyncLocalTransport:
    """
    The asynchronous twin of `LocalTransport`: what touches the disk runs in a thread.

    Example:
        ```python
        transport = AsyncLocalTransport()
        response = await transport.send(Request("GET", "local://about"), 5)
        ```
    """

    schemes = frozenset({"local"})

    def __init__(
        self, settings: Settings | None = None, registry: Callable[[], Registry] | None = None
    ) -> None:
        self._plain = LocalTransport(settings, registry)

    async def send(self, request: Request, timeout: float) -> Response:
        """Send a request and wait for the whole answer."""
        stop = threading.Event()
        return await _in_thread(lambda: self._plain.send_until(request, stop.is_set), stop)

    async def open(self, request: Request, timeout: float) -> AsyncLocalIncoming:
        """Send a request and return as soon as the head of the answer is there."""
        plain = await _in_thread(lambda: self._plain.open(request, timeout), threading.Event())
        return AsyncLocalIncoming(plain)

    async def close(self) -> None:
        """Let go of everything; jobs go on. Closing twice has no effect."""
        self._plain.close()


class AsyncLocalIncoming:
    """The asynchronous twin of `LocalIncoming`."""

    def __init__(self, plain: LocalIncoming) -> None:
        self._plain = plain

    @property
    def head(self) -> Response:
        """Status and headers; the body is empty."""
        return self._plain.head

    async def read(self, timeout: float) -> bytes:
        """Return the next bytes, and nothing at the end."""
        return await asyncio.to_thread(self._plain.read, timeout)

    async def close(self) -> None:
        """Let go of the file. Closing twice has no effect."""
        self._plain.close()


async def _in_thread(work: Callable[[], T], stop: threading.Event) -> T:
    try:
        return await asyncio.to_thread(work)
    except asyncio.CancelledError:
        # The thread cannot be interrupted, but an upload looks at this between two pieces.
        stop.set()
        raise


def _whole(answer: Answer, request: Request) -> Response:
    incoming = LocalIncoming(answer, request.url)
    try:
        pieces: list[bytes] = []
        while piece := incoming.read(0):
            pieces.append(piece)
    finally:
        incoming.close()
    return incoming.head._replace(body=b"".join(pieces))


def _installed() -> Registry:
    from framehook.registry import default_registry  # A scan that a download does without.

    return default_registry()
