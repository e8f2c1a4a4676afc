"""What is known of the file is not looked up, and never what it was before."""

from __future__ import annotations

from contextlib import suppress

import pytest
from ledger_file import connection_of, execute

from framehook.ledger import SqliteLedger
from framehook.ledger import _copies as copies_of
from framehook.testing._ledger_walk import NOW, act, plan, reach

STATES = ["planned", "submitting", "submitted", "unknown", "quarantined", "failed", "fetched"]


def kept(ledger):
    return ledger._store._session.copies._kept


def statements_of(ledger):
    """Return a list that grows with every statement."""
    told = []
    connection_of(ledger).set_trace_callback(told.append)
    return told


@pytest.mark.parametrize("state", STATES)
def test_it_is_what_the_file_says(ledger, path, state):
    """Who wrote an entry has the same as who reads it for the first time."""
    key = reach(ledger, state)
    other = SqliteLedger(path)
    assert ledger.get(key) == other.get(key)
    assert ledger.events() == other.events()
    other.close()


def test_what_others_write_is_seen(ledger, path):
    """The file is asked each time, whoever has changed it, and whatever."""
    key = reach(ledger, "submitting")
    assert ledger.get(key).evidence == ""
    execute(path, "UPDATE intents SET evidence = 'seen by another program'")
    assert ledger.get(key).evidence == "seen by another program"
    other = SqliteLedger(path)
    assert act(other, "unknown", key)
    assert not act(ledger, "unknown", key)
    assert ledger.get(key) == other.get(key)
    other.close()


def test_what_was_taken_back_is_not_remembered(ledger, path):
    """A change that could not be written whole has not happened."""
    key = reach(ledger, "submitting")
    connection_of(ledger).execute(
        "CREATE TEMP TRIGGER full BEFORE INSERT ON main.events BEGIN SELECT raise(ABORT, 'no'); END"
    )
    with pytest.raises(Exception, match="cannot be used: no"):
        act(ledger, "accepted", key)
    connection_of(ledger).execute("DROP TRIGGER full")
    assert ledger.get(key).state.value == "submitting"
    assert act(ledger, "accepted", key)


def test_a_part_that_was_taken_back_is_not_remembered(ledger):
    """What is done together with it counts all the same."""
    keys = [reach(ledger, "submitting"), plan(ledger)]
    with ledger.together():
        with suppress(RuntimeError), ledger._store.write() as work:
            before = work.entry(keys[0])
            work.save(before.moved("unknown", NOW, evidence="nobody knows"))
            raise RuntimeError
        assert act(ledger, "begin", keys[1])
    assert [ledger.get(key).state.value for key in keys] == ["submitting", "submitting"]
    assert ledger.get(keys[0]).evidence == ""


def test_what_is_known_is_not_looked_up(ledger, path):
    """Not even to see that it is the same, unless someone else has changed the file."""
    key = reach(ledger, "submitting")
    told = statements_of(ledger)
    assert act(ledger, "accepted", key)
    assert ledger.get(key) is not None
    assert not any("WHERE key" in text for text in told)
    execute(path, "UPDATE intents SET owner = 'two'")
    assert ledger.get(key) is not None
    assert any("WHERE key" in text for text in told)


def test_only_what_changed_is_written(ledger):
    """No index is touched that says what it said before."""
    key = plan(ledger)
    told = statements_of(ledger)
    assert act(ledger, "begin", key)
    (update,) = [text for text in told if text.startswith("UPDATE intents")]
    assert "job" not in update
    assert "arguments" not in update
    assert "attempt = 1" in update


def test_little_is_kept(ledger, monkeypatch):
    """Neither what is large or done, nor more jobs than are likely to be under way."""
    done = reach(ledger, "result")
    large = plan(ledger, arguments={"prompt": "x" * copies_of.LONG})
    assert ledger.get(large).new.arguments["prompt"] == "x" * copies_of.LONG
    assert {done, large}.isdisjoint(kept(ledger))
    monkeypatch.setattr(copies_of, "MOST", 3)
    keys = [plan(ledger) for _ in range(5)]
    assert list(kept(ledger)) == keys[2:]
    assert [ledger.get(key).key for key in keys] == keys
