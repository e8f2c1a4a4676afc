"""The thread on which a ledger is written, for a loop that must not wait."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
import threading

import pytest

from framehook.drivers._scribe import Scribe
from framehook.errors import LedgerError
from framehook.ledger import SqliteLedger
from framehook.testing._ledger_walk import NOW, act, audit, plan


@pytest.fixture
def ledger(tmp_path):
    ledger = SqliteLedger(tmp_path / "jobs.db", patience=0)
    yield ledger
    ledger.close()


def commits_of(ledger):
    """Return a list that grows with every transaction that is written."""
    told = []
    ledger._store._session.connection.set_trace_callback(
        lambda text: told.append(text) if text == "COMMIT" else None
    )
    return told


async def done_while_busy(ledger, *works):
    """Have things done that all come while the ledger's thread is busy."""
    scribe, gate = Scribe(ledger), threading.Event()
    try:
        busy = scribe.do(gate.wait)
        futures = [scribe.do(work) for work in works]
        gate.set()
        await busy
        return await asyncio.gather(*futures, return_exceptions=True)
    finally:
        scribe.close()


def test_what_comes_while_it_writes_is_written_at_once(ledger):
    """Twenty jobs that begin together share one flush to disk."""
    keys = [plan(ledger) for _ in range(20)]
    commits = commits_of(ledger)
    works = [lambda key=key: act(ledger, "begin", key) for key in keys]
    assert asyncio.run(done_while_busy(ledger, *works)) == [True] * 20
    assert commits == ["COMMIT"]
    assert audit(ledger) == {"submitting": 20}


def test_one_failure_leaves_the_others_alone(ledger):
    """Each gets its own answer."""
    works = [
        lambda: plan(ledger) is not None,
        lambda: ledger.begin("nobody", "me", 60, NOW),
        lambda: plan(ledger) is not None,
    ]
    first, second, third = asyncio.run(done_while_busy(ledger, *works))
    assert (first, type(second), third) == (True, LedgerError, True)
    assert audit(ledger) == {"planned": 2}


def test_what_failed_as_a_whole_is_done_one_by_one(ledger):
    """Nobody is told of what was taken back, and nothing is there twice."""
    connection, tries = ledger._store._session.connection, []

    def give_up_once():
        tries.append("try")
        if len(tries) == 1:
            connection.rollback()

    works = [lambda: plan(ledger) is not None, give_up_once, lambda: plan(ledger) is not None]
    assert asyncio.run(done_while_busy(ledger, *works)) == [True, None, True]
    assert tries == ["try", "try"]
    assert audit(ledger) == {"planned": 2}


def test_what_nobody_waits_for_any_more_is_left_out(ledger):
    """Who gave up before it was begun has nothing written."""

    async def main():
        scribe, gate = Scribe(ledger), threading.Event()
        busy = scribe.do(gate.wait)
        futures = [scribe.do(lambda: plan(ledger)) for _ in range(3)]
        futures[1].cancel()
        gate.set()
        await busy
        await asyncio.gather(*futures, return_exceptions=True)
        scribe.close()

    asyncio.run(main())
    assert audit(ledger) == {"planned": 2}


def test_it_ends_although_the_loop_is_gone(ledger):
    """What was asked for is done before it is closed."""

    async def main():
        scribe = Scribe(ledger)
        scribe.do(lambda: plan(ledger))
        return scribe

    scribe = asyncio.run(main())
    scribe.close()
    assert audit(ledger) == {"planned": 1}


def test_the_end_of_the_process_waits_for_it(tmp_path):
    """What was asked for is done although nobody closes anything."""
    script = """
        import asyncio, atexit, sys, threading
        from framehook.drivers._scribe import Scribe
        from framehook.ledger import SqliteLedger
        from framehook.testing._ledger_walk import plan

        async def main():
            scribe.do(gate.wait)
            scribe.do(lambda: plan(ledger))

        ledger, gate = SqliteLedger(sys.argv[1]), threading.Event()
        scribe = Scribe(ledger)
        asyncio.run(main())
        atexit.register(gate.set)
    """
    path = tmp_path / "jobs.db"
    subprocess.run([sys.executable, "-c", textwrap.dedent(script), path], check=True, timeout=60)
    ledger = SqliteLedger(path)
    assert audit(ledger) == {"planned": 1}
    ledger.close()


def test_a_client_that_is_forgotten_leaves_no_thread(ledger):
    """Its thread does what it was asked to, and ends."""

    async def main():
        scribe = Scribe(ledger)
        scribe.do(lambda: plan(ledger))
        return scribe._thread

    asyncio.run(main()).join(60)
    assert "framehook-ledger" not in {thread.name for thread in threading.enumerate()}
    assert audit(ledger) == {"planned": 1}


def test_what_comes_after_the_end_is_answered(ledger):
    """A call that is under way while its client is closed can write its outcome down."""
    key = plan(ledger)

    async def main():
        scribe = Scribe(ledger)
        await scribe.do(lambda: None)
        scribe.close()
        late = [scribe.do(lambda: act(ledger, "begin", key)), scribe.do(lambda: ledger.get("none"))]
        return await asyncio.wait_for(asyncio.gather(*late), 5)

    assert asyncio.run(main()) == [True, None]
    assert audit(ledger) == {"submitting": 1}


def test_a_full_disk_hurts_only_whom_it_meets(ledger):
    """SQLite takes the whole transaction back; the others are on disk when they are told so."""
    keys = [plan(ledger) for _ in range(4)]
    connection = ledger._store._session.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 5}")
    works = [lambda key=key: act(ledger, "begin", key) for key in keys]
    works.insert(2, lambda: ledger.notice("job", keys[0], {"long": "x" * 400_000}, NOW))
    *said, last = asyncio.run(done_while_busy(ledger, *works))
    assert (said[:2], said[3:], last) == ([True, True], [True], True)
    assert isinstance(said[2], LedgerError)
    assert "disk is full" in str(said[2])
    assert audit(ledger) == {"submitting": 4}
    assert ledger.notices(keys[0]) == ()
