"""Ways out through clients of httpx: those of the caller, and those that know a proxy."""

from __future__ import annotations

__all__ = ("async_door_of", "door_of", "proxied_async_door", "proxied_door")

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from ..errors import ConfigurationError
from ..spi import Request
from ._doors import AsyncDoor, Door
from ._fault import HTTPCORE, Kinds
from ._pool import KEEP_IDLE
from ._trust import Trust

# A transport inside such a client may let failures of httpcore through.
HTTPX = Kinds(
    unconnected=(
        *HTTPCORE.unconnected,
        httpx.ConnectError,
        httpx.ProxyError,
        httpx.UnsupportedProtocol,
    ),
    connect_timeout=(*HTTPCORE.connect_timeout, httpx.ConnectTimeout),
    pool_timeout=(*HTTPCORE.pool_timeout, httpx.PoolTimeout),
    timeout=(*HTTPCORE.timeout, httpx.TimeoutException),
    all=(*HTTPCORE.all, httpx.HTTPError, httpx.StreamError),
)


class _Reply:
    def __init__(self, reply: httpx.Response) -> None:
        self._reply = reply
        self.status = reply.status_code
        self.headers = reply.headers.multi_items()

    def pieces(self, *, is_decoded: bool) -> Iterator[bytes]:
        return self._reply.iter_bytes() if is_decoded else self._reply.iter_raw()

    def close(self) -> None:
        self._reply.close()


class _AsyncReply:
    def __init__(self, reply: httpx.Response) -> None:
        self._reply = reply
        self.status = reply.status_code
        self.headers = reply.headers.multi_items()

    def pieces(self, *, is_decoded: bool) -> AsyncIterator[bytes]:
        return self._reply.aiter_bytes() if is_decoded else self._reply.aiter_raw()

    async def close(self) -> None:
        await self._reply.aclose()


def door_of(client: Any) -> Door:
    """
    Return the door for a client that the caller made, and closes.

    Raises:
        ConfigurationError: if it is no `httpx.Client`.
    """
    _recognise(client, is_async=False)
    return _door(client, None)


def async_door_of(client: Any) -> AsyncDoor:
    """
    Return the door for a client that the caller made, and closes.

    Raises:
        ConfigurationError: if it is no `httpx.AsyncClient`.
    """
    _recognise(client, is_async=True)
    return _async_door(client, None)


def proxied_door(trust: Trust, connections: int) -> Door:
    """Return a door of our own through the environment's proxy."""
    limits, cookies = _limits(connections), _no_cookies()
    client = httpx.Client(verify=trust.context, limits=limits, cookies=cookies)
    return _door(client, client.close)


def proxied_async_door(trust: Trust, connections: int) -> AsyncDoor:
    """Return a door of our own through the environment's proxy."""
    limits, cookies = _limits(connections), _no_cookies()
    client = httpx.AsyncClient(verify=trust.context, limits=limits, cookies=cookies)
    return _async_door(client, client.aclose)


def _door(client: httpx.Client, close: Callable[[], None] | None) -> Door:
    # Redirects are followed by core, to known hosts, and authentication would send twice.
    def send(message: httpx.Request) -> _Reply:
        return _Reply(client.send(message, stream=True, auth=None, follow_redirects=False))

    return Door(build=partial(_build, client), send=send, kinds=HTTPX, close=close)


def _async_door(
    client: httpx.AsyncClient, close: Callable[[], Awaitable[None]] | None
) -> AsyncDoor:
    async def send(message: httpx.Request) -> _AsyncReply:
        reply = await client.send(message, stream=True, auth=None, follow_redirects=False)
        return _AsyncReply(reply)

    return AsyncDoor(build=partial(_build, client), send=send, kinds=HTTPX, close=close)


def _build(client: Any, request: Request, **more: Any) -> httpx.Request:
    try:
        message: httpx.Request = client.build_request(request.method, request.url, **more)
    except httpx.InvalidURL as exc:
        raise ValueError(str(exc)) from exc
    return message


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


def _limits(connections: int) -> httpx.Limits:
    return httpx.Limits(
        max_connections=connections,
        max_keepalive_connections=connections,
        keepalive_expiry=KEEP_IDLE,
    )


def _no_cookies() -> CookieJar:
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))
