"""What every ledger must do, as tests."""

from __future__ import annotations

__all__ = ("LedgerConformance",)

from collections.abc import Generator
from pathlib import Path

import pytest

from ..spi import Ledger
from ._ledger_lease import LeaseClaims
from ._ledger_life import LifeClaims
from ._ledger_money import MoneyClaims


class LedgerConformance(LifeClaims, LeaseClaims, MoneyClaims):
    """
    Tests that every ledger must pass.

    Derive a test class from it and say how a ledger is made. A ledger that several
    processes can share must pass `SharedLedgerConformance` as well.

    Example:
        ```python
        from framehook.ledger import MemoryLedger
        from framehook.testing import LedgerConformance


        class TestMemoryLedger(LedgerConformance):
            def make(self, folder):
                return MemoryLedger()
        ```
    """

    def make(self, folder: Path) -> Ledger:
        """Return a new and empty ledger; the folder is empty, too."""
        raise NotImplementedError

    @pytest.fixture
    def ledger(self, tmp_path: Path) -> Generator[Ledger]:
        """The ledger under test."""
        ledger = self.make(tmp_path)
        yield ledger
        ledger.close()
