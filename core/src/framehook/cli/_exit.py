"""How a command ends: its exit code, and what it says about a failure."""

from __future__ import annotations

__all__ = ("DONE", "INTERRUPTED", "REFUSED", "Standing", "error_json", "exit_code", "spelled")

import re
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from ..errors import (
    CallError,
    Cancelled,
    CheckFailedError,
    DownloadError,
    FramehookError,
    JobError,
    JobTimeoutError,
    LedgerError,
    PluginConflictError,
    PluginDisabledError,
    PluginError,
    PluginIncompatibleError,
    PluginLoadError,
    ReplyDistrustedError,
    ReplyError,
    ResultExpiredError,
    ResultUnreadableError,
    StreamBrokenError,
    SubmissionRejectedError,
    SubmissionUnknownError,
    TransportError,
)

if TYPE_CHECKING:
    from ._invocation import Invocation

DONE = 0
SERVICE_SAID_NO = 1
REFUSED = 2
UNKNOWN = 3
NOT_FETCHED = 4
FAULT = 5
STILL_RUNNING = 75
INTERRUPTED = 130

# Errors speak to programmers; a command has other words for the same thing.
_SPELLINGS = (
    ("state what it may cost with assume_cost=", "state what it may cost with --assume-cost"),
    ("assume_cost=", "--assume-cost"),
    ("max_cost=", "--max-cost"),
    ("force=True (--force)", "--force"),
    ("call.with_extra()", "--extra"),
    (", or allow such URLs with probe_private=True", ""),
    ("Client(service=…)", "--service NAME"),
    ('Client(service="local")', "--service local"),
    ("probe='always'", "--probe always"),
    ("probe='never'", "--probe never"),
    ("Resume it with client.resume(exc.ticket), or: ", "Wait for it with: "),
    ("The whole result is in exc.payload. ", "The whole result is in the ledger. "),
)

# What is installed, or switched off, does not let the call be made. A plugin that fails
# once it is at work is another matter.
_UNUSABLE = (PluginConflictError, PluginDisabledError, PluginIncompatibleError, PluginLoadError)
_AS_PATH = re.compile(r"pass Path\(.*\)\.")


class Standing(IntEnum):
    """How far a paid call has come, whatever happens next."""

    NOTHING_SENT = 0
    PLANNED = 1
    ACCEPTED = 2
    DONE = 3


def exit_code(error: BaseException, standing: Standing) -> int:
    """Return the exit code for an error at this stage of a call."""
    if isinstance(error, (KeyboardInterrupt, Cancelled)):
        return INTERRUPTED
    if isinstance(error, SubmissionUnknownError):
        return UNKNOWN
    if standing is Standing.DONE:
        return NOT_FETCHED
    if isinstance(error, (ResultExpiredError, ResultUnreadableError, DownloadError)):
        return NOT_FETCHED
    if isinstance(error, (JobTimeoutError, ReplyDistrustedError, StreamBrokenError)):
        return STILL_RUNNING
    if isinstance(error, JobError):
        return SERVICE_SAID_NO
    if isinstance(error, (TransportError, ReplyError)):
        return _unanswered(error, standing)
    if isinstance(error, LedgerError):
        # What was sent, or became of it, could not be written down.
        return (REFUSED, UNKNOWN, STILL_RUNNING)[standing]
    if isinstance(error, _UNUSABLE) and standing is not Standing.ACCEPTED:
        return REFUSED
    return REFUSED if isinstance(error, CallError) else FAULT


def _unanswered(error: TransportError | ReplyError, standing: Standing) -> int:
    if standing is Standing.ACCEPTED and (isinstance(error, TransportError) or error.retryable):
        return STILL_RUNNING
    return SERVICE_SAID_NO


def error_json(error: BaseException, invocation: Invocation) -> dict[str, Any]:
    """Return the one object that tells a program how a command failed."""
    ticket = invocation.ticket_of(error)
    sent = invocation.standing is not Standing.NOTHING_SENT
    rejected = isinstance(error, (CallError, SubmissionRejectedError))
    found: dict[str, Any] = {
        "code": _code(error),
        "message": spelled(_message(error)),
        "hint": _hint(error, invocation),
        "plugin": _plugin(error),
        "request_id": None if ticket is None else ticket["id"],
        "ticket": ticket,
        "billing": invocation.billing if sent and not rejected else None,
        "retryable": _retryable(error),
    }
    answer: dict[str, Any] = {"v": 1, "ok": False, "error": found}
    if isinstance(error, CheckFailedError):
        answer["issues"] = [issue.to_json() for issue in error.issues]
    return answer


def spelled(text: str) -> str:
    """Return an error's text in the words of the command line."""
    for theirs, ours in _SPELLINGS:
        text = text.replace(theirs, ours)
    return _AS_PATH.sub('use -a, or {"$file": …} in --input.', text)


def _code(error: BaseException) -> str:
    if isinstance(error, FramehookError):
        return error.code
    return "interrupted" if isinstance(error, KeyboardInterrupt) else "internal"


def _message(error: BaseException) -> str:
    if isinstance(error, FramehookError):
        return error.message
    if isinstance(error, KeyboardInterrupt):
        return "Interrupted."
    return f"framehook failed with {type(error).__name__}: {error}"


def _hint(error: BaseException, invocation: Invocation) -> str | None:
    known = invocation.advice(error)
    if known is not None:
        return known
    if isinstance(error, FramehookError):
        return spelled(error.hint) if error.hint else None
    return None if isinstance(error, KeyboardInterrupt) else "See where with -v, and report it."


def _plugin(error: BaseException) -> str | None:
    if not isinstance(error, PluginError) or error.distribution is None:
        return None
    return f"{error.distribution} {error.version}" if error.version else error.distribution


def _retryable(error: BaseException) -> bool | None:
    if isinstance(error, ReplyError):
        return error.retryable
    if isinstance(error, JobError):
        return error.failure.retryable if error.failure is not None else False
    return isinstance(error, TransportError)
