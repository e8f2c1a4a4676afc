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
    + KeyTakenError                  the caller's key belongs to another call
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
    + ReplyDistrustedError           it runs, but its answer leads somewhere it must not
    + StreamBrokenError              a stream of partial results ended before its end
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
    "KeyTakenError",
    "LedgerError",
    "OutputRefusedError",
    "PluginConflictError",
    "PluginContractError",
    "PluginDisabledError",
    "PluginError",
    "PluginIncompatibleError",
    "PluginLoadError",
    "ReplyDistrustedError",
    "ReplyError",
    "ResultExpiredError",
    "ResultUnreadableError",
    "SecretMissingError",
    "ServiceNotFoundError",
    "StreamBrokenError",
    "SubmissionRejectedError",
    "SubmissionUnknownError",
    "TicketError",
    "TransportError",
)

from ._call import (
    CallError,
    CheckFailedError,
    ConfigurationError,
    CostRefusedError,
    EndpointNotFoundError,
    FidelityError,
    FileNotReadableError,
    KeyTakenError,
    OutputRefusedError,
    SecretMissingError,
    ServiceNotFoundError,
    TicketError,
)
from ._job import (
    DownloadError,
    JobCancelledError,
    JobError,
    JobFailedError,
    JobTimeoutError,
    ReplyDistrustedError,
    ResultExpiredError,
    ResultUnreadableError,
    StreamBrokenError,
    SubmissionRejectedError,
    SubmissionUnknownError,
)
from ._plugin import (
    HookError,
    PluginConflictError,
    PluginContractError,
    PluginDisabledError,
    PluginError,
    PluginIncompatibleError,
    PluginLoadError,
)
from ._root import FramehookError
from ._wire import Cancelled, ClosedError, DeadlineError, LedgerError, ReplyError, TransportError
