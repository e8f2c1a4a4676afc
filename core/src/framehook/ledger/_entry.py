"""An intent with what the ledger knows about it besides."""

from __future__ import annotations

__all__ = ("Entry",)

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, Self

from ..spi import Intent, IntentState, Permit
from ..spi._record import variant
from ._money import settle
from ._transitions import ENDS, Verb, target


class Entry(NamedTuple):
    """
    One row of the ledger.

    Attributes:
        intent: What callers see.
        touched: When somebody last did anything about it.
        number: Where it stands in the order of planning, from 1.
        owner: Who has, or had, the lease.
        until: When the lease ends.
        begun: When its latest attempt began.
        cost: What the service said it cost.
        seconds: How long the job took.
    """

    intent: Intent
    touched: datetime
    number: int = 0
    owner: str | None = None
    until: datetime | None = None
    begun: datetime | None = None
    cost: Decimal | None = None
    seconds: float | None = None

    def is_leased(self, now: datetime) -> bool:
        """Whether somebody has a lease that is still good."""
        return self.until is not None and now < self.until

    def holds(self, permit: Permit, now: datetime) -> bool:
        """Whether a permit may still be used."""
        return (
            self.intent.state is IntentState.SUBMITTING
            and self.intent.attempt == permit.attempt
            and self.owner == permit.owner
            and self.until is not None
            and now < min(self.until, permit.until)
        )

    def is_free(self, owner: str, now: datetime) -> bool:
        """Whether nobody but `owner` has a lease that is still good."""
        return self.owner == owner or not self.is_leased(now)

    def moved(
        self, verb: Verb, now: datetime, *, cost: Decimal | None = None, **changes: Any
    ) -> Entry | None:
        """Return the entry after a change, or `None` if the change is refused."""
        state = target(verb, self.intent)
        if state is None:
            return None
        reserved, spent = settle(self.intent, state, cost)
        intent = variant(
            self.intent, state=state, reserved=reserved, spent=spent, updated=now, **changes
        )
        is_done, is_over = verb == "result", state in ENDS
        return Entry(
            intent,
            now,
            self.number,
            # Nobody has to work on it any more. Otherwise whoever works on it goes on.
            None if is_over else self.owner,
            None if is_over else self.until,
            self.begun,
            cost if is_done else self.cost,
            self._seconds(now) if is_done else self.seconds,
        )

    def leased(self, owner: str, ttl: float, now: datetime) -> Self:
        """Return the entry with a lease on it."""
        return self._replace(owner=owner, until=now + timedelta(seconds=ttl), touched=now)

    def released(self, now: datetime) -> Self:
        """Return the entry without a lease."""
        return self._replace(owner=None, until=None, touched=now)

    def _seconds(self, now: datetime) -> float | None:
        # How long a lost one took says nothing about the next one.
        if self.begun is None or self.intent.state is not IntentState.SUBMITTED:
            return None
        # A clock that was set back meanwhile does not tell.
        return (now - self.begun).total_seconds() if now >= self.begun else None
