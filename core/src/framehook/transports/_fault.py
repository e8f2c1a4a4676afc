"""What a failure in the types of httpx proves."""

from __future__ import annotations

__all__ = ("FAILURES", "Evidence", "fault")

from typing import Any, Literal

import httpcore
import httpx

from ..errors import TransportError
from ..spi import Request
from ._body import BrokenSourceError
from ._verdict import Verdict

# Only these prove that the request did not leave: the connection never stood.
_UNCONNECTED = (
    httpx.ConnectError,
    httpcore.ConnectError,
    httpx.ProxyError,
    httpcore.ProxyError,
    httpx.UnsupportedProtocol,
    httpcore.UnsupportedProtocol,
)
_CONNECT_TIMEOUT = (httpx.ConnectTimeout, httpcore.ConnectTimeout)
_POOL_TIMEOUT = (httpx.PoolTimeout, httpcore.PoolTimeout)
_TIMEOUT = (httpx.TimeoutException, httpcore.TimeoutException)
FAILURES = (
    BrokenSourceError,
    *_UNCONNECTED,
    *_TIMEOUT,
    httpx.HTTPError,
    httpx.StreamError,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    OSError,
)


class Evidence:
    """
    What httpcore tells about one request that a caller's own client sends.

    Such a client may try several times by itself, so that its last failure alone proves
    nothing: the connection never stood only if nothing but connecting was ever reported.
    """

    def __init__(self) -> None:
        self._has_begun = False
        self._has_left = False

    async def hear(self, name: str, info: Any) -> None:
        """Take note of a report, where httpcore waits for that."""
        self.note(name, info)

    def note(self, name: str, info: Any) -> None:
        """Take note of a report."""
        self._has_begun = True
        if not name.startswith("connection."):
            self._has_left = True

    @property
    def is_unsent(self) -> bool:
        """Whether it is proven that nothing left."""
        return self._has_begun and not self._has_left


def fault(
    exc: Exception,
    request: Request,
    *,
    timeout: float,
    connect: float,
    evidence: Evidence | None = None,
) -> TransportError:
    """Return the error for one of `FAILURES`, raised while a request was on the wire."""
    unsent: Literal["no", "maybe"] = "no" if evidence is None or evidence.is_unsent else "maybe"
    verdict = Verdict(request)
    if isinstance(exc, BrokenSourceError):
        return verdict.unreadable(exc, is_started=True)
    if isinstance(exc, _CONNECT_TIMEOUT):
        return verdict.unreached(connect, unsent)
    if isinstance(exc, _POOL_TIMEOUT):
        return verdict.crowded(timeout, unsent)
    if isinstance(exc, _TIMEOUT):
        return verdict.unanswered(timeout)
    if isinstance(exc, _UNCONNECTED):
        return verdict.unconnected(exc, unsent)
    return verdict.broken(exc)
