"""Nothing was sent."""

from __future__ import annotations

__all__ = (
    "CallError",
    "CheckFailedError",
    "ConfigurationError",
    "CostRefusedError",
    "EndpointNotFoundError",
    "FidelityError",
    "FileNotReadableError",
    "KeyTakenError",
    "OutputRefusedError",
    "SecretMissingError",
    "ServiceNotFoundError",
    "TicketError",
)

from typing import TYPE_CHECKING

from ._root import FramehookError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..spi import Issue


class CallError(FramehookError):
    """Nothing was sent: what the errors before that have in common."""


class CheckFailedError(CallError):
    """The schema or a rule refused the call; `issues` has everything that was found."""

    code = "check-failed"

    def __init__(self, endpoint: str, issues: Sequence[Issue]) -> None:
        self.endpoint = endpoint
        self.issues = tuple(issues)
        errors = [issue for issue in self.issues if issue.is_blocking]
        single = len(errors) == 1
        lines = [f"  {issue.path or '/'}: {issue.message}" for issue in errors]
        if not single:
            fixes = [f" {issue.fix}" if issue.fix else "" for issue in errors]
            lines = [line + fix for line, fix in zip(lines, fixes, strict=True)]
        count = "1 problem" if single else f"{len(errors)} problems"
        super().__init__(
            "\n".join((f"The call to {endpoint!r} was not sent: {count}.", *lines)),
            hint=errors[0].fix if single else None,
        )


class CostRefusedError(CallError):
    """The call may cost more than the caller allows, or nobody knows what it costs."""

    code = "cost-refused"


class FileNotReadableError(CallError):
    """A file that was to be sent cannot be read."""

    code = "file-not-readable"


class EndpointNotFoundError(CallError):
    """No installed family provides the endpoint."""

    code = "endpoint-not-found"


class ServiceNotFoundError(CallError):
    """No installed service has that name."""

    code = "service-not-found"


class SecretMissingError(CallError):
    """The service needs a secret, and none was found."""

    code = "secret-missing"


class FidelityError(CallError):
    """A better result was demanded than the service can make here."""

    code = "fidelity"


class OutputRefusedError(CallError):
    """The result could not be written where it was asked for, so nothing was sent."""

    code = "output-refused"


class KeyTakenError(CallError):
    """The caller's key belongs to an earlier call with other arguments; `intent` is its entry."""

    code = "key-taken"

    def __init__(self, message: str, *, intent: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.intent = intent


class TicketError(CallError):
    """This is not a ticket, or it was written by a newer version."""

    code = "ticket"


class ConfigurationError(CallError):
    """A setting has a value that makes no sense."""

    code = "configuration"
