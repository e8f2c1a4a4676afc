"""What the group of transports points at."""

from __future__ import annotations

__all__ = ("aiohttp",)

from typing import TYPE_CHECKING, Any

from framehook.errors import ConfigurationError
from framehook.spi import AsyncTransport, Timeouts, Transport

if TYPE_CHECKING:
    from framehook.spi import TransportPair


def aiohttp(timeouts: Timeouts, *, client: Any = None) -> TransportPair:
    """
    Return makers of the transport. There is no blocking one: its maker raises.

    Args:
        timeouts: The client's limits; connections are made within `timeouts.connect`.
        client: An `aiohttp.ClientSession` to use. It is not closed.

    Raises:
        ConfigurationError: from the maker of the blocking transport.
    """

    def blocking() -> Transport:
        raise ConfigurationError(
            "The transport 'aiohttp' has no blocking form.",
            hint="Use AsyncClient(transport='aiohttp'), or Client() with the default transport.",
        )

    def asynchronous() -> AsyncTransport:
        # The HTTP library takes 100 ms to import; asking for the makers does not.
        from ._transport import AsyncAiohttpTransport

        return AsyncAiohttpTransport(connect=timeouts.connect, session=client)

    return blocking, asynchronous
