"""Ways out to the network: one for each shard."""

from __future__ import annotations

__all__ = ("AsyncDoor", "Door", "open_async_door", "open_door")

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.request import getproxies

from ..spi._record import record
from ._fault import HTTPCORE, Kinds
from ._message import message_of
from ._pool import AsyncPool, Pool
from ._reply import AsyncReply, Reply
from ._trust import Trust


@record(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Door:
    """
    How one shard makes and sends requests.

    Attributes:
        build: Makes a request in the type of a library; a `ValueError` says that its URL makes
            no sense.
        send: Sends what was made.
        kinds: What may go wrong.
        close: Closes all connections; `None` if they are not ours.
    """

    build: Callable[..., Any]
    send: Callable[[Any], Reply]
    kinds: Kinds = HTTPCORE
    close: Callable[[], None] | None


@record(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AsyncDoor:
    """The asynchronous twin of `Door`."""

    build: Callable[..., Any]
    send: Callable[[Any], Awaitable[AsyncReply]]
    kinds: Kinds = HTTPCORE
    close: Callable[[], Awaitable[None]] | None


def open_door(trust: Trust, connections: int) -> Door:
    """Return a door of our own, through the environment's proxy if it names one."""
    if _has_proxy():
        from ._client_doors import proxied_door

        return proxied_door(trust, connections)
    pool = Pool(trust.context, connections)
    return Door(build=message_of, send=pool.send, close=pool.close)


def open_async_door(trust: Trust, connections: int) -> AsyncDoor:
    """Return a door of our own, through the environment's proxy if it names one."""
    if _has_proxy():
        from ._client_doors import proxied_async_door

        return proxied_async_door(trust, connections)
    pool = AsyncPool(trust.context, connections)
    return AsyncDoor(build=message_of, send=pool.send, close=pool.close)


def _has_proxy() -> bool:
    proxies = getproxies()
    return any(proxies.get(scheme) for scheme in ("http", "https", "all"))
