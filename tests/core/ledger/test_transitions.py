"""The life of an intent."""

from __future__ import annotations

import re

from framehook.ledger._schema import IS_OPEN
from framehook.ledger._transitions import ENDS, OPEN, TRANSITIONS
from framehook.spi import IntentState


def test_every_state_can_be_reached():
    """Nothing is in the table that cannot happen, and every state but the first has a way in."""
    seen = {IntentState.PLANNED}
    for _ in IntentState:
        seen |= {
            after
            for table in TRANSITIONS.values()
            for before, after in table.items()
            if before in seen
        }
    assert seen == set(IntentState)


def test_every_change_changes_the_state():
    """So that doing a thing twice is refused the second time."""
    assert [
        (verb, state)
        for verb, table in TRANSITIONS.items()
        for state, after in table.items()
        if state is after
    ] == []


def test_what_is_open_can_come_to_an_end():
    """From every open state some way leads to the files being safe."""
    good = {IntentState.FETCHED}
    for _ in IntentState:
        good |= {
            before
            for table in TRANSITIONS.values()
            for before, after in table.items()
            if after in good
        }
    assert good >= OPEN
    assert not ENDS & OPEN


def test_sending_starts_from_a_plan_alone():
    """There is one way to the paid request."""
    ways = [
        (verb, before)
        for verb, table in TRANSITIONS.items()
        for before, after in table.items()
        if after is IntentState.SUBMITTING
    ]
    assert ways == [("begin", IntentState.PLANNED)]


def test_the_file_has_an_index_of_all_that_is_open():
    """The words in the file's tables are the states in the table above."""
    words = re.findall(r"'([a-z-]+)'", IS_OPEN)
    assert {IntentState(word) for word in words} == OPEN
