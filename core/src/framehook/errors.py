"""
What can go wrong, as a tree.

* FramehookError
  x CallError                      before anything is sent
    + CheckFailedError               the schema or a rule said no; has the issues
    + CostRefusedError               dearer than the caller allows, or of unknown price
    + FileNotReadableError
    + EndpointNotFoundError          no installed family provides it
    + ServiceNotFoundError           no installed service has that name
    + SecretMissingError             the service needs a key and found none
    + FidelityError                  the local service cannot do it that well
    + OutputRefusedError             the place for the result cannot be written
    + TicketError                    not a ticket, or of a newer version
    + ConfigurationError             a setting has a value that makes no sense
  x PluginError                    an installed plugin is at fault
    + PluginLoadError                its import failed
    + PluginContractError            it broke a promise of the plugin interface
    + PluginConflictError            two distributions claim one name
    + PluginIncompatibleError        it speaks another plugin interface
    + PluginDisabledError            a setting switched it off
    + HookError                      a hook raised
  x TransportError                 no answer at all
    + DeadlineError                  a named time limit ran out
  x ReplyError                     an answer that makes no sense, or an error status
  x JobError                       after it was sent; has the ticket where there is one
    + SubmissionRejectedError        the service refused it; nothing runs
    + SubmissionUnknownError         it may have been accepted; never repeat it blindly
    + JobFailedError                 the service said no
    + JobCancelledError
    + JobTimeoutError                still running when the caller's time was up
    + ResultExpiredError             the service no longer has the result
    + ResultUnreadableError          done and paid, but the result lacks what was promised
    + DownloadError                  done and paid, but a file could not be fetched
  x LedgerError                    the journal of what was paid cannot be used
  x Cancelled                      the caller no longer wants it
  x ClosedError                    the client has been closed

Every error has a stable `code`, a `message` that says what happened, and where there is
one a `hint` that says what to do next.
"""

from __future__ import annotations

__all__ = (
    "CallError",
    "Cancelled",
    "CheckFailedError",
    "ClosedError",
    "ConfigurationError",
    "CostRefusedError",
    "DeadlineError",
    "DownloadError",
    "EndpointNotFoundError",
    "FidelityError",
    "FileNotReadableError",
    "FramehookError",
    "HookError",
    "JobCancelledError",
    "JobError",
    "JobFailedError",
    "JobTimeoutError",
    "LedgerError",
    "OutputRefusedError",
    "PluginConflictError",
    "PluginContractError",
    "PluginDisabledError",
    "PluginError",
    "PluginIncompatibleError",
    "PluginLoadError",
    "ReplyError",
    "ResultExpiredError",
    "ResultUnreadableError",
    "SecretMissingError",
    "ServiceNotFoundError",
    "SubmissionRejectedError",
    "SubmissionUnknownError",
    "TicketError",
    "TransportError",
)

from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .spi import Failure, Issue, Obj, Ticket


def _rebuild(cls: type[FramehookError], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(state)
    return error


class FramehookError(Exception):
    """
    Everything that framehook raises on purpose.

    Attributes:
        code: A stable name for what went wrong.
        message: What happened, in sentences.
        hint: What to do next, or `None`.
    """

    code: ClassVar[str] = "framehook"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message

    def __reduce__(self) -> tuple[Any, ...]:
        # The default calls the class with its positional arguments alone, which loses
        # everything that subclasses take by keyword.
        return _rebuild, (type(self), self.args, self.__dict__.copy())


class CallError(FramehookError):
    """Nothing was sent."""

    code = "call"


class CheckFailedError(CallError):
    """The schema or a rule refused the call; `issues` has everything that was found."""

    code = "check-failed"

    def __init__(self, endpoint: str, issues: Sequence[Issue]) -> None:
        self.endpoint = endpoint
        self.issues = tuple(issues)
        errors = [issue for issue in self.issues if issue.level == "error"]
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


class TicketError(CallError):
    """This is not a ticket, or it was written by a newer version."""

    code = "ticket"


class ConfigurationError(CallError):
    """A setting has a value that makes no sense."""

    code = "configuration"


class PluginError(FramehookError):
    """
    An installed plugin is at fault.

    Attributes:
        distribution: The distribution at fault, if it is known.
        version: Its version, if it is known.
    """

    code = "plugin"

    def __init__(
        self,
        message: str,
        *,
        distribution: str | None = None,
        version: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.distribution = distribution
        self.version = version


class PluginLoadError(PluginError):
    """Importing a plugin failed."""

    code = "plugin-load"


class PluginContractError(PluginError):
    """A plugin broke a promise of the plugin interface."""

    code = "plugin-contract"


class PluginConflictError(PluginError):
    """Two distributions claim one name, and no setting says which to prefer."""

    code = "plugin-conflict"


class PluginIncompatibleError(PluginError):
    """The plugin speaks another version of the plugin interface."""

    code = "plugin-incompatible"


class PluginDisabledError(PluginError):
    """A setting switched the plugin off."""

    code = "plugin-disabled"


class HookError(PluginError):
    """A hook raised."""

    code = "hook"


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


class JobError(FramehookError):
    """
    Something went wrong after the call was sent.

    Attributes:
        ticket: What identifies the job, if it was accepted. Store it to resume later.
        failure: What the service said, if it said something.
        intent: The key of the ledger's entry.
    """

    code = "job"

    def __init__(
        self,
        message: str,
        *,
        ticket: Ticket | None = None,
        failure: Failure | None = None,
        intent: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.ticket = ticket
        self.failure = failure
        self.intent = intent


class SubmissionRejectedError(JobError):
    """The service refused the call; nothing runs."""

    code = "submission-rejected"


class SubmissionUnknownError(JobError):
    """
    The call may have been accepted, and nobody can tell yet.

    It was sent once and will not be sent again. `intent` names the ledger's entry.
    """

    code = "submission-unknown"


class JobFailedError(JobError):
    """The service gave the job up; `failure` has its words."""

    code = "job-failed"


class JobCancelledError(JobError):
    """The job was cancelled before it was done."""

    code = "job-cancelled"


class JobTimeoutError(JobError, TimeoutError):
    """
    The job did not end within the time the caller allowed.

    It may still be running. To pick it up later:

    ```
    except framehook.JobTimeoutError as exc:
        job = client.resume(exc.ticket, endpoint)
    ```
    """

    code = "job-timeout"


class ResultExpiredError(JobError):
    """The job is done, but the service no longer has the result."""

    code = "result-expired"


class ResultUnreadableError(JobError):
    """The job is done and paid, but its result lacks what was promised; `payload` has it all."""

    code = "result-unreadable"

    def __init__(self, message: str, *, payload: Obj, **more: Any) -> None:
        super().__init__(message, **more)
        self.payload = payload


class DownloadError(JobError):
    """The job is done and paid, but a file of the result could not be fetched."""

    code = "download"


class LedgerError(FramehookError):
    """The journal of what was paid cannot be used, so nothing is sent."""

    code = "ledger"


class Cancelled(FramehookError):
    """The caller no longer wants the answer."""

    code = "cancelled"


class ClosedError(FramehookError):
    """The client has been closed."""

    code = "closed"
