"""A ledger in a file."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import stat
import threading
import warnings
from contextlib import closing
from decimal import Decimal

import pytest

from framehook.errors import LedgerError
from framehook.ledger import SqliteLedger
from framehook.ledger._schema import STEPS, upgrade
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


@pytest.fixture
def path(tmp_path):
    return tmp_path / "jobs.db"


@pytest.fixture
def ledger(path):
    ledger = SqliteLedger(path, patience=0)
    yield ledger
    ledger.close()


def connection_of(ledger):
    return ledger._store._session.connection


def execute(path, *statements):
    """Do something to the file as another program would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


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
    assert [row["detail"] for row in plan_of_query] == ["SCAN intents USING INDEX intents_due"]


def noise_behind_the_header(path):
    """Leave a ledger that begins like one and goes on as noise. Returns what it is then."""
    ledger = SqliteLedger(path)
    reach(ledger, "fetched")
    ledger.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    return path.read_bytes()


def test_a_damaged_file_is_set_aside(path, caplog):
    """It is kept under a new name, with all that belongs to it, and the log names both."""
    names = []
    for number in (1, 2):
        damaged = noise_behind_the_header(path)
        path.with_name("jobs.db-wal").write_bytes(b"older")
        with caplog.at_level(logging.WARNING, "framehook.ledger"):
            ledger = SqliteLedger(path)
        assert audit(ledger) == {}
        ledger.close()
        names += [f"jobs.db.damaged-{number}", f"jobs.db.damaged-{number}-wal"]
        text = caplog.records[-1].getMessage()
        assert f"{path} is damaged" in text
        assert f"{path}.damaged-{number}" in text
        assert path.with_name(f"jobs.db.damaged-{number}").read_bytes() == damaged
    assert {file.name for file in path.parent.iterdir()} >= {*names, "jobs.db"}
    assert path.with_name("jobs.db.damaged-1-wal").read_bytes() == b"older"


@pytest.mark.parametrize("content", [b"root:x:0:0:root", b"{}", b"\xff" * 9000])
def test_a_file_that_never_was_a_ledger_is_not_touched(path, content):
    """A wrong path is refused before anything is moved, or written beside it."""
    path.write_bytes(content)
    path.with_name("jobs.db-wal").write_bytes(b"mine, too")
    with pytest.raises(LedgerError, match="not a ledger, or its beginning is lost"):
        SqliteLedger(path)
    assert path.read_bytes() == content
    assert {file.name for file in path.parent.iterdir()} == {"jobs.db", "jobs.db-wal"}


