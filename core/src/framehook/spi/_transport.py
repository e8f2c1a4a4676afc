"""What moves requests: the only place with sockets."""

from __future__ import annotations

__all__ = ("AsyncIncoming", "AsyncTransport", "Incoming", "Timeouts", "Transport")


from typing import TYPE_CHECKING, Protocol

from ._record import record

if TYPE_CHECKING:
    from ._request import Budget, Request, Response


@record(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """
    How long each kind of waiting may take, in seconds.

    Attributes:
        connect: Until a connection stands.
        submit: Until the one paid request is answered.
        wait: Until a question about a job is answered.
        transfer: Until the next bytes of an upload or a download move.
        job: Until a job has ended, counted from the moment someone waits for it;
            `None` waits as long as it takes.

    Example:
        ```python
        assert Timeouts(submit=90).of("submit") == 90
        ```
    """

    connect: float = 10.0
    submit: float = 60.0
    wait: float = 30.0
    transfer: float = 60.0
    job: float | None = 3600.0

    def of(self, budget: Budget) -> float:
        """Return the limit of one request with this budget."""
        limits = {
            "connect": self.connect,
            "submit": self.submit,
            "wait": self.wait,
            "transfer": self.transfer,
        }
        return limits[budget]


class Incoming(Protocol):
    """An answer that arrives in pieces: a download, or server-sent events."""

    @property
    def head(self) -> Response:
        """Status and headers; the body is empty."""
        ...

    def read(self, timeout: float) -> bytes:
        """
        Return the next bytes, and nothing at the end.

        Raises:
            TransportError: if nothing came within `timeout` seconds, or the
                connection broke.
        """
        ...

    def close(self) -> None:
        """Let go of the connection. Closing twice has no effect."""
        ...


class AsyncIncoming(Protocol):
    """The asynchronous twin of `Incoming`."""

    @property
    def head(self) -> Response:
        """Status and headers; the body is empty."""
        ...

    async def read(self, timeout: float) -> bytes:
        """Return the next bytes, and nothing at the end."""
        ...

    async def close(self) -> None:
        """Let go of the connection. Closing twice has no effect."""
        ...


class Transport(Protocol):
    """
    Carries one request to a service and brings the answer back.

    It neither retries nor follows redirects, and adds no secret. Any thread may use it. Right
    before the first byte leaves it calls `request.depart()`: a request that had to wait too
    long must not be sent any more.
    """

    @property
    def schemes(self) -> frozenset[str]:
        """The URL schemes it understands, in lower case."""
        ...

    def send(self, request: Request, timeout: float) -> Response:
        """
        Send a request and wait for the whole answer.

        Returns:
            The answer, whatever its status.

        Raises:
            TransportError: if no answer arrived. Its `sent` is `"no"` only where it is
                proven that nothing left.
            ClosedError: after `close`, and only if nothing left.
        """
        ...

    def open(self, request: Request, timeout: float) -> Incoming:
        """Send a request and return as soon as the head of the answer is there."""
        ...

    def close(self) -> None:
        """Let go of everything. Closing twice has no effect."""
        ...


class AsyncTransport(Protocol):
    """The asynchronous twin of `Transport`."""

    @property
    def schemes(self) -> frozenset[str]:
        """The URL schemes it understands, in lower case."""
        ...

    async def send(self, request: Request, timeout: float) -> Response:
        """Send a request and wait for the whole answer."""
        ...

    async def open(self, request: Request, timeout: float) -> AsyncIncoming:
        """Send a request and return as soon as the head of the answer is there."""
        ...

    async def close(self) -> None:
        """Let go of everything. Closing twice has no effect."""
        ...
