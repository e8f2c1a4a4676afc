"""A ledger in a file."""

from __future__ import annotations

from framehook.ledger import SqliteLedger
from framehook.testing import LedgerConformance, SharedLedgerConformance


class TestSqliteLedger(LedgerConformance):
    def make(self, folder):
        return SqliteLedger(folder / "jobs.db")


class TestSharedSqliteLedger(SharedLedgerConformance):
    factory = "framehook.ledger:SqliteLedger"

    def address(self, folder):
        return f"sqlite://{folder}/new/jobs.db"
