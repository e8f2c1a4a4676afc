"""Sessions of aiohttp that neither retry nor remember anything."""

from __future__ import annotations

__all__ = ("limits", "open_session", "proxy_for")

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.request import proxy_bypass

import aiohttp
from yarl import URL

from ._deadline import Watch

KEEP_IDLE = 30.0
# The names of files in storage are signed: their URLs, in headers too, are long.
LONGEST_LINE = 1 << 16


@lru_cache(maxsize=16)
def limits(connect: float) -> aiohttp.ClientTimeout:
    """Return the limits that aiohttp keeps: seconds to connect in, and no other."""
    return aiohttp.ClientTimeout(total=None, connect=connect)


class _Connector(aiohttp.TCPConnector):
    def __init__(self, watch: Watch, **more: Any) -> None:
        super().__init__(**more)
        self._watch = watch

    async def connect(self, *args: Any, **more: Any) -> Any:
        connection = await super().connect(*args, **more)
        self._watch.start_here()
        return connection


def open_session(watch: Watch, connect: float) -> aiohttp.ClientSession:
    """
    Return a session for the running event loop. Who may connect is decided elsewhere.

    Args:
        watch: Hears of it when the current task has got a connection.
        connect: Seconds to connect in.
    """
    session = aiohttp.ClientSession(
        connector=_Connector(watch, limit=0, keepalive_timeout=KEEP_IDLE),
        timeout=limits(connect),
        cookie_jar=aiohttp.DummyCookieJar(),
        max_line_size=LONGEST_LINE,
        max_field_size=LONGEST_LINE,
    )
    # aiohttp sends a request that is not a POST again when a kept connection turns out to be
    # dead. Core decides about that, and a body that is read piece by piece is gone by then.
    session._retry_connection = False  # noqa: SLF001 - there is no public switch.
    return session


def proxy_for(url: URL, proxies: Mapping[str, str]) -> str | None:
    """Return which of the environment's proxies a URL goes through."""
    proxy = proxies.get(url.scheme) or proxies.get("all")
    return None if proxy is None or proxy_bypass(url.host or "") else proxy
