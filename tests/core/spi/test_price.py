"""What a call will cost, in figures and in words."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.spi import Expected, Price, Quote, View

VIEW = View(endpoint="a/b", input=None)
D = Decimal


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        (Quote(low=D("0.8"), high=D("0.8"), unit="second", units=D(4)), "$0.80 (4 × second)"),
        (Quote(low=D(1), high=D(2)), "$1.00 to $2.00"),
        (Quote(high=D(2)), "$2.00"),
        (Quote(low=D("0.125"), high=D("0.125")), "$0.125"),
        (Quote(low=D("0.0000001"), high=D("0.0000001")), "$0.000000"),
        (Quote(low=D(0), high=D(0)), "$0.00"),
        (Quote(low=D(100), high=D(100), currency="EUR"), "100.00 EUR"),
        (
            Quote(low=D("1.50"), high=D("1.50"), unit="image", units=D("1.50")),
            "$1.50 (1.5 × image)",
        ),
        (Quote(low=D(1), high=D(1), units=D(5)), "$1.00"),
        (Quote(basis="Nobody has said."), "unknown: Nobody has said."),
        (Quote(), "unknown"),
    ],
)
def test_a_quote_is_a_line_for_people(quote, text):
    """Money with at least two places, the count behind it, or that nobody knows."""
    assert str(quote) == text
    assert quote.is_known is ("unknown" not in text)


@given(st.decimals(0, 10000, places=4), st.decimals(0, 500, places=2))
def test_json_has_the_same_figures(amount, units):
    """Amounts are texts of decimals, exactly."""
    quote = Quote(low=amount, high=amount, unit="s", units=units, as_of=date(2026, 1, 2))
    value = json.loads(json.dumps(quote.to_json()))
    assert D(value["high"]) == amount
    assert D(value["units"]) == units
    assert value["as_of"] == "2026-01-02"
    assert "E" not in value["high"] + value["units"]


def test_what_is_unknown_is_null():
    """No figure is invented."""
    value = Quote().to_json()
    assert [value[key] for key in ("low", "high", "unit", "units", "as_of")] == [None] * 5


def test_units_times_amount():
    """One price for each unit, and a range where the count is one."""
    price = Price.per_unit(
        "0.2", "second", lambda view, expected: D(str(expected.duration)), basis="page"
    )
    assert price.quote(VIEW, Expected(frames=96, fps=24)).high == D("0.8")
    ranged = Price.per_unit(D("0.5"), "try", lambda view, expected: (D(1), D(3)), basis="page")
    quote = ranged.quote(VIEW)
    assert (quote.low, quote.high, quote.units) == (D("0.5"), D("1.5"), D(3))


def test_a_flat_price_is_one_unit():
    """The same for every call, with its day and its currency."""
    quote = Price.flat("0.4", "image", basis="page", as_of=date(2026, 1, 1)).quote(VIEW)
    assert str(quote) == "$0.40 (1 × image)"
    assert quote.as_of == date(2026, 1, 1)
    euros = Price.per_unit("1", "s", lambda view, expected: D(1), basis="page", currency="EUR")
    assert euros.quote(VIEW).currency == "EUR"


def test_what_cannot_be_counted_is_unknown():
    """The unit and the source are said nevertheless."""
    price = Price.per_unit("0.2", "second", lambda view, expected: None, basis="page")
    quote = price.quote(VIEW)
    assert not quote.is_known
    assert (quote.unit, quote.basis) == ("second", "page")
    assert str(Price.unknown("No page has it.").quote(VIEW)) == "unknown: No page has it."


@pytest.mark.parametrize(
    ("expected", "duration"),
    [
        (Expected(frames=96, fps=24), 4),
        (Expected(frames=96, fps=24, seconds=5.5), 5.5),
        (Expected(frames=96), None),
        (Expected(frames=96, fps=0), None),
        (Expected(fps=24), None),
        (Expected(frames=0, fps=24), 0),
        (Expected(seconds=0.0, frames=5, fps=5), 0),
    ],
)
def test_a_duration_follows_from_frames(expected, duration):
    """Unless it is said, and only where both numbers are known."""
    assert expected.duration == duration
