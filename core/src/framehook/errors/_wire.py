"""No answer, no sense in the answer, or nobody to give one."""

from __future__ import annotations

__all__ = (
    "Cancelled",
    "ClosedError",
    "DeadlineError",
    "LedgerError",
    "ReplyError",
    "TransportError",
)

from typing import Literal

from ._root import FramehookError


class TransportError(FramehookError):
    """
    No answer came back.

    Attributes:
        sent: `"no"` only where it is proven that the request did not leave; otherwise
            `"maybe"`. Whether a paid request may be repeated depends on this alone.
    """

    code = "transport"

    def __init__(
        self,
        message: str,
        *,
        sent: Literal["no", "maybe"] = "maybe",
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.sent: Literal["no", "maybe"] = sent


class DeadlineError(TransportError, TimeoutError):
    """A named time limit ran out; `budget` says which."""

    code = "deadline"

    def __init__(
        self,
        message: str,
        *,
        budget: str,
        sent: Literal["no", "maybe"] = "maybe",
        hint: str | None = None,
    ) -> None:
        super().__init__(message, sent=sent, hint=hint)
        self.budget = budget


class ReplyError(FramehookError):
    """
    The service answered with an error status, or with something that makes no sense.

    Attributes:
        status: The status code of the answer.
        url: Where it came from, without its query.
        retryable: Whether a later try may be answered differently.
    """

    code = "reply"

    def __init__(
        self,
        message: str,
        *,
        status: int,
        url: str = "",
        retryable: bool = False,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.url = url
        self.retryable = retryable


class LedgerError(FramehookError):
    """The journal of what was paid cannot be used, so nothing is sent."""

    code = "ledger"


class Cancelled(FramehookError):
    """The caller no longer wants the answer."""

    code = "cancelled"


class ClosedError(FramehookError):
    """The client has been closed."""

    code = "closed"
