"""
The durable journal of what was intended, sent, accepted, billed and fetched.

Every method is one transaction. A method that changes something takes the present time
as `now`, so that a ledger has no clock of its own, and answers whether the change was
made: a change that another process has made first is refused, not repeated.
"""

from __future__ import annotations

__all__ = ("Annotates", "Ledger", "Stray", "Strays", "entries_of", "lines_of", "strays_of")

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Protocol, runtime_checkable

from ._intent import Cap, Denied, Intent, IntentState, LedgerEvent, NewIntent, Permit, StoredFile
from ._job import Failure, Ticket
from ._json import Obj


class Ledger(Protocol):
    """
    The journal of one account's calls, shared by any number of processes.

    Raises:
        LedgerError: from any method, if the journal cannot be read or written.
    """

    def plan(self, items: Sequence[NewIntent], now: datetime) -> Sequence[Intent]:
        """Write intents down and return their entries; the first one, for a known dedupe key."""
        ...

    def begin(self, key: str, owner: str, ttl: float, now: datetime) -> Permit | Denied:
        """Reserve the money, count the attempt and take the lease, on disk when it returns."""
        ...

    def holds(self, permit: Permit, now: datetime) -> bool:
        """Whether the permit may still be used. Asked right before sending."""
        ...

    def accepted(self, permit: Permit, ticket: Ticket, now: datetime) -> bool:
        """The service took it on."""
        ...

    def rejected(self, permit: Permit, failure: Failure, *, again: bool, now: datetime) -> bool:
        """Nothing runs: release the money. With `again` it is planned once more."""
        ...

    def unknown(self, permit: Permit, evidence: str, now: datetime) -> bool:
        """Nobody can tell whether it was accepted: keep the money."""
        ...

    def adopt(self, key: str, ticket: Ticket, evidence: str, now: datetime) -> bool:
        """An unknown one was found to be accepted. Refused if another intent has that job."""
        ...

    def absent(self, key: str, evidence: str, now: datetime) -> bool:
        """An unknown one is proven not to be accepted: it is planned once more."""
        ...

    def quarantine(self, key: str, evidence: str, now: datetime) -> bool:
        """An unknown one cannot be decided: a person must."""
        ...

    def write_off(self, key: str, evidence: str, now: datetime) -> bool:
        """A person gives a quarantined one up for lost: its money is taken for spent."""
        ...

    def result(
        self,
        key: str,
        payload: Obj,
        *,
        units: Decimal | None,
        cost: Decimal | None,
        expires: datetime | None,
        now: datetime,
    ) -> bool:
        """The job is done: settle the money. Without a cost the estimate is taken."""
        ...

    def failed(self, key: str, failure: Failure, *, cost: Decimal | None, now: datetime) -> bool:
        """The job ended without a result: settle the money, or release it without a cost."""
        ...

    def cancelled(self, key: str, evidence: str, now: datetime) -> bool:
        """The plan, or an accepted job, was given up by the caller: release the money."""
        ...

    def fetched(self, key: str, files: Sequence[StoredFile], now: datetime) -> bool:
        """The files of the result are safe on this side."""
        ...

    def expired(self, key: str, evidence: str, now: datetime) -> bool:
        """The service no longer has the result."""
        ...

    def lease(self, key: str, owner: str, ttl: float, now: datetime) -> bool:
        """Take or renew the lease on an entry. One on a result says that it is downloaded."""
        ...

    def release(self, key: str, owner: str, now: datetime) -> None:
        """Give the lease back."""
        ...

    def due(self, now: datetime, limit: int = 100) -> Sequence[Intent]:
        """Return entries that are open and leased by nobody, those that expire first first."""
        ...

    def get(self, key: str) -> Intent | None:
        """Return one entry."""
        ...

    def find(
        self,
        *,
        ticket: Ticket | None = None,
        dedupe: str | None = None,
        states: Iterable[IntentState] = (),
        endpoint: str | None = None,
        batch: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Sequence[Intent]:
        """
        Return entries that match everything that is given, newest first.

        With `after`, the oldest come first, from the one on that was planned next after the
        entry with that key; `""` begins with the very first. So all of them can be read, page
        by page, while others are added and changed.
        """
        ...

    def notice(self, job: str, key: str | None, body: Obj, now: datetime) -> bool:
        """
        Put a notification into the inbox; `False` if it is there already.

        Of those about jobs that no entry has, the latest thousand are kept, for a month.
        """
        ...

    def notices(self, key: str) -> Sequence[Obj]:
        """Return the notifications for one entry, in the order of arrival."""
        ...

    def set_caps(self, caps: Sequence[Cap], now: datetime) -> None:
        """Replace the limits."""
        ...

    def spending(self, now: datetime) -> Mapping[str, tuple[Decimal, Decimal]]:
        """Return reserved and spent money by scope: `total EUR` where it is not in USD."""
        ...

    def typical(self, endpoint: str) -> Mapping[str, Decimal]:
        """Return `cost`, `units` and `seconds`: medians of what earlier calls took."""
        ...

    def events(
        self, after: int = 0, key: str | None = None, limit: int = 1000
    ) -> Sequence[LedgerEvent]:
        """Return lines of the log with a higher number than `after`."""
        ...

    def close(self) -> None:
        """Let go of the journal. Closing twice has no effect."""
        ...


@runtime_checkable
class Annotates(Protocol):
    """A ledger that also takes notes: lines in its log that change no entry."""

    def note(self, key: str, kind: str, data: Obj, now: datetime) -> None:
        """Append a line of its own about an entry to the log."""
        ...


@runtime_checkable
class Strays(Protocol):
    """
    A ledger that keeps account of strays: jobs that were paid besides the entry's own.

    It makes one of each acceptance for which there is no place any more. `spending` has their
    money under `stray`, beside all other scopes, and limits on the total count it.
    """

    def stray(self, key: str, ticket: Ticket, *, cost: Decimal | None, now: datetime) -> bool:
        """
        Write down a stray of an entry, or what one has cost; `False` if that is known.

        Its money is reserved by the entry's estimate until the cost is known. A job that an
        entry has is none.
        """
        ...


class Stray(NamedTuple):
    """A job that was paid besides the entry's own, and what it has cost, if that is known."""

    ticket: Ticket
    cost: Decimal | None


_PAGE = 500


def entries_of(ledger: Ledger, states: Iterable[IntentState] = ()) -> Iterator[Intent]:
    """
    Yield all entries in these states, the oldest first, however many there are.

    They are read page by page, so that one that changes its state meanwhile may be left out.

    Example:
        ```python
        from framehook.ledger import MemoryLedger

        assert list(entries_of(MemoryLedger(), [IntentState.UNKNOWN])) == []
        ```
    """
    wanted, after = tuple(states), ""
    while page := ledger.find(states=wanted, after=after, limit=_PAGE):
        yield from page
        after = page[-1].key


def lines_of(ledger: Ledger, key: str) -> Iterator[LedgerEvent]:
    """Yield all lines of the log about one entry."""
    after = 0
    while page := ledger.events(after, key):
        yield from page
        after = page[-1].number


def strays_of(ledger: Ledger, key: str) -> list[Stray]:
    """Return the jobs that were paid besides an entry's own; those that others have are none."""
    found: dict[tuple[str, str], Stray] = {}
    for line in lines_of(ledger, key):
        written, cost = line.data.get("ticket"), line.data.get("cost")
        if line.kind == "stray" and isinstance(written, Mapping):
            ticket = Ticket.from_json(written)
            paid = Decimal(cost) if isinstance(cost, str) else None
            found[ticket.service, ticket.id] = Stray(ticket, paid)
    return [stray for stray in found.values() if not ledger.find(ticket=stray.ticket, limit=1)]
