"""A journal's transaction as SQL."""

from __future__ import annotations

__all__ = ("Statements",)

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from ..spi import Cap, LedgerEvent, Obj
from ._copies import Copies
from ._entry import Entry
from ._money import Balance
from ._rows import ARGUMENTS, INSERT, SELECT, changes, from_row, json_of, stamp, to_row, update
from ._schema import IS_OPEN

if TYPE_CHECKING:
    from ._query import Query

_BY_KEY = f"{SELECT} WHERE key = ?"
_BY_DEDUPE = "SELECT key FROM intents WHERE dedupe = ?"
_BY_JOB = "SELECT key FROM intents WHERE host = ? AND job = ?"
# The index has only what is open, in the right order. SQLite must be told to use it, because
# without statistics it thinks little of it.
_DUE = (
    f"{SELECT} INDEXED BY intents_due WHERE {IS_OPEN} "
    "AND (until IS NULL OR until <= ?) ORDER BY expires IS NULL, expires, touched, number LIMIT ?"
)
_EVENTS = "SELECT number, at, key, kind, data FROM events"


class Statements:
    """
    One open transaction of a connection.

    Args:
        connection: The connection.
        copies: What is known of its file.
    """

    def __init__(self, connection: sqlite3.Connection, copies: Copies) -> None:
        self._connection = connection
        self._copies = copies
        self._is_fresh = False
        self._latest: Entry | None = None

    def entry(self, key: str) -> Entry | None:
        """Return the entry with a key."""
        if not self._is_fresh:
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
            self._copies.refresh(version)
            self._is_fresh = True
        self._latest = self._copies.entry(key)
        if self._latest is None:
            row = self._connection.execute(_BY_KEY, (key,)).fetchone()
            if row is not None:
                self._latest = from_row(row)
                self._copies.add(self._latest, row[ARGUMENTS + 1])
        return self._latest

    def with_dedupe(self, dedupe: str) -> Entry | None:
        """Return the entry with a caller's key."""
        return self._found(_BY_DEDUPE, dedupe)

    def with_job(self, service: str, job: str) -> Entry | None:
        """Return the entry that has a service's job."""
        return self._found(_BY_JOB, service, job)

    def add(self, entry: Entry) -> None:
        """Add an entry; the row's number is one higher than the highest."""
        row = to_row(entry)
        number = self._connection.execute(INSERT, row).lastrowid or 0
        self._copies.add(entry._replace(number=number), row[ARGUMENTS])

    def save(self, entry: Entry) -> None:
        """Write what has changed since it was read in this transaction."""
        before = self._latest
        if before is None or before.intent.key != entry.intent.key:
            before = self.entry(entry.intent.key)
        changed = {} if before is None else changes(before, entry)
        if before is not None and changed:
            values = (*changed.values(), before.number)
            self._connection.execute(update(tuple(changed)), values)
            self._copies.replace(entry)
            self._latest = entry

    def due(self, now: datetime, limit: int) -> Sequence[Entry]:
        """Return open entries without a good lease."""
        rows = self._connection.execute(_DUE, (stamp(now), limit))
        return [from_row(row) for row in rows]

    def find(self, query: Query) -> Sequence[Entry]:
        """Return entries that match, newest first unless they come after another one."""
        tests: dict[str, Sequence[str]] = {}
        if query.job is not None:
            tests["host = ? AND job = ?"] = query.job
        if query.states:
            marks = ", ".join("?" * len(query.states))
            tests[f"state IN ({marks})"] = sorted(state.value for state in query.states)
        for name in ("dedupe", "endpoint", "batch"):
            value: str | None = getattr(query, name)
            if value is not None:
                tests[f"{name} = ?"] = (value,)
        if query.after:
            tests["number > (SELECT number FROM intents WHERE key = ?)"] = (query.after,)
        order = "DESC" if query.after is None else "ASC"
        where = " AND ".join(tests) or "true"
        values = [value for several in tests.values() for value in several]
        rows = self._connection.execute(
            # The tests are the texts above; what callers give is bound.
            f"{SELECT} WHERE {where} ORDER BY number {order} LIMIT ?",
            (*values, query.limit),
        )
        return [from_row(row) for row in rows]

    def balance(self, scope: str, currency: str) -> Balance:
        """Return the money of one scope."""
        row = self._connection.execute(
            "SELECT reserved, spent FROM money WHERE scope = ? AND currency = ?", (scope, currency)
        ).fetchone()
        return Balance() if row is None else _balance(row)

    def set_balance(self, scope: str, currency: str, balance: Balance) -> None:
        """Replace the money of one scope."""
        self._connection.execute(
            "INSERT OR REPLACE INTO money (scope, currency, reserved, spent) VALUES (?, ?, ?, ?)",
            (scope, currency, str(balance.reserved), str(balance.spent)),
        )

    def balances(self) -> Mapping[tuple[str, str], Balance]:
        """Return the money of every scope and currency."""
        rows = self._connection.execute("SELECT scope, currency, reserved, spent FROM money")
        return {(scope, currency): _balance(amounts) for scope, currency, *amounts in rows}

    def caps(self) -> Sequence[Cap]:
        """Return the limits."""
        rows = self._connection.execute("SELECT scope, bound, currency FROM caps ORDER BY number")
        return [Cap(scope, Decimal(bound), currency) for scope, bound, currency in rows]

    def set_caps(self, caps: Sequence[Cap]) -> None:
        """Replace the limits."""
        self._connection.execute("DELETE FROM caps")
        self._connection.executemany(
            "INSERT INTO caps (scope, bound, currency) VALUES (?, ?, ?)",
            [(cap.scope, str(cap.limit), cap.currency) for cap in caps],
        )

    def add_notice(self, job: str, key: str | None, digest: str, body: Obj, now: datetime) -> bool:
        """Keep a notification, if it is new."""
        done = self._connection.execute(
            "INSERT OR IGNORE INTO notices (job, key, digest, body, at) VALUES (?, ?, ?, ?, ?)",
            (job, key or "", digest, json_of(body), stamp(now)),
        )
        return done.rowcount == 1

    def claim_notices(self, job: str, key: str) -> None:
        """Give the notifications without a key about a job that key."""
        which = "FROM notices WHERE job = ? AND key = '' LIMIT 1"
        # As a rule there are none, and to look is cheaper than to make ready for a change.
        if self._connection.execute(f"SELECT 1 {which}", (job,)).fetchone():
            self._connection.execute(
                "UPDATE OR IGNORE notices SET key = ? WHERE job = ? AND key = ''", (key, job)
            )

    def forget_notices(self, before: datetime, most: int) -> int:
        """Drop notifications without a key: those from before, and the oldest of too many."""
        run = self._connection.execute
        old = run("DELETE FROM notices WHERE key = '' AND at < ?", (stamp(before),)).rowcount
        left: int = run("SELECT count(*) FROM notices WHERE key = ''").fetchone()[0]
        if left <= most:
            return old
        surplus = left - most + most // 10
        run(
            "DELETE FROM notices WHERE number IN "
            "(SELECT number FROM notices WHERE key = '' ORDER BY number LIMIT ?)",
            (surplus,),
        )
        return old + surplus

    def notices(self, key: str, job: str | None) -> Sequence[Obj]:
        """Return notifications for one entry."""
        rows = self._connection.execute(
            "SELECT body FROM notices WHERE key = ? OR (key = '' AND job = ?) ORDER BY number",
            (key, job),
        )
        return [json.loads(body) for (body,) in rows]

    def log(self, at: datetime, key: str, kind: str, data: Obj) -> None:
        """Append a line to the log."""
        self._connection.execute(
            "INSERT INTO events (at, key, kind, data) VALUES (?, ?, ?, ?)",
            (stamp(at), key, kind, json_of(data)),
        )

    def events(self, after: int, key: str | None, limit: int) -> Sequence[LedgerEvent]:
        """Return lines of the log in order."""
        mine = "" if key is None else "AND key = ?"
        rows = self._connection.execute(
            f"{_EVENTS} WHERE number > ? {mine} ORDER BY number LIMIT ?",
            (after, limit) if key is None else (after, key, limit),
        )
        return [_event(row) for row in rows]

    def _found(self, query: str, *values: str) -> Entry | None:
        # As a rule there is none, and each column that is asked for has its price even then.
        row = self._connection.execute(query, values).fetchone()
        return None if row is None else self.entry(row[0])


def _balance(amounts: Sequence[str]) -> Balance:
    reserved, spent = amounts
    return Balance(Decimal(reserved), Decimal(spent))


def _event(row: tuple[int, str, str, str, str]) -> LedgerEvent:
    number, at, key, kind, data = row
    return LedgerEvent(number, datetime.fromisoformat(at), key, kind, json.loads(data))
