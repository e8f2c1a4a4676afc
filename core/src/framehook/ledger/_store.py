"""What keeps a journal: it decides nothing."""

from __future__ import annotations

__all__ = ("Store", "Transaction")

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from ..spi import Cap, LedgerEvent, Obj
from ._entry import Entry
from ._money import Balance

if TYPE_CHECKING:
    from ._query import Query


class Transaction(Protocol):
    """
    One look at a journal, or one change of it.

    What is read in a transaction that writes cannot be changed by anyone else before
    the transaction ends.
    """

    def entry(self, key: str) -> Entry | None:
        """Return the entry with a key."""
        ...

    def with_dedupe(self, dedupe: str) -> Entry | None:
        """Return the entry with a caller's key."""
        ...

    def with_job(self, service: str, job: str) -> Entry | None:
        """Return the entry that has a service's job."""
        ...

    def add(self, entry: Entry) -> None:
        """Add an entry and number it, one higher than the one before."""
        ...

    def save(self, entry: Entry) -> None:
        """Replace everything of an entry but `intent.key`, `intent.new` and `number`."""
        ...

    def due(self, now: datetime, limit: int) -> Sequence[Entry]:
        """Return open entries without a good lease, by `expires`, `touched` and `number`."""
        ...

    def find(self, query: Query) -> Sequence[Entry]:
        """Return entries that match, those with the highest number first unless it says `after`."""
        ...

    def balance(self, scope: str, currency: str) -> Balance:
        """Return the money of one scope."""
        ...

    def set_balance(self, scope: str, currency: str, balance: Balance) -> None:
        """Replace the money of one scope."""
        ...

    def balances(self) -> Mapping[tuple[str, str], Balance]:
        """Return the money of every scope and currency."""
        ...

    def caps(self) -> Sequence[Cap]:
        """Return the limits."""
        ...

    def set_caps(self, caps: Sequence[Cap]) -> None:
        """Replace the limits."""
        ...

    def add_notice(self, job: str, key: str | None, digest: str, body: Obj, now: datetime) -> bool:
        """Keep a notification; `False` if one with that job, key and digest is there."""
        ...

    def claim_notices(self, job: str, key: str) -> None:
        """Give the notifications without a key about a job that key."""
        ...

    def forget_notices(self, before: datetime, most: int) -> int:
        """
        Drop notifications without a key: those from before, and the oldest of too many.

        If there are more than `most`, a tenth of that goes besides, so that it is not done
        each time. Return how many were dropped.
        """
        ...

    def notices(self, key: str, job: str | None) -> Sequence[Obj]:
        """Return notifications with that key, and those without one but with that job."""
        ...

    def log(self, at: datetime, key: str, kind: str, data: Obj) -> None:
        """Append a line to the log and number it, from 1."""
        ...

    def events(self, after: int, key: str | None, limit: int) -> Sequence[LedgerEvent]:
        """Return lines of the log in order."""
        ...


class Store(Protocol):
    """
    A place that keeps a journal.

    Raises:
        LedgerError: from any method, if the place cannot be read or written, or the store
            has been closed.
    """

    def read(self) -> AbstractContextManager[Transaction]:
        """Open a transaction in which nothing is changed."""
        ...

    def write(self, *, synced: bool = True) -> AbstractContextManager[Transaction]:
        """
        Open a transaction; it is durable once it is left, and has no effect if it raises.

        Args:
            synced: Whether it must outlive a power cut, too, and not only this process.
        """
        ...

    def together(self) -> AbstractContextManager[None]:
        """
        Make one transaction of what this thread does until the end, if that saves anything.

        A part that raises leaves the others alone. If the whole raises, none had an effect.
        """
        ...

    def close(self) -> None:
        """Let go of the place. Closing twice has no effect."""
        ...
