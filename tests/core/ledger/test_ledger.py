"""Ledgers, as a package."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

import framehook.ledger


def test_a_ledger_in_memory_loads_no_database():
    """Whoever has no file does not pay for one."""
    code = (
        "import sys; from framehook.ledger import MemoryLedger; MemoryLedger(); "
        "assert 'sqlite3' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_names_are_loaded_when_they_are_used():
    """Each of them is there, and others are not."""
    for name in framehook.ledger.__all__:
        assert getattr(framehook.ledger, name).__name__ == name
    assert set(framehook.ledger.__all__) <= set(dir(framehook.ledger))
    with pytest.raises(AttributeError, match="'RedisLedger'"):
        framehook.ledger.RedisLedger  # noqa: B018


def test_ledgers_are_offered_by_name(tmp_path):
    """What is installed is called with an address."""
    found = {point.name: point for point in entry_points(group="framehook.ledgers.v1")}
    for name in ("memory", "sqlite"):
        ledger = found[name].load()(f"{name}:{tmp_path}/jobs.db")
        assert ledger.find() == ()
        ledger.close()
