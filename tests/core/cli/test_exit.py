"""One exit code for each way in which a command can end."""

from __future__ import annotations

from typing import Any

import pytest

from framehook import errors
from framehook.cli._exit import Standing, exit_code
from framehook.spi import Ticket

NOTHING, PLANNED, ACCEPTED, DONE = Standing
ISSUES: Any = ()


@pytest.mark.parametrize(
    ("error", "codes"),
    [
        # In the order of the standings: nothing sent, planned, accepted, done.
        (KeyboardInterrupt(), (130, 130, 130, 130)),
        (errors.Cancelled("x"), (130, 130, 130, 130)),
        (errors.SubmissionUnknownError("x"), (3, 3, 3, 3)),
        (errors.SubmissionRejectedError("x"), (1, 1, 1, 4)),
        (errors.JobFailedError("x"), (1, 1, 1, 4)),
        (errors.JobCancelledError("x"), (1, 1, 1, 4)),
        (errors.JobTimeoutError("x"), (75, 75, 75, 4)),
        (errors.ReplyDistrustedError("x"), (75, 75, 75, 4)),
        (errors.StreamBrokenError("x", pieces=[]), (75, 75, 75, 4)),
        (errors.ResultExpiredError("x"), (4, 4, 4, 4)),
        (errors.ResultUnreadableError("x", payload={}), (4, 4, 4, 4)),
        (errors.DownloadError("x"), (4, 4, 4, 4)),
        (errors.TransportError("x"), (1, 1, 75, 4)),
        (errors.ReplyError("x", status=503, retryable=True), (1, 1, 75, 4)),
        (errors.ReplyError("x", status=401), (1, 1, 1, 4)),
        (errors.LedgerError("x"), (2, 3, 75, 4)),
        (errors.CheckFailedError("a/b", ISSUES), (2, 2, 2, 4)),
        (errors.CostRefusedError("x"), (2, 2, 2, 4)),
        (errors.OutputRefusedError("x"), (2, 2, 2, 4)),
        (errors.PluginLoadError("x"), (2, 2, 5, 4)),
        (errors.PluginConflictError("x"), (2, 2, 5, 4)),
        (errors.PluginDisabledError("x"), (2, 2, 5, 4)),
        (errors.PluginIncompatibleError("x"), (2, 2, 5, 4)),
        (errors.PluginContractError("x"), (5, 5, 5, 4)),
        (errors.HookError("x"), (5, 5, 5, 4)),
        (errors.ClosedError("x"), (5, 5, 5, 4)),
        (RuntimeError("x"), (5, 5, 5, 4)),
    ],
)
def test_exit_codes(error: BaseException, codes: tuple[int, ...]) -> None:
    """What is paid and done is 4 whatever happens next; what may be paid is never 2."""
    assert tuple(exit_code(error, standing) for standing in Standing) == codes


def test_a_ticket_of_an_error_comes_before_that_of_the_run(framehook: Any) -> None:
    """An error may know better what it is about."""
    from framehook.cli._invocation import Invocation
    from framehook.cli._terminal import Terminal

    invocation = Invocation(Terminal(environment={}))
    invocation.ticket = {"id": "a"}
    ticket = Ticket("s", "a/b", "b")
    assert invocation.ticket_of(errors.JobError("x", ticket=ticket)) == ticket.to_json()
    assert invocation.ticket_of(errors.JobError("x")) == {"id": "a"}
