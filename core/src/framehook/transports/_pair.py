"""What the group of transports points at: makers of one transport in both colours."""

from __future__ import annotations

__all__ = ("httpx",)

from typing import Any

from ..spi._service import TransportPair
from ..spi._transport import AsyncTransport, Timeouts, Transport


def httpx(timeouts: Timeouts, *, client: Any = None) -> TransportPair:
    """
    Return makers of the default transport.

    Args:
        timeouts: The client's limits; connections are made within `timeouts.connect`.
        client: An `httpx.Client` or `httpx.AsyncClient` to use. It is not closed.
    """

    def blocking() -> Transport:
        from ._httpx import HttpxTransport  # One colour does not pay for the other.

        return HttpxTransport(connect=timeouts.connect, client=client)

    def asynchronous() -> AsyncTransport:
        from ._httpx_async import AsyncHttpxTransport  # Likewise.

        return AsyncHttpxTransport(connect=timeouts.connect, client=client)

    return blocking, asynchronous
