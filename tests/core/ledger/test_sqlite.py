"""A ledger in a file."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import threading
import warnings
from decimal import Decimal

import pytest
from ledger_file import connection_of, execute

from framehook.errors import LedgerError
from framehook.ledger import SqliteLedger
from framehook.spi import Cap
from framehook.testing import LedgerConformance, SharedLedgerConformance
from framehook.testing._ledger_walk import NOW, act, audit, plan, reach


class TestSqliteLedger(LedgerConformance):
    def make(self, folder):
        return SqliteLedger(folder / "jobs.db")


class TestSharedSqliteLedger(SharedLedgerConformance):
    factory = "framehook.ledger:SqliteLedger"

    def address(self, folder):
        return f"sqlite://{folder}/new/jobs.db"


def in_child(do):
    """Fork, do something in the child, and return whether it went well."""
    with warnings.catch_warnings():
        # Newer versions of Python warn wherever there are other threads.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        # One that hangs has failed.
        signal.alarm(10)
        try:
            os._exit(0 if do() else 1)
        finally:
            os._exit(2)
    return os.waitpid(child, 0)[1] == 0


def test_only_the_owner_can_read_it(tmp_path):
    """The file and a folder that is made for it are closed to others."""
    path = tmp_path / "new" / "jobs.db"
    ledger = SqliteLedger(path)
    plan(ledger)
    files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert files == {"jobs.db": 0o600, "jobs.db-wal": 0o600, "jobs.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert repr(ledger) == f"<Journal in '{path}'>"
    ledger.close()
    assert [file.name for file in path.parent.iterdir()] == ["jobs.db"]


def flushes_of(ledger, do):
    """Return whether SQLite was told to flush each transaction of an act to disk."""
    told, connection = [], connection_of(ledger)
    (now,) = connection.execute("PRAGMA synchronous").fetchone()
    levels = {"FULL": 2, "NORMAL": 1}

    def hear(statement):
        nonlocal now
        if statement.startswith("PRAGMA synchronous = "):
            now = levels[statement.rpartition(" ")[2]]
        if statement == "COMMIT":
            told.append(now == levels["FULL"])

    connection.set_trace_callback(hear)
    try:
        do()
    finally:
        connection.set_trace_callback(None)
    return told


@pytest.mark.parametrize(
    ("state", "verb", "is_flushed"),
    [
        ("planned", "begin", True),
        ("submitting", "accepted", False),
        ("submitting", "rejected", True),
        ("submitting", "postponed", True),
        ("submitting", "unknown", True),
        ("unknown", "adopt", True),
        ("unknown", "absent", True),
        ("unknown", "quarantine", True),
        ("quarantined", "write-off", True),
        ("submitted", "result", False),
        ("submitted", "failed", False),
        ("submitted", "cancelled", True),
        ("result", "fetched", False),
        ("result", "expired", False),
    ],
)
def test_what_cannot_be_found_out_again_survives_a_power_cut(ledger, state, verb, is_flushed):
    """Whatever sets money aside or decides is on disk before the answer is given."""
    key = reach(ledger, state)
    assert flushes_of(ledger, lambda: act(ledger, verb, key)) == [is_flushed]


def test_limits_and_notifications_survive_a_power_cut(ledger):
    """Whoever sends them will not send them again."""
    caps = [Cap("total", Decimal(1))]
    assert flushes_of(ledger, lambda: ledger.set_caps(caps, NOW)) == [True]
    assert flushes_of(ledger, lambda: ledger.notice("j", None, {}, NOW)) == [True]


def test_a_plan_is_on_disk_once_money_is_set_aside_for_it(ledger):
    """A plan alone is not worth a flush; the one for the money takes it along."""
    assert flushes_of(ledger, lambda: plan(ledger)) == [False]
    assert connection_of(ledger).execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_many_changes_are_one_flush(ledger):
    """What is done together is one transaction, and what is refused in it is refused alone."""

    def all_at_once():
        with ledger.together():
            first, second = plan(ledger), plan(ledger)
            assert act(ledger, "begin", first)
            with pytest.raises(LedgerError, match="no entry"):
                ledger.begin("nobody", "me", 60, NOW)
            assert act(ledger, "begin", second)

    assert flushes_of(ledger, all_at_once) == [True]
    assert audit(ledger) == {"submitting": 2}


def test_what_fails_together_has_no_effect(ledger):
    """Nothing of it is there, and the ledger goes on."""

    def fail():
        with ledger.together():
            plan(ledger)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert audit(ledger) == {}
    plan(ledger)
    assert audit(ledger) == {"planned": 1}


def test_a_transaction_that_the_file_gave_up_is_not_begun_anew(ledger):
    """What comes after a full disk in the same transaction is refused, not written alone."""

    def go_on():
        with ledger.together():
            plan(ledger)
            connection_of(ledger).rollback()
            with pytest.raises(LedgerError, match="taken back"):
                plan(ledger)

    with pytest.raises(LedgerError):
        go_on()
    assert audit(ledger) == {}


@pytest.mark.parametrize("statement", ["DELETE FROM events", "UPDATE events SET kind = ''"])
def test_the_log_is_only_appended_to(ledger, path, statement):
    """The file itself refuses to forget."""
    plan(ledger)
    with pytest.raises(sqlite3.IntegrityError, match="only appended"):
        execute(path, statement)


@pytest.mark.parametrize("change", ["host = 'local', job = 'j'", "dedupe = 'k'", "key = 'k'"])
def test_the_file_itself_refuses_doubles(ledger, path, change):
    """No program can give one job, or one caller's key, to two entries."""
    plan(ledger)
    plan(ledger)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        execute(path, f"UPDATE intents SET {change}")


