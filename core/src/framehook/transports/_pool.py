"""
Pools of connections that keep to one limit for a whole exchange.

httpx limits every single read and write, so that an answer which drips byte by byte
never ends, and it fixes the limit of a stream when the stream is opened.
"""

from __future__ import annotations

__all__ = ("AsyncPool", "Pool")

import select
import ssl
from collections.abc import Iterable
from contextlib import suppress
from socket import SHUT_RDWR
from typing import Any, cast

import httpcore

from ._limit import time_left
from ._reply import AsyncPoolReply, PoolReply

KEEP_IDLE = 30.0


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = time_left(timeout)
        if left is not None and left <= 0:
            raise httpcore.ReadTimeout("No time was left to read.")
        return self._inner.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = time_left(timeout)
        if left is not None and left <= 0:
            raise httpcore.WriteTimeout("No time was left to write.")
        self._inner.write(buffer, left)

    def close(self) -> None:
        # Closing alone does not wake a thread that is reading.
        socket = self._inner.get_extra_info("socket")
        if socket is not None:
            with suppress(OSError):
                socket.shutdown(SHUT_RDWR)
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Dialer(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(super().connect_tcp(host, port, timeout, local_address, socket_options))


class _AsyncStream(httpcore.AsyncNetworkStream):
    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._socket: Any = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = time_left(timeout)
        if left is not None and left <= 0:
            raise httpcore.ReadTimeout("No time was left to read.")
        return await self._inner.read(max_bytes, left)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = time_left(timeout)
        if left is not None and left <= 0:
            raise httpcore.WriteTimeout("No time was left to write.")
        await self._inner.write(buffer, left)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return _AsyncStream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return self._is_readable()
        return self._inner.get_extra_info(info)

    def _is_readable(self) -> bool:
        # httpcore asks this of every connection for every request, and it is the long way
        # to the socket that takes time. What was closed can be read: nothing.
        if self._socket is None:
            self._socket = self._inner.get_extra_info("socket")
        number = -1 if self._socket is None else self._socket.fileno()
        return number < 0 or _has_news(number)


def _has_news(number: int) -> bool:
    if not hasattr(select, "poll"):
        return bool(select.select([number], [], [], 0)[0])
    poll = select.poll()
    poll.register(number, select.POLLIN)
    return bool(poll.poll(0))


class _AsyncDialer(httpcore.AsyncNetworkBackend):
    def __init__(self) -> None:
        # Type checkers see a stand-in for it, which is there for those without anyio.
        self._inner = cast(httpcore.AsyncNetworkBackend, httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return _AsyncStream(
            await self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        )


class Pool:
    """A few connections, for threads."""

    def __init__(self, context: ssl.SSLContext, connections: int) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=KEEP_IDLE,
            network_backend=_Dialer(),
        )

    def send(self, message: httpcore.Request) -> PoolReply:
        """Send one request; the body of the answer is read later."""
        return PoolReply(self._pool.handle_request(message))

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class AsyncPool:
    """A few connections, for the tasks of one event loop."""

    def __init__(self, context: ssl.SSLContext, connections: int) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=KEEP_IDLE,
            network_backend=_AsyncDialer(),
        )

    async def send(self, message: httpcore.Request) -> AsyncPoolReply:
        """Send one request; the body of the answer is read later."""
        return AsyncPoolReply(await self._pool.handle_async_request(message))

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.aclose()
