"""A ledger that lasts as long as its process."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from framehook.ledger import MemoryLedger
from framehook.testing import LedgerConformance
from framehook.testing._ledger_walk import NOW, reach


class TestMemoryLedger(LedgerConformance):
    def make(self, folder):
        return MemoryLedger()


def test_it_is_made_by_name():
    """Like every ledger it takes an address, which says nothing more."""
    assert repr(MemoryLedger("memory:")) == "<Journal in memory>"


def test_a_clock_that_was_set_back_says_nothing_about_durations():
    """No job takes less than no time; whoever asks when to look again is not told so."""
    ledger = MemoryLedger()
    key = reach(ledger, "submitted")
    earlier = NOW - timedelta(hours=2)
    given = {"units": None, "cost": Decimal(1), "expires": None}
    assert ledger.result(key, {"n": 1}, **given, now=earlier)
    assert "seconds" not in ledger.typical(ledger.get(key).new.endpoint)
