"""A ledger's file behind the ledger's back."""

from __future__ import annotations

import sqlite3
from contextlib import closing


def connection_of(ledger):
    return ledger._store._session.connection


def execute(path, *statements):
    """Do something to the file as another program would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
