"""A queue, a file store, hosts and a secret under one name."""

from __future__ import annotations

__all__ = ("FileStore", "Secret", "Service", "TransportPair")

from collections.abc import Callable
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias

from ._record import record
from ._transport import AsyncTransport, Transport

if TYPE_CHECKING:
    from ._command import Flow
    from ._queue import Placed, Queue
    from ._request import Request, Slice

TransportPair: TypeAlias = tuple[Callable[[], Transport], Callable[[], AsyncTransport]]


@record(frozen=True, slots=True)
class Secret:
    """
    A secret that is good for a limited time: an access token, a signature with a date.

    Attributes:
        value: The secret itself.
        expires: When it ends, with a time zone. Core asks for another one a little before.

    Example:
        ```python
        from datetime import datetime, timezone

        secret = Secret("a token", datetime(2026, 1, 1, tzinfo=timezone.utc))
        assert "a token" not in repr(secret)
        ```
    """

    value: str = field(repr=False)
    expires: datetime


class FileStore(Protocol):
    """How one service takes files in and gives them out."""

    @property
    def reads(self) -> frozenset[str]:
        """URL schemes that the service reads by itself, `https` for instance."""
        ...

    def place(self, data: Slice, path: str) -> Flow[Placed]:
        """
        Bring a file to where the service can read it.

        Args:
            data: The bytes. The source's size may be unknown.
            path: JSON pointer of the argument it is for.
        """
        ...

    def fetch(self, url: str) -> Flow[Request]:
        """Return the request that downloads one file of a result. Core streams it."""
        ...


class Service(Protocol):
    """
    One service.

    Attributes are read-only. A service that bills nothing may say so with an attribute
    `bills` that is `False`: nothing is then reserved for its jobs. `authorize` is the only
    place where a secret meets a request, and core calls it only for requests to `hosts`.
    """

    @property
    def name(self) -> str:
        """The name in `Client(service=…)`."""
        ...

    @property
    def hosts(self) -> frozenset[str]:
        """Hosts that may see the secret, with a port where they have one."""
        ...

    @property
    def queue(self) -> Queue:
        """How it is asked to work."""
        ...

    @property
    def files(self) -> FileStore:
        """How it takes and gives files."""
        ...

    def secret(self) -> Flow[str | Secret | None]:
        """
        Return the secret, or `None` if the service needs none.

        Core remembers it: a text for good, a `Secret` for as long as it is good.

        Raises:
            SecretMissingError: if it needs one and there is none.
        """
        ...

    def authorize(self, request: Request, secret: str) -> Request:
        """Return the request with the secret in it."""
        ...

    def transports(self) -> TransportPair | None:
        """Return makers of its own transports, or `None` for plain HTTP."""
        ...
