"""What a failure of the wire means to whoever sent the request."""

from __future__ import annotations

__all__ = ("Verdict",)

import ssl
from typing import Literal, TypeAlias

from ..errors import DeadlineError, FramehookError, TransportError
from ..spi import Request
from ._body import BrokenSourceError
from ._hosts import shown

Sent: TypeAlias = Literal["no", "maybe"]


class Verdict:
    """
    Words the failures of one request, the same for every transport.

    Each method returns an error that is to be raised. `sent="no"` is for what is proven: the
    connection never stood, or there was nothing to send.

    Example:
        ```python
        from framehook.spi import Request

        verdict = Verdict(Request("POST", "https://api.example/jobs?token=hush"))
        error = verdict.unconnected(ConnectionRefusedError("refused"))
        assert error.sent == "no" and "hush" not in str(error)
        ```
    """

    def __init__(self, request: Request) -> None:
        self._request = request

    @property
    def _what(self) -> str:
        return f"{self._request.method} {shown(self._request.url)}"

    def refused(self, reason: str) -> TransportError:
        """Return the error for a request that cannot be sent at all."""
        return TransportError(f"{self._what}: {reason}", sent="no")

    def unreadable(self, exc: BrokenSourceError, *, is_started: bool) -> TransportError:
        """Return the error for a body that cannot be read."""
        cause = exc.__cause__
        reason = cause.message if isinstance(cause, FramehookError) else f"{_reason(exc)}."
        return TransportError(
            f"{self._what}: what was to be sent cannot be read: {reason}",
            sent="maybe" if is_started else "no",
            hint=cause.hint if isinstance(cause, FramehookError) else None,
        )

    def crowded(self, timeout: float, sent: Sent = "no") -> DeadlineError:
        """Return the error for a request that waited for a free connection in vain."""
        budget = self._request.budget
        return DeadlineError(
            f"{self._what}: no connection was free within {timeout:g} s (limit {budget!r}).",
            budget=budget,
            sent=sent,
            hint=f"Close downloads and streams, or allow more: Timeouts({budget}=…).",
        )

    def unreached(self, connect: float, sent: Sent = "no") -> DeadlineError:
        """Return the error for a connection that did not stand in time."""
        return DeadlineError(
            f"{self._what}: no connection stood within {connect:g} s (limit 'connect').",
            budget="connect",
            sent=sent,
            hint="Check the network, or allow more: Timeouts(connect=…).",
        )

    def unconnected(self, exc: BaseException, sent: Sent = "no") -> TransportError:
        """Return the error for a connection that was refused."""
        return TransportError(
            f"{self._what}: no connection: {_reason(exc)}.", sent=sent, hint=_connection_hint(exc)
        )

    def unanswered(self, timeout: float) -> DeadlineError:
        """Return the error for an answer that did not come in time."""
        budget = self._request.budget
        return DeadlineError(
            f"{self._what}: no answer within {timeout:g} s (limit {budget!r}).",
            budget=budget,
            hint=f"Allow more: Timeouts({budget}=…).",
        )

    def broken(self, exc: BaseException) -> TransportError:
        """Return the error for a connection that broke while it was used."""
        return TransportError(
            f"{self._what}: the connection broke: {_reason(exc)}.",
            hint="It may have arrived nevertheless.",
        )


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
