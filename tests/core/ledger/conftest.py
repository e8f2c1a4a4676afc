"""A ledger in a file."""

from __future__ import annotations

import pytest

from framehook.ledger import SqliteLedger


@pytest.fixture
def path(tmp_path):
    return tmp_path / "jobs.db"


@pytest.fixture
def ledger(path):
    ledger = SqliteLedger(path, patience=0)
    yield ledger
    ledger.close()
