"""
framehook: hosted generative-video models through one typed client.

It checks before it pays, never pays twice, never loses a paid result, and runs without
key or network on this machine. Nothing is imported until it is used.
"""

from __future__ import annotations

__all__ = (
    "AsyncClient",
    "AsyncJob",
    "AsyncResult",
    "AsyncStream",
    "Billing",
    "Call",
    "CallError",
    "Cancelled",
    "CheckFailedError",
    "Checked",
    "Client",
    "ClosedError",
    "ConfigurationError",
    "CostRefusedError",
    "DeadlineError",
    "DownloadError",
    "Endpoint",
    "EndpointNotFoundError",
    "Event",
    "Facts",
    "Failure",
    "Fetched",
    "Fidelity",
    "FidelityError",
    "File",
    "FileNotReadableError",
    "FramehookError",
    "HookError",
    "Issue",
    "Job",
    "JobCancelledError",
    "JobError",
    "JobFailedError",
    "JobTimeoutError",
    "KeyTakenError",
    "LedgerError",
    "Notified",
    "OutputRefusedError",
    "Phase",
    "PluginConflictError",
    "PluginContractError",
    "PluginDisabledError",
    "PluginError",
    "PluginIncompatibleError",
    "PluginLoadError",
    "Quote",
    "Reconciled",
    "Registry",
    "ReplyDistrustedError",
    "ReplyError",
    "Result",
    "ResultExpiredError",
    "ResultUnreadableError",
    "RetryPolicy",
    "RunAgainAt",
    "SecretMissingError",
    "ServiceNotFoundError",
    "Status",
    "Stream",
    "StreamBrokenError",
    "SubmissionRejectedError",
    "SubmissionUnknownError",
    "TicketError",
    "Timeouts",
    "TransportError",
    "default_registry",
)

from typing import TYPE_CHECKING, Any

from ._exports import exported

if TYPE_CHECKING:
    from .clients._async_client import AsyncClient
    from .clients._async_job import AsyncJob
    from .clients._async_result import AsyncResult
    from .clients._async_stream import AsyncStream
    from .clients._billing import Billing
    from .clients._client import Client
    from .clients._job import Job
    from .clients._result import Result
    from .clients._stream import Stream
    from .errors import (
        CallError,
        Cancelled,
        CheckFailedError,
        ClosedError,
        ConfigurationError,
        CostRefusedError,
        DeadlineError,
        DownloadError,
        EndpointNotFoundError,
        FidelityError,
        FileNotReadableError,
        FramehookError,
        HookError,
        JobCancelledError,
        JobError,
        JobFailedError,
        JobTimeoutError,
        KeyTakenError,
        LedgerError,
        OutputRefusedError,
        PluginConflictError,
        PluginContractError,
        PluginDisabledError,
        PluginError,
        PluginIncompatibleError,
        PluginLoadError,
        ReplyDistrustedError,
        ReplyError,
        ResultExpiredError,
        ResultUnreadableError,
        SecretMissingError,
        ServiceNotFoundError,
        StreamBrokenError,
        SubmissionRejectedError,
        SubmissionUnknownError,
        TicketError,
        TransportError,
    )
    from .flows._check import Checked
    from .flows._drive import RunAgainAt
    from .flows._fetch import Fetched
    from .flows._notify import Notified
    from .flows._reconcile import Reconciled
    from .flows._terms import RetryPolicy
    from .registry import Registry, default_registry
    from .spi._call import Call
    from .spi._endpoint import Endpoint
    from .spi._facts import Facts
    from .spi._file import File
    from .spi._issue import Issue
    from .spi._job import Event, Failure, Fidelity, Phase, Status
    from .spi._quote import Quote
    from .spi._transport import Timeouts

_HOMES = {
    ".clients._async_client": "AsyncClient",
    ".clients._async_job": "AsyncJob",
    ".clients._async_result": "AsyncResult",
    ".clients._async_stream": "AsyncStream",
    ".clients._billing": "Billing",
    ".clients._client": "Client",
    ".clients._job": "Job",
    ".clients._result": "Result",
    ".clients._stream": "Stream",
    ".errors": (
        "CallError Cancelled CheckFailedError ClosedError ConfigurationError "
        "CostRefusedError DeadlineError DownloadError EndpointNotFoundError FidelityError "
        "FileNotReadableError FramehookError HookError JobCancelledError JobError "
        "JobFailedError JobTimeoutError KeyTakenError LedgerError OutputRefusedError "
        "PluginConflictError PluginContractError PluginDisabledError PluginError "
        "PluginIncompatibleError PluginLoadError ReplyDistrustedError ReplyError "
        "ResultExpiredError ResultUnreadableError SecretMissingError ServiceNotFoundError "
        "StreamBrokenError "
        "SubmissionRejectedError SubmissionUnknownError TicketError TransportError"
    ),
    ".flows._check": "Checked",
    ".flows._drive": "RunAgainAt",
    ".flows._fetch": "Fetched",
    ".flows._notify": "Notified",
    ".flows._reconcile": "Reconciled",
    ".flows._terms": "RetryPolicy",
    ".registry": "Registry default_registry",
    ".spi._call": "Call",
    ".spi._endpoint": "Endpoint",
    ".spi._facts": "Facts",
    ".spi._file": "File",
    ".spi._issue": "Issue",
    ".spi._job": "Event Failure Fidelity Phase Status",
    ".spi._quote": "Quote",
    ".spi._transport": "Timeouts",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        # Reading metadata costs more than everything else here.
        from importlib_metadata import version

        return version("framehook")
    return exported(__name__, _HOMES, name)


def __dir__() -> list[str]:
    return sorted(__all__)