def test_the_due_are_found_by_an_index(ledger):
    """However many calls have ended, they are not looked at."""
    from framehook.ledger._statements import _DUE

    plan_of_query = connection_of(ledger).execute(f"EXPLAIN QUERY PLAN {_DUE}", ("", 1)).fetchall()
    assert [row[3] for row in plan_of_query] == ["SCAN intents USING INDEX intents_due"]


def test_a_child_opens_the_file_itself(ledger):
    """After a fork parent and child go on with one ledger and two connections."""
    key = plan(ledger)
    before = connection_of(ledger)
    assert in_child(lambda: act(ledger, "begin", key) and connection_of(ledger) is not before)
    assert not act(ledger, "begin", key)
    assert audit(ledger) == {"submitting": 1}


def test_what_a_child_writes_stays_where_others_look(ledger, path):
    """A parent that closes the file takes nothing away from a child that goes on with it."""
    key = plan(ledger)
    closed, begun = [os.pipe() for _ in range(2)]

    def go_on():
        assert ledger.get(key) is not None
        os.write(begun[1], b"1")
        os.read(closed[0], 1)
        assert act(ledger, "begin", key)
        os.write(begun[1], b"2")
        # It has the file open until it is seen what others find in it.
        return os.read(closed[0], 1) == b"2"

    def look():
        os.read(begun[0], 1)
        ledger.close()
        os.write(closed[1], b"1")
        os.read(begun[0], 1)
        other = SqliteLedger(path, patience=0)
        found.append(audit(other))
        other.close()
        os.write(closed[1], b"2")

    found: list[object] = []
    parent = threading.Thread(target=look, daemon=True)
    parent.start()
    assert in_child(go_on)
    parent.join(10)
    for end in (*closed, *begun):
        os.close(end)
    assert found == [{"submitting": 1}]


def test_a_child_from_the_middle_of_a_change_is_refused(ledger, path):
    """It would have a file open without the locks; neither the old nor a new ledger uses it."""
    key = plan(ledger)

    def refused():
        for look in (lambda: ledger.get(key), lambda: SqliteLedger(path)):
            with pytest.raises(LedgerError, match="was in use when this process was forked"):
                look()
        ledger.close()
        return True

    with ledger._store.write():
        assert in_child(refused)
    assert act(ledger, "begin", key)


def test_a_child_may_close_what_it_never_used(ledger):
    """The parent's connection is not touched."""
    key = plan(ledger)

    def close():
        ledger.close()
        with pytest.raises(LedgerError, match="closed"):
            ledger.get(key)
        return True

    assert in_child(close)
    assert act(ledger, "begin", key)


def test_money_is_text(ledger, path):
    """No amount passes through a binary fraction."""
    plan(ledger, estimate=Decimal("0.1000000000000000000000000001"))
    connection = sqlite3.connect(path)
    ((estimate, kind, created),) = connection.execute(
        "SELECT estimate, typeof(estimate), created FROM intents"
    )
    connection.close()
    assert (estimate, kind) == ("0.1000000000000000000000000001", "text")
    assert created == NOW.isoformat(timespec="microseconds")
