"""Calls that were planned, never sent, and that nobody came back for."""

from __future__ import annotations

__all__ = ("FORSAKEN", "end_plan", "is_forsaken")

from datetime import datetime, timedelta

from ..spi._intent import Intent, IntentState
from ..spi._ledger import Ledger

# Whoever has the key of one may come back for it until then.
FORSAKEN = timedelta(days=30)


def is_forsaken(intent: Intent, now: datetime) -> bool:
    """Whether nothing of it was ever sent, and nobody has done anything about it for long."""
    is_unsent = intent.state is IntentState.PLANNED and not intent.attempt
    return is_unsent and now - intent.updated >= FORSAKEN


def end_plan(ledger: Ledger, now: datetime, *, key: str, owner: str) -> str:
    """End a plan that is forsaken. Returns why it was, and nothing if it was not."""
    # While it is leased nobody can begin it, so that what is looked at stays as it is.
    if not ledger.lease(key, owner, 30.0, now):
        return ""
    intent = ledger.get(key)
    why = f"It was planned and never sent, and nobody came back for it in {FORSAKEN.days} days."
    is_ended = intent is not None and is_forsaken(intent, now) and ledger.cancelled(key, why, now)
    ledger.release(key, owner, now)
    return why if is_ended else ""
