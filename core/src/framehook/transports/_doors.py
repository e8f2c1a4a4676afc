"""Ways out to the network: one for each shard."""

from __future__ import annotations

__all__ = ("AsyncDoor", "Door", "async_door_of", "door_of", "open_async_door", "open_door")

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.request import getproxies

import httpx

from ..errors import ConfigurationError
from ._pool import KEEP_IDLE, AsyncPool, Pool
from ._trust import Trust


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Door:
    """How one shard makes and sends requests. `close` is `None` if it is not ours."""

    build: Callable[..., httpx.Request]
    send: Callable[[httpx.Request], httpx.Response]
    close: Callable[[], None] | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AsyncDoor:
    """The asynchronous twin of `Door`."""

    build: Callable[..., httpx.Request]
    send: Callable[[httpx.Request], Awaitable[httpx.Response]]
    close: Callable[[], Awaitable[None]] | None


def open_door(trust: Trust, connections: int) -> Door:
    """Return a door of our own, through the environment's proxy if it names one."""
    if not _has_proxy():
        pool = Pool(trust.context, connections)
        return Door(build=httpx.Request, send=pool.handle_request, close=pool.close)
    client = httpx.Client(verify=trust.context, limits=_limits(connections), cookies=_no_cookies())
    return Door(build=client.build_request, send=_sending(client), close=client.close)


def open_async_door(trust: Trust, connections: int) -> AsyncDoor:
    """Return a door of our own, through the environment's proxy if it names one."""
    if not _has_proxy():
        pool = AsyncPool(trust.context, connections)
        return AsyncDoor(build=httpx.Request, send=pool.handle_async_request, close=pool.aclose)
    client = httpx.AsyncClient(
        verify=trust.context, limits=_limits(connections), cookies=_no_cookies()
    )
    return AsyncDoor(build=client.build_request, send=_sending(client), close=client.aclose)


def door_of(client: Any) -> Door:
    """
    Return the door for a client that the caller made, and closes.

    Raises:
        ConfigurationError: if it is no `httpx.Client`.
    """
    _recognise(client, is_async=False)
    return Door(build=client.build_request, send=_sending(client), close=None)


def async_door_of(client: Any) -> AsyncDoor:
    """
    Return the door for a client that the caller made, and closes.

    Raises:
        ConfigurationError: if it is no `httpx.AsyncClient`.
    """
    _recognise(client, is_async=True)
    return AsyncDoor(build=client.build_request, send=_sending(client), close=None)


def _sending(client: Any) -> Callable[[httpx.Request], Any]:
    # Redirects are followed by core, to known hosts, and authentication would send twice.
    return partial(client.send, stream=True, auth=None, follow_redirects=False)


def _recognise(client: Any, *, is_async: bool) -> None:
    send = getattr(client, "send", None)
    wanted = "httpx.AsyncClient" if is_async else "httpx.Client"
    if not callable(send) or not callable(getattr(client, "build_request", None)):
        raise ConfigurationError(
            f"The client is a {type(client).__name__!r}.", hint=f"Pass an {wanted}, or none."
        )
    if inspect.iscoroutinefunction(send) is not is_async:
        raise ConfigurationError(
            f"The {type(client).__name__!r} is of the other kind.", hint=f"Pass an {wanted}."
        )


def _has_proxy() -> bool:
    proxies = getproxies()
    return any(proxies.get(scheme) for scheme in ("http", "https", "all"))


def _limits(connections: int) -> httpx.Limits:
    return httpx.Limits(
        max_connections=connections,
        max_keepalive_connections=connections,
        keepalive_expiry=KEEP_IDLE,
    )


def _no_cookies() -> CookieJar:
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))
