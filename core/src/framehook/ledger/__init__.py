"""
Ledgers: in memory, in an SQLite file, and what it takes to make another one.

`Journal` takes every decision there is to take; a `Store` only keeps what it is told.
Nothing is loaded until it is used.
"""

from __future__ import annotations

__all__ = ("Journal", "MemoryLedger", "SqliteLedger", "Store", "Transaction")

from typing import TYPE_CHECKING, Any

from .._exports import exported

if TYPE_CHECKING:
    from ._journal import Journal
    from ._memory import MemoryLedger
    from ._sqlite import SqliteLedger
    from ._store import Store, Transaction

_HOMES = {
    "._journal": "Journal",
    "._memory": "MemoryLedger",
    "._sqlite": "SqliteLedger",
    "._store": "Store Transaction",
}


def __getattr__(name: str) -> Any:
    return exported(__name__, _HOMES, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
