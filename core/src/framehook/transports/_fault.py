"""What a failure in the types of httpcore proves."""

from __future__ import annotations

__all__ = ("HTTPCORE", "Evidence", "Kinds", "fault")

from typing import Any, Literal, NamedTuple, TypeAlias

import httpcore

from ..errors import TransportError
from ..spi import Request
from ._body import BrokenSourceError
from ._verdict import Verdict

_Errors: TypeAlias = "tuple[type[Exception], ...]"


class Kinds(NamedTuple):
    """
    Failures of a library by what they mean.

    Attributes:
        unconnected: The connection never stood, which alone proves that nothing left.
        connect_timeout: It did not stand in time.
        pool_timeout: No connection was free in time.
        timeout: Something else took too long.
        all: Everything that may go wrong on the wire.
    """

    unconnected: _Errors
    connect_timeout: _Errors
    pool_timeout: _Errors
    timeout: _Errors
    all: _Errors


HTTPCORE = Kinds(
    unconnected=(httpcore.ConnectError, httpcore.ProxyError, httpcore.UnsupportedProtocol),
    connect_timeout=(httpcore.ConnectTimeout,),
    pool_timeout=(httpcore.PoolTimeout,),
    timeout=(httpcore.TimeoutException,),
    all=(
        BrokenSourceError,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.ProxyError,
        httpcore.TimeoutException,
        httpcore.UnsupportedProtocol,
        OSError,
    ),
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
    kinds: Kinds,
    *,
    timeout: float,
    connect: float,
    evidence: Evidence | None = None,
) -> TransportError:
    """Return the error for one of `kinds.all`, raised while a request was on the wire."""
    unsent: Literal["no", "maybe"] = "no" if evidence is None or evidence.is_unsent else "maybe"
    verdict = Verdict(request)
    if isinstance(exc, BrokenSourceError):
        return verdict.unreadable(exc, is_started=True)
    if isinstance(exc, kinds.connect_timeout):
        return verdict.unreached(connect, unsent)
    if isinstance(exc, kinds.pool_timeout):
        return verdict.crowded(timeout, unsent)
    if isinstance(exc, kinds.timeout):
        return verdict.unanswered(timeout)
    if isinstance(exc, kinds.unconnected):
        return verdict.unconnected(exc, unsent)
    return verdict.broken(exc)
