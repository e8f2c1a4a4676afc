"""What SQLite and the system complain about, as sentences."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from framehook.ledger._trouble import explanation, is_damage


def complaint(code):
    error = sqlite3.OperationalError("it went wrong")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "is busy"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "read-only"),
        (sqlite3.SQLITE_FULL, "disk is full"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be opened: it went wrong."),
        (sqlite3.SQLITE_CORRUPT, "is damaged"),
        (sqlite3.SQLITE_IOERR_READ, "cannot be used: it went wrong."),
        (0, "cannot be used"),
    ],
)
def test_every_complaint_becomes_two_sentences(code, words):
    """What happened names the file; what to do is a hint."""
    told = explanation(complaint(code), Path("/var/jobs.db"))
    assert words in str(told)
    assert "/var/jobs.db" in told.message
    assert told.hint.endswith((".", "/var/jobs.db"))


def test_only_damage_is_damage():
    """A file is never set aside because it was busy."""
    codes = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_BUSY)
    assert [is_damage(complaint(code)) for code in codes] == [True, True, False]


def test_an_input_error_on_a_full_disk_is_told_as_such(monkeypatch):
    """SQLite blames the disk where there was merely no room for its other files."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=4096))
    told = explanation(complaint(sqlite3.SQLITE_IOERR_SHMSIZE), Path("/var/jobs.db"))
    assert "disk is full" in str(told)


def test_where_nobody_knows_the_disk_the_error_stands(tmp_path):
    """A folder that is gone has no disk to be asked about."""
    place = tmp_path / "gone" / "jobs.db"
    assert "it went wrong" in str(explanation(complaint(sqlite3.SQLITE_IOERR_READ), place))
