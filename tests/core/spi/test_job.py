"""Tickets, events, and how jobs end."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.errors import TicketError
from framehook.spi import Event, Fidelity, Payload, Rate, Ticket

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = st.text(min_size=1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    st.builds(
        Ticket,
        service=WORDS,
        endpoint=WORDS,
        id=WORDS,
        state=st.dictionaries(st.text(), JSON),
        intent=st.none() | WORDS,
        account=st.none() | WORDS,
        rate=st.none() | st.builds(Rate, st.decimals(0, 1000, places=28), st.just("EUR")),
    )
)
def test_a_ticket_survives_being_written_down(ticket):
    """JSON and back is the same ticket."""
    assert Ticket.from_json(json.loads(json.dumps(ticket.to_json()))) == ticket


@given(
    st.dictionaries(st.sampled_from(["v", "service", "endpoint", "id", "state", "intent"]), JSON)
)
def test_what_comes_from_outside_is_a_ticket_or_an_error(value):
    """Nothing but `TicketError` is raised, and every text of a ticket is one."""
    try:
        ticket = Ticket.from_json(value)
    except TicketError:
        return
    texts = [ticket.service, ticket.endpoint, ticket.id]
    assert all(isinstance(text, str) and text for text in texts)
    assert ticket.intent is None or isinstance(ticket.intent, str)
    assert isinstance(ticket.state, dict)


@pytest.mark.parametrize("rate", [None, 7, [], ["1"], ["x", "USD"], ["-1", "USD"], ["NaN", "USD"]])
def test_a_rate_that_makes_no_sense_says_nothing(rate):
    """A ticket is not lost over its price, and one from before there were rates has none."""
    assert Ticket.from_json({**GOOD, "rate": rate}).rate is None
    assert "rate" not in GOOD


GOOD = Ticket("s", "a/b", "1", {"x": 1}, "key", "me").to_json()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"v": None}, "no version"),
        ({"v": "1"}, "no version"),
        ({"v": 2}, "has version 2; this framehook reads up to 1"),
        ({"id": 7}, "damaged"),
        ({"service": ""}, "damaged"),
        ({"state": []}, "damaged"),
    ],
)
def test_each_fault_of_a_ticket_is_told(change, words):
    """A stranger, a newer one and a damaged one are told apart."""
    with pytest.raises(TicketError, match=words):
        Ticket.from_json({**GOOD, **change})


def test_labels_of_another_kind_are_left_out():
    """What is not needed to find the job does not make a ticket bad."""
    ticket = Ticket.from_json({**GOOD, "intent": 5, "account": [], "newer": 1})
    assert (ticket.intent, ticket.account, ticket.state) == (None, None, {"x": 1})


@pytest.mark.parametrize(
    ("kind", "data", "text"),
    [
        ("log", {"text": "loading"}, "loading"),
        ("status", {"phase": "queued", "position": 3}, "queued, position 3"),
        ("status", {"phase": "queued", "position": 0}, "queued, position 0"),
        ("status", {"phase": "running", "position": None}, "running"),
        ("progress", {"part": 0.5, "what": "encoding"}, "encoding 50%"),
        ("progress", {"part": None, "what": ""}, "progress"),
        ("transfer", {}, "transfer"),
        ("log", {"text": None}, "log: text None"),
    ],
)
def test_an_event_is_a_line_for_people(kind, data, text):
    """Lines as they are, states with their place, shares in percent, anything else by name."""
    assert str(Event(kind, NOW, data)) == text


def test_fidelity_is_ordered():
    """A draft is less than what the model made, and that less than the only right answer."""
    assert Fidelity.DRAFT < Fidelity.MODEL < Fidelity.EXACT
    assert Payload({}).fidelity is None
