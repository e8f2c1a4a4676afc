"""One meaning, many spellings."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from framehook.spi import AsDuration, AsInteger, AsRatio, AsTier

STEPS = TypeAdapter(Annotated[Literal[8, 16], AsInteger()])
TIER = TypeAdapter(Annotated[Literal["480p", "720p"], AsTier()])
RATIO = TypeAdapter(Annotated[Literal["auto", "16:9", "9:16"], AsRatio()])


@pytest.mark.parametrize("value", [16, "16", " 16 ", "+16", 16.0])
def test_integers_in_any_spelling(value):
    """Numbers and texts that mean an integer of the set."""
    found = STEPS.validate_python(value)
    assert found == 16
    assert type(found) is int


@pytest.mark.parametrize("value", [17, "16.5", 16.5, "x", "", None, [16], float("inf")])
def test_other_numbers_are_refused(value):
    """Nothing is rounded and nothing guessed."""
    with pytest.raises(ValidationError):
        STEPS.validate_python(value)


@pytest.mark.parametrize("value", ["720p", "720P", " 720p ", "720", 720])
def test_tiers_in_any_spelling(value):
    """With or without the letter."""
    assert TIER.validate_python(value) == "720p"


@pytest.mark.parametrize("value", [1080, "hd", True, 720.5, None, ["720p"]])
def test_other_tiers_are_refused(value):
    """A tier that is not in the set, and what is none."""
    with pytest.raises(ValidationError):
        TIER.validate_python(value)


@pytest.mark.parametrize("value", ["16:9", "16x9", "16X9", "16/9", "16 : 9", " 16:9 "])
def test_ratios_in_any_spelling(value):
    """Colon, slash or cross."""
    assert RATIO.validate_python(value) == "16:9"
    assert RATIO.validate_python("AUTO") == "auto"


@pytest.mark.parametrize("value", ["4:3", "16-9", 16 / 9, None, "16:9:1"])
def test_other_ratios_are_refused(value):
    """A ratio that is not in the set, and what is none."""
    with pytest.raises(ValidationError):
        RATIO.validate_python(value)


@given(st.none() | st.text() | st.integers() | st.floats() | st.lists(st.integers()))
def test_a_coerced_value_is_always_of_the_set(value):
    """Whatever goes in, one of the wire's values comes out, or an error."""
    for adapter, known in (
        (STEPS, {8, 16}),
        (TIER, {"480p", "720p"}),
        (RATIO, {"auto", "16:9", "9:16"}),
    ):
        try:
            assert adapter.validate_python(value) in known
        except ValidationError:
            continue


@pytest.mark.parametrize("given", ["5s", "5", 5, 5.0, " 5 S ", "5.0"])
def test_durations_have_many_spellings_and_one_form(given):
    """Whatever is written, the family's own form is sent."""
    kinds = {"number": int, "digits": Literal["5", "8"], "suffixed": Literal["5s", "9s"]}
    read = {
        form: TypeAdapter(Annotated[kind, AsDuration(form)]).validate_python(given)
        for form, kind in kinds.items()
    }
    assert read == {"number": 5, "digits": "5", "suffixed": "5s"}


@pytest.mark.parametrize("given", [True, None, "soon", "5m", [5]])
def test_what_is_no_duration_is_left_to_the_schema(given):
    """Nothing is guessed."""
    adapter = TypeAdapter(Annotated[Literal["5s"], AsDuration("suffixed")])
    with pytest.raises(ValidationError):
        adapter.validate_python(given)
