"""What SQLite and the system complain about, as sentences."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from framehook.errors import LedgerError
from framehook.ledger._trouble import explained, is_damage


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
    with pytest.raises(LedgerError, match=words) as caught, explained(Path("/var/jobs.db")):
        raise complaint(code)
    assert "/var/jobs.db" in caught.value.message
    assert caught.value.hint.endswith((".", "/var/jobs.db"))


def test_only_damage_is_damage():
    """A file is never set aside because it was busy."""
    codes = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_BUSY)
    assert [is_damage(complaint(code)) for code in codes] == [True, True, False]
