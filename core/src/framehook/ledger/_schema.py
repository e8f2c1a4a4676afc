"""The tables, as steps from one version to the next."""

from __future__ import annotations

__all__ = ("APPLICATION", "IS_OPEN", "STEPS", "Step", "upgrade", "version_of")

import sqlite3
from collections.abc import Sequence
from typing import TypeAlias

from ..errors import LedgerError

Step: TypeAlias = tuple[str, ...]

# Says in the file's header whose it is: "frmh".
APPLICATION = 0x66726D68

# SQLite uses the index only for queries that say this in the very same words. It makes a
# table of a list each time that it looks whether a row is in it.
_OPEN = ("planned", "submitting", "submitted", "unknown", "result", "downloading")
IS_OPEN = f"({' OR '.join(f'state = {state!r}' for state in _OPEN)})"

_INTENTS = """
CREATE TABLE intents (
    number    INTEGER PRIMARY KEY,
    key       TEXT NOT NULL UNIQUE,
    service   TEXT NOT NULL,
    endpoint  TEXT NOT NULL,
    dedupe    TEXT UNIQUE,
    account   TEXT,
    batch     TEXT,
    arguments TEXT NOT NULL,
    leaves    TEXT NOT NULL,
    estimate  TEXT,
    currency  TEXT NOT NULL,
    state     TEXT NOT NULL,
    attempt   INTEGER NOT NULL,
    host      TEXT,
    job       TEXT,
    ticket    TEXT,
    reserved  TEXT NOT NULL,
    spent     TEXT,
    cost      TEXT,
    units     TEXT,
    failure   TEXT,
    evidence  TEXT NOT NULL,
    payload   TEXT,
    expires   TEXT,
    files     TEXT NOT NULL,
    created   TEXT NOT NULL,
    updated   TEXT NOT NULL,
    touched   TEXT NOT NULL,
    begun     TEXT,
    seconds   REAL,
    owner     TEXT,
    until     TEXT,
    UNIQUE (host, job)
)
"""
_INTENTS_DUE = """
CREATE INDEX intents_due ON intents (expires IS NULL, expires, touched, number)
"""
_MONEY = """
CREATE TABLE money (
    scope    TEXT NOT NULL,
    currency TEXT NOT NULL,
    reserved TEXT NOT NULL,
    spent    TEXT NOT NULL,
    PRIMARY KEY (scope, currency)
) WITHOUT ROWID
"""
_CAPS = """
CREATE TABLE caps (
    number   INTEGER PRIMARY KEY,
    scope    TEXT NOT NULL,
    bound    TEXT NOT NULL,
    currency TEXT NOT NULL
)
"""
# NULL is not equal to NULL, so a notification that names no entry has the key ''.
_NOTICES = """
CREATE TABLE notices (
    number INTEGER PRIMARY KEY,
    job    TEXT NOT NULL,
    key    TEXT NOT NULL,
    digest TEXT NOT NULL,
    body   TEXT NOT NULL,
    UNIQUE (job, key, digest)
)
"""
_EVENTS = """
CREATE TABLE events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at     TEXT NOT NULL,
    key    TEXT NOT NULL,
    kind   TEXT NOT NULL,
    data   TEXT NOT NULL
)
"""

STEPS: Sequence[Step] = (
    (
        _INTENTS,
        f"{_INTENTS_DUE} WHERE state IN {_OPEN}",
        "CREATE INDEX intents_state ON intents (state)",
        "CREATE INDEX intents_endpoint ON intents (endpoint)",
        "CREATE INDEX intents_batch ON intents (batch) WHERE batch IS NOT NULL",
        _MONEY,
        _CAPS,
        _NOTICES,
        "CREATE INDEX notices_key ON notices (key)",
        _EVENTS,
        "CREATE INDEX events_key ON events (key)",
        """
        CREATE TRIGGER events_stay BEFORE UPDATE ON events
        BEGIN SELECT raise(ABORT, 'the log is only appended to'); END
        """,
        """
        CREATE TRIGGER events_last BEFORE DELETE ON events
        BEGIN SELECT raise(ABORT, 'the log is only appended to'); END
        """,
    ),
    (
        "ALTER TABLE notices ADD COLUMN at TEXT NOT NULL DEFAULT ''",
        "UPDATE notices SET at = strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now')",
    ),
    (
        "DROP INDEX intents_due",
        f"{_INTENTS_DUE} WHERE {IS_OPEN}",
    ),
)


def upgrade(connection: sqlite3.Connection, place: str, steps: Sequence[Step] = STEPS) -> None:
    """
    Bring a database to the version that the steps lead to, in one transaction.

    Raises:
        LedgerError: if a newer framehook wrote it, or another program.
    """
    version = version_of(connection, place, len(steps))
    if version == len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps[version_of(connection, place, len(steps)) :]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def version_of(connection: sqlite3.Connection, place: str, known: int = len(STEPS)) -> int:
    """
    Return the version of a database, 0 if it is new.

    Raises:
        LedgerError: if a newer framehook wrote it, or another program.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION and (version or application or tables):
        raise LedgerError(
            f"{place!r} is the database of another program, not a ledger.",
            hint="Give the ledger a file of its own.",
        )
    if version > known:
        raise LedgerError(
            f"The ledger {place!r} has version {version}; this framehook reads up to {known}.",
            hint="Upgrade with: pip install -U framehook",
        )
    return int(version)
