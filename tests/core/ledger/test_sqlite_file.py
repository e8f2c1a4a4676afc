"""Files that are damaged, foreign, newer, older, full, busy, or not to be written."""

from __future__ import annotations

import logging
import os
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from ledger_file import connection_of, execute

from framehook.errors import LedgerError
from framehook.ledger import SqliteLedger
from framehook.ledger._schema import STEPS, upgrade
from framehook.spi import NewIntent, Ticket
from framehook.testing._ledger_walk import act, audit, plan, reach


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
    with pytest.raises(LedgerError, match=r"version 99; this framehook reads up to 3\.") as caught:
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
    assert connection.execute("PRAGMA user_version").fetchone() == (4,)
    assert connection.execute("SELECT key FROM intents").fetchone() == (key,)
    connection.close()


def test_what_is_due_is_found_after_the_third_version(path):
    """The index says what is open in other words, and has what was there before."""
    connection = sqlite3.connect(path, isolation_level=None)
    upgrade(connection, str(path), STEPS[:2])
    connection.execute(
        "INSERT INTO intents (key, service, endpoint, arguments, leaves, currency, state, attempt,"
        " reserved, evidence, files, created, updated, touched) VALUES ('k', 'local', 'example',"
        " '{}', '{}', 'USD', 'planned', 0, '0', '', '[]', :now, :now, :now)",
        {"now": datetime.now(UTC).isoformat()},
    )
    connection.close()
    ledger = SqliteLedger(path)
    key = plan(ledger)
    assert {intent.key for intent in ledger.due(datetime.now(UTC))} == {"k", key}
    ledger.close()


def test_notifications_outlive_the_second_version(path):
    """Those of the first one, which had no times, count from the day of the change on."""
    path.parent.mkdir(exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    upgrade(connection, str(path), STEPS[:1])
    connection.execute("INSERT INTO notices VALUES (1, 'early', '', 'ab', '{\"n\": 1}')")
    connection.close()
    ledger = SqliteLedger(path)
    now = datetime.now(UTC)
    (intent,) = ledger.plan([NewIntent(service="local", endpoint="example/film")], now)
    permit = ledger.begin(intent.key, "me", 60, now)
    assert ledger.notice("other", None, {"n": 2}, now + timedelta(days=29))
    assert ledger.accepted(permit, Ticket("local", "example/film", "early"), now)
    assert ledger.notices(intent.key) == ({"n": 1},)
    ledger.close()


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
