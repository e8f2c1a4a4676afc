"""Something went wrong after the call was sent."""

from __future__ import annotations

__all__ = (
    "DownloadError",
    "JobCancelledError",
    "JobError",
    "JobFailedError",
    "JobTimeoutError",
    "ReplyDistrustedError",
    "ResultExpiredError",
    "ResultUnreadableError",
    "StreamBrokenError",
    "SubmissionRejectedError",
    "SubmissionUnknownError",
)

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ._root import FramehookError

if TYPE_CHECKING:
    from ..spi import Failure, Json, Obj, Ticket


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


class ReplyDistrustedError(JobError):
    """
    The service took the call on, and its answer leads somewhere it must not.

    The job runs and is written down. `ticket` has what can be trusted: resume it, and do
    not repeat the call.
    """

    code = "reply-distrusted"


class StreamBrokenError(JobError):
    """
    A stream of a paid call broke off before its end, and cannot be opened again.

    `pieces` has what came. What became of the rest is asked for by resuming `ticket`.
    """

    code = "stream-broken"

    def __init__(self, message: str, *, pieces: Sequence[Json], **more: Any) -> None:
        super().__init__(message, **more)
        self.pieces = pieces


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
