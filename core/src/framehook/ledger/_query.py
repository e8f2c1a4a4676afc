"""What is looked for among the entries of a ledger."""

from __future__ import annotations

__all__ = ("Query",)

from collections.abc import Set as AbstractSet
from dataclasses import field

from ..spi import IntentState
from ..spi._record import record


@record(frozen=True, slots=True, kw_only=True)
class Query:
    """
    What entries must match; everything that is given.

    With `after`, a key or nothing, those with the lowest numbers after that entry's are meant.
    """

    job: tuple[str, str] | None = None
    dedupe: str | None = None
    states: AbstractSet[IntentState] = field(default_factory=frozenset[IntentState])
    endpoint: str | None = None
    batch: str | None = None
    after: str | None = None
    limit: int = 100
