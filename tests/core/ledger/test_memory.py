"""A ledger that lasts as long as its process."""

from __future__ import annotations

from framehook.ledger import MemoryLedger
from framehook.testing import LedgerConformance


class TestMemoryLedger(LedgerConformance):
    def make(self, folder):
        return MemoryLedger()


def test_it_is_made_by_name():
    """Like every ledger it takes an address, which says nothing more."""
    assert repr(MemoryLedger("memory:")) == "<Journal in memory>"
