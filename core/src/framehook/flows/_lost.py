"""What is known of a call whose answer was lost."""

from __future__ import annotations

__all__ = ("lost_call",)

from collections.abc import Callable
from datetime import datetime, timedelta

from ..spi._command import Flow
from ..spi._intent import Intent, LedgerEvent
from ..spi._ledger import lines_of
from ..spi._queue import Submission
from ._commands import Record
from ._places import placed

# A clock that is a little off must not hide a job.
SKEW = timedelta(minutes=2)
# What left in time may be taken on a little later.
LATE = timedelta(minutes=10)


def lost_call(intent: Intent, target: Callable[[str], str]) -> Flow[Submission]:
    """Return the latest attempt at a call as a queue sees it, and when it may have arrived."""
    arguments = yield from placed(intent)
    lines = yield from Record(lambda ledger, _: list(lines_of(ledger, intent.key)))
    since, until = _window(intent, lines)
    return Submission(
        endpoint=intent.new.endpoint,
        target=target(intent.new.endpoint),
        arguments=arguments,
        attempt=f"{intent.key}-{intent.attempt}",
        since=since - SKEW,
        until=None if until is None else until + LATE,
    )


def _window(intent: Intent, lines: list[LedgerEvent]) -> tuple[datetime, datetime | None]:
    # A call with a key may have been planned long before it was sent. What ran in between for
    # somebody else, and looks the same, is not its job.
    begun = next((line for line in reversed(lines) if line.kind == "begin"), None)
    if begun is None:
        return intent.created, None
    # Nothing leaves after the lease has ended.
    ends = [line.at for line in lines if line.number > begun.number and line.kind == "unknown"]
    lease = begun.data.get("until")
    ends += [datetime.fromisoformat(lease)] if isinstance(lease, str) else []
    return begun.at, max(ends, default=None)
