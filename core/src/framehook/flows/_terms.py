"""What a flow has to know about the client it works for."""

from __future__ import annotations

__all__ = ("CheckPolicy", "ProbePolicy", "RetryPolicy", "Terms", "waits")

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from datetime import datetime
from typing import Literal

from ..spi._intent import NewIntent
from ..spi._queue import Placed
from ..spi._record import record
from ..spi._service import Secret, Service
from ..spi._transport import Timeouts
from ._sink import Sink

CheckPolicy = Literal["strict", "warn", "off"]
ProbePolicy = Literal["never", "local", "always"]


@record(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """
    How often a request that can be repeated is sent, and with which pauses.

    The paid request is never subject to it.

    Attributes:
        attempts: How often in all.
        first: Seconds before the second attempt.
        factor: Each pause is this much longer than the one before.
        longest: Longest pause in seconds, unless the service asks for more.
        patience: Longest pause a service may ask for.

    Example:
        ```python
        assert RetryPolicy(first=1, factor=2, longest=3).pauses() == [1, 2, 3, 3]
        ```
    """

    attempts: int = 5
    first: float = 0.25
    factor: float = 2.0
    longest: float = 8.0
    patience: float = 120.0

    def pauses(self) -> list[float]:
        """Return the pause after each attempt but the last."""
        return [pause for pause in waits(self) if pause is not None]


def waits(retry: RetryPolicy) -> Iterator[float | None]:
    """Yield the pause after each attempt, and `None` after the last."""
    # Nearly every first attempt succeeds: no other pause is worked out.
    for number in range(retry.attempts - 1):
        yield min(retry.longest, retry.first * retry.factor**number)
    yield None


def _no_addresses(_: str) -> Sequence[str]:
    return ()


@record(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Terms:
    """
    What a flow has to know about the client it works for.

    Attributes:
        service: Who is asked.
        timeouts: Limits of every kind of waiting.
        retry: How reads are repeated.
        check: What an error-level issue does.
        probe: Whose media may be looked at: nobody's, the caller's own files and what
            the service stores, or URLs too.
        probe_private: Whether URLs on private addresses may be looked at.
        addresses: Looks up the addresses of a host; none where it has none.
        account: Label of the account that pays.
        owner: Name of this client in leases.
        on_abandon: What becomes of a job that its caller stops waiting for.
        scratch: Makes a temporary file by name, for what has to be relayed.
        secrets: What services answered when asked for their secret.
        uploads: What was placed already, by service and fingerprint.
        typical: When the ledger was asked how many seconds jobs of an endpoint take, and what
            it said.
        streams: One object for each stream that is open to watch a job.
        origin: Says which plugin and version an endpoint is of, for what is told of a fault;
            empty if it is of none.
    """

    service: Service
    timeouts: Timeouts = field(default_factory=Timeouts)
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    check: CheckPolicy = "strict"
    probe: ProbePolicy = "local"
    probe_private: bool = False
    addresses: Callable[[str], Sequence[str]] = _no_addresses
    account: str | None = None
    owner: str = "client"
    on_abandon: Literal["keep", "cancel"] = "keep"
    scratch: Callable[[str], Sink]
    secrets: dict[str, str | Secret | None] = field(default_factory=dict, repr=False)
    uploads: dict[tuple[str, str], Placed] = field(default_factory=dict, repr=False)
    typical: dict[str, tuple[datetime, float | None]] = field(default_factory=dict, repr=False)
    streams: set[object] = field(default_factory=set, repr=False)
    origin: Callable[[str], str] = field(default=lambda _: "")

    def concerns(self, new: NewIntent) -> bool:
        """Whether an entry is of this client's service, and of its account if it has one."""
        is_paid_here = self.account is None or self.account == new.account
        return is_paid_here and self.service.name == new.service