@pytest.mark.parametrize("is_damaged", [False, True])
def test_the_database_of_another_program_is_not_touched(path, is_damaged):
    """Neither its journal mode nor its name is changed."""
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE poems (line TEXT)")
    other.commit()
    other.close()
    if is_damaged:
        whole = path.read_bytes()
        path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    before = path.read_bytes()
    with pytest.raises(LedgerError, match=r"another program|not a ledger"):
        SqliteLedger(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["jobs.db"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_plain_file_is_refused(path):
    """A pipe or a device is not opened at all."""
    os.mkfifo(path)
    with pytest.raises(LedgerError, match="is no plain file"):
        SqliteLedger(path)


@pytest.mark.parametrize("place", ["postgres://host/jobs", "~nobody-of-that-name/jobs.db"])
def test_a_place_that_is_none_is_refused(place):
    """Another kind of URL and an unknown home are no folders to be made."""
    with pytest.raises(LedgerError, match=r"URL with 'postgres'|makes no sense"):
        SqliteLedger(place)


def test_damage_that_is_found_later_is_not_moved(ledger, path):
    """Others may be using the file. The error says so, and nothing is renamed."""
    for _ in range(200):
        plan(ledger)
    connection_of(ledger).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection_of(ledger).execute("PRAGMA cache_size = 0")
    with path.open("r+b") as file:
        file.seek(4096 * 12)
        file.write(b"\xff" * 4096 * 20)
    with pytest.raises(LedgerError, match="is damaged") as caught:
        ledger.find(limit=1000)
    assert "sets it aside" in caught.value.hint
    assert [file.name for file in path.parent.iterdir() if "damaged" in file.name] == []


def test_a_newer_ledger_is_refused(path):
    """The error says which versions, and how to upgrade; the file is left alone."""
    SqliteLedger(path).close()
    execute(path, "PRAGMA user_version = 99")
    with pytest.raises(LedgerError, match=r"version 99; this framehook reads up to 1\.") as caught:
        SqliteLedger(path)
    assert "pip install -U framehook" in caught.value.hint


def test_another_programs_database_is_refused(path):
    """It gets no tables of ours."""
    execute(path, "CREATE TABLE music (title TEXT)")
    before = path.read_bytes()[100:]
    with pytest.raises(LedgerError, match="another program"):
        SqliteLedger(path)
    assert path.read_bytes()[100:] == before


def test_an_older_ledger_is_brought_up_to_date(path):
    """A step either is done whole, or leaves everything as it was."""
    ledger = SqliteLedger(path)
    key = plan(ledger)
    ledger.close()
    connection = sqlite3.connect(path, isolation_level=None)
    bad = (*STEPS, ("CREATE TABLE more (x)", "no statement"))
    with pytest.raises(sqlite3.OperationalError):
        upgrade(connection, str(path), bad)
    good = (*STEPS, ("CREATE TABLE more (x)",))
    upgrade(connection, str(path), good)
    upgrade(connection, str(path), good)
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    assert connection.execute("SELECT key FROM intents").fetchone() == (key,)
    connection.close()


def test_a_folder_that_cannot_be_made_is_explained(tmp_path):
    """The error names the file and says what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="cannot be used: ") as caught:
        SqliteLedger(tmp_path / "file" / "jobs.db")
    assert "another path" in caught.value.hint


def test_a_folder_is_no_ledger(tmp_path):
    """Opening one is refused in a sentence."""
    with pytest.raises(LedgerError, match="is no plain file"):
        SqliteLedger(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_read_only_folder_is_explained(tmp_path):
    """Nothing can be made in it."""
    tmp_path.chmod(0o500)
    with pytest.raises(LedgerError, match="cannot be used: Permission denied"):
        SqliteLedger(tmp_path / "jobs.db")
    tmp_path.chmod(0o700)


def test_a_read_only_file_is_explained(ledger):
    """What can be read is read; what must be written is refused."""
    key = plan(ledger)
    connection_of(ledger).execute("PRAGMA query_only = ON")
    with pytest.raises(LedgerError, match="it is read-only"):
        act(ledger, "begin", key)
    assert audit(ledger) == {"planned": 1}


def test_a_full_disk_changes_nothing(ledger):
    """The plan that found no room is not there, and there is one again later."""
    connection = connection_of(ledger)
    connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(LedgerError, match="the disk is full"):
        plan(ledger, arguments={"prompt": "sea " * 10_000})
    before = audit(ledger)
    connection.execute("PRAGMA max_page_count = 100000")
    plan(ledger)
    assert sum(audit(ledger).values()) == sum(before.values()) + 1


def test_a_busy_ledger_is_explained(ledger, path):
    """After the caller's patience the error says who to look for, and reading goes on."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerError, match="is busy") as caught:
        plan(ledger)
    assert "fuser" in caught.value.hint
    assert ledger.find() == ()
    other.close()
    plan(ledger)


def test_a_row_that_makes_no_sense_is_explained(ledger, path):
    """Nobody guesses what another program meant."""
    key = plan(ledger)
    execute(path, "UPDATE intents SET state = 'dreaming'")
    with pytest.raises(LedgerError, match=f"'{key}' cannot be read"):
        ledger.get(key)


def test_text_that_is_none_is_explained(ledger):
    """A label that cannot be written is refused, and the plan with it."""
    with pytest.raises(LedgerError, match="not valid Unicode"):
        plan(ledger, batch="\udcff")
    assert ledger.find() == ()


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
