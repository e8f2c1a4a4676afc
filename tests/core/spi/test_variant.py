"""Copies of records with other values in some fields."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.spi import IntentState, NewIntent, Ticket
from framehook.spi._variant import variant

TICKET = Ticket("fal", "a/b", "r1", {"target": "a/b"}, intent="k")


@given(
    st.fixed_dictionaries({}, optional={"id": st.text(), "intent": st.text(), "state": st.none()})
)
def test_a_variant_is_what_replace_makes(changes):
    """The standard library's way and the short one agree, and the first one stays as it is."""
    before = repr(TICKET)
    assert variant(TICKET, **changes) == replace(TICKET, **changes)
    assert repr(TICKET) == before


def test_a_variant_of_an_intent_keeps_the_rest():
    """Fields that were not set have their defaults in the copy, too."""
    new = NewIntent(service="fal", endpoint="a/b")
    assert variant(new, batch="night") == replace(new, batch="night")


def test_a_name_that_is_no_field_is_refused():
    """A misspelt field does not get lost."""
    with pytest.raises(TypeError, match="Ticket has no field 'intend'"):
        variant(TICKET, intend=IntentState.PLANNED)
