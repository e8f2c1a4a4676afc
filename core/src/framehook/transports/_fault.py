"""What a failure of the wire proves."""

from __future__ import annotations

__all__ = ("FAILURES", "Evidence", "broken_source", "fault", "no_place", "refused")

import ssl
from typing import Any, Literal

import httpcore
import httpx

from ..errors import DeadlineError, FramehookError, TransportError
from ..spi import Request
from ._body import BrokenSourceError
from ._hosts import shown

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
    what = f"{request.method} {shown(request.url)}"
    if isinstance(exc, BrokenSourceError):
        return broken_source(exc, request, is_started=True)
    if isinstance(exc, _CONNECT_TIMEOUT):
        return DeadlineError(
            f"{what}: no connection stood within {connect:g} s (limit 'connect').",
            budget="connect",
            sent=unsent,
            hint="Check the network, or allow more: Timeouts(connect=…).",
        )
    if isinstance(exc, _POOL_TIMEOUT):
        return no_place(request, timeout, unsent)
    if isinstance(exc, _TIMEOUT):
        return DeadlineError(
            f"{what}: no answer within {timeout:g} s (limit {request.budget!r}).",
            budget=request.budget,
            hint=f"Allow more: Timeouts({request.budget}=…).",
        )
    if isinstance(exc, _UNCONNECTED):
        return TransportError(
            f"{what}: no connection: {_reason(exc)}.", sent=unsent, hint=_connection_hint(exc)
        )
    return TransportError(
        f"{what}: the connection broke: {_reason(exc)}.", hint="It may have arrived nevertheless."
    )


def no_place(
    request: Request, timeout: float, sent: Literal["no", "maybe"] = "no"
) -> DeadlineError:
    """Return the error for a request that waited for a free connection in vain."""
    return DeadlineError(
        f"{request.method} {shown(request.url)}: no connection was free within {timeout:g} s "
        f"(limit {request.budget!r}).",
        budget=request.budget,
        sent=sent,
        hint=f"Close downloads and streams, or allow more: Timeouts({request.budget}=…).",
    )


def broken_source(exc: BrokenSourceError, request: Request, *, is_started: bool) -> TransportError:
    """Return the error for a body that cannot be read."""
    cause = exc.__cause__
    reason = cause.message if isinstance(cause, FramehookError) else f"{_reason(exc)}."
    return TransportError(
        f"{request.method} {shown(request.url)}: what was to be sent cannot be read: {reason}",
        sent="maybe" if is_started else "no",
        hint=cause.hint if isinstance(cause, FramehookError) else None,
    )


def refused(request: Request, reason: str) -> TransportError:
    """Return the error for a request that cannot be sent at all."""
    return TransportError(f"{request.method} {shown(request.url)}: {reason}", sent="no")


def _below(exc: BaseException) -> BaseException | None:
    # httpcore cuts the chain of causes, but makes its errors of what they stand for.
    cause = exc.__cause__ or (exc.args[0] if exc.args else None)
    return cause if isinstance(cause, Exception) else None


def _reason(exc: BaseException) -> str:
    cause = exc
    while (below := _below(cause)) is not None and not isinstance(below, BaseExceptionGroup):
        cause = below
    return (str(cause) or type(cause).__name__).removesuffix(".")


def _connection_hint(exc: BaseException) -> str:
    cause: BaseException | None = exc
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "If the certificate is to be trusted, name its issuer's in SSL_CERT_FILE."
        cause = _below(cause)
    return "Check the address and the network."
