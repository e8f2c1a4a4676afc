"""The last look at the clock before a paid request leaves."""

from __future__ import annotations

__all__ = ("fenced", "late")

from ..errors import TransportError
from ..spi._intent import Permit
from ..spi._record import variant
from ..spi._request import Request
from ._clock import Clock


def fenced(request: Request, permit: Permit, clock: Clock, connect: float) -> Request:
    """
    Return a paid request that does not leave once its permit is about to end.

    It may have waited long for a connection, and whoever takes the call over after the end of
    the lease must be sure that nobody sends it any more.

    Args:
        request: The request.
        permit: The leave to send it.
        clock: The time.
        connect: How many seconds it may take until a connection stands.
    """

    def leave() -> None:
        if (permit.until - clock.now()).total_seconds() < connect:
            raise late(permit)

    return variant(request, leave=leave)


def late(permit: Permit) -> TransportError:
    """Return the error for a paid request that was not sent in time, which is proven."""
    return TransportError(
        f"The leave to send {permit.label!r} ran out before there was a connection, so nothing "
        "was sent.",
        sent="no",
        hint="Allow more connections, or more time: Timeouts(submit=…).",
    )
