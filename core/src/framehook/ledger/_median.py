"""What earlier calls of an endpoint took."""

from __future__ import annotations

__all__ = ("medians", "sample")

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ..spi import IntentState
from ._entry import Entry
from ._query import Query

_DONE = frozenset(
    {IntentState.RESULT, IntentState.DOWNLOADING, IntentState.FETCHED, IntentState.EXPIRED}
)


def sample(endpoint: str) -> Query:
    """Return which calls are looked at: enough to be typical, few enough to be recent."""
    return Query(endpoint=endpoint, states=_DONE, limit=100)


def medians(entries: Sequence[Entry]) -> Mapping[str, Decimal]:
    """
    Return the medians of what is known; an estimate that was taken for a cost is not.

    What ran where nothing is billed says nothing about where it is.
    """
    entries = [entry for entry in entries if entry.cost != 0 and entry.intent.new.estimate != 0]
    if not entries:
        return {}
    from statistics import median  # The first job of a process does without.

    seen = {
        "cost": [entry.cost for entry in entries],
        "units": [entry.intent.units for entry in entries],
        "seconds": [_decimal(entry.seconds) for entry in entries],
    }
    known = {
        name: [value for value in values if value is not None] for name, values in seen.items()
    }
    return {name: median(values) for name, values in known.items() if values}


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
