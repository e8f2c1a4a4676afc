"""One try at sending a paid request, and what it proves when there is no answer."""

from __future__ import annotations

__all__ = ("attempt", "refused")

from typing import TypeVar

from ..errors import (
    Cancelled,
    ClosedError,
    ConfigurationError,
    LedgerError,
    SubmissionRejectedError,
    TransportError,
)
from ..spi._command import Command, Flow
from ..spi._intent import Permit
from ..spi._job import Failure
from ..spi._queue import Accepted, Rejected, Submission
from ._entry import lost, unsent

T = TypeVar("T")


def attempt(command: Command[T], permit: Permit) -> Flow[T | Accepted | Rejected]:
    """
    Send a paid request.

    Returns:
        What the command does; a refusal, if nothing left; or the acceptance, if the answer
        was lost and a notification has told of it.

    Raises:
        SubmissionUnknownError: if it may have been accepted.
    """
    try:
        return (yield from command)
    except TransportError as exc:
        if exc.sent != "no":
            return (yield from lost(permit, str(exc), exc))
        return Rejected(Failure("service", str(exc)), again=True)
    except (Cancelled, ClosedError, ConfigurationError) as exc:
        # Once it is on its way the driver holds an interrupt back, and a transport that is
        # closed or missing sends nothing.
        yield from unsent(permit.key, [permit], exc)
        raise
    except LedgerError:
        raise  # It could not be asked for leave at the last moment, so that nothing was sent.
    except Exception as exc:  # noqa: BLE001 - it may have been sent, whatever a plugin raises.
        return (yield from lost(permit, f"{type(exc).__name__}: {exc}", exc))


def refused(answer: Rejected, call: Submission, key: str, service: str) -> SubmissionRejectedError:
    """Return the error for a call that the service did not take on."""
    failure = answer.failure
    return SubmissionRejectedError(
        f"{service!r} did not take the call to {call.endpoint!r}: {failure.words.rstrip('.')}.",
        failure=failure,
        intent=key,
        hint=f"Nothing runs and nothing is billed. {answer.hint}".rstrip(),
    )
