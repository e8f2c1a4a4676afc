"""
Ledgers: in memory, in an SQLite file, and what it takes to make another one.

`Journal` takes every decision there is to take; a `Store` only keeps what it is told.
Nothing is loaded until it is used.
"""

from __future__ import annotations

__all__ = ("Journal", "MemoryLedger", "SqliteLedger", "Store", "Transaction")

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._journal import Journal
    from ._memory import MemoryLedger
    from ._sqlite import SqliteLedger
    from ._store import Store, Transaction

_HOMES = {
    "Journal": "_journal",
    "MemoryLedger": "_memory",
    "SqliteLedger": "_sqlite",
    "Store": "_store",
    "Transaction": "_store",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    # A client without a file does not pay for loading a database library.
    from importlib import import_module

    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
