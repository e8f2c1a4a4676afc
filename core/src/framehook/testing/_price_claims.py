"""What an endpoint must say of the price and of the result of a call."""

from __future__ import annotations

__all__ = ("PriceClaims",)

import functools
import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from ..spi import Expected, Quote
from ._claim import TODO, claim
from ._plugin_claims import PluginClaims
from ._trial import Look, Trial

_CURRENCY = re.compile(r"[A-Z]{3}")


class _Offer(NamedTuple):
    """What one call costs and yields, or the errors instead."""

    look: Look
    expected: Expected | None
    quote: Quote | None
    expect_error: str
    price_error: str


class PriceClaims(PluginClaims):
    """Quotes and expectations for many calls."""

    @claim(
        "required",
        why="A check that cannot name the price cannot hold a call to a limit.",
        mend="Return None as the number of units where it cannot be known.",
    )
    def test_quotes_never_fail(self, trial: Trial) -> Iterator[str]:
        """Every valid call gets a quote, whatever is known of its media."""
        for offer in _first(_offers(trial), "price_error"):
            yield f"The price raised {offer.price_error} for {offer.look}."

    @claim(
        "required",
        why="Limits are compared with the high end; a wrong one lets a call through.",
        mend="Return units as a Decimal, or as a pair of them with the lower one first.",
    )
    def test_quotes_are_ranges_of_money(self, trial: Trial) -> Iterator[str]:
        """A quote has decimal amounts, neither below 0, and the low end is not above the high."""
        for offer in _offers(trial):
            wrong = "" if offer.quote is None else _amiss(offer.quote)
            if wrong:
                yield f"{wrong}, for {offer.look}."
                return

    @claim(
        "recommended",
        why="A figure without a source cannot be trusted or checked; one without a date is old.",
        mend="Give Price.per_unit(…) a basis= and as_of=; if nobody publishes a price, write "
        "Price.unknown('why').",
    )
    def test_prices_say_where_they_are_from(self, trial: Trial) -> Iterator[str]:
        """A known price has a source and a day; an unknown one has a reason."""
        price = trial.endpoint.price
        if price is None:
            yield f"{trial.endpoint.id!r} has no price."
            return
        quotes = [offer.quote for offer in _offers(trial) if offer.quote is not None]
        if any(not quote.basis.strip() for quote in quotes):
            yield "The price has no basis."
        if any(quote.basis.startswith(TODO) for quote in quotes):
            yield f"{TODO}: write the price, or why nobody knows it."
        if any(quote.is_known and quote.as_of is None for quote in quotes):
            yield "The price has no as_of, the day on which it was published."
        # A day's difference is that of the author's time zone.
        if price.as_of is not None and price.as_of > _tomorrow():
            yield f"The price is of {price.as_of}, which is still to come."
        if not all(_CURRENCY.fullmatch(quote.currency) for quote in quotes):
            yield f"{price.currency!r} is no currency code of three letters."

    @claim(
        "required",
        why="The local service, the price and the check of a result are built on it.",
        mend="Leave a value None where it cannot be known.",
    )
    def test_expectations_never_fail(self, trial: Trial) -> Iterator[str]:
        """Every valid call has an expectation whose numbers are above 0, the same twice."""
        offers = _offers(trial)
        for offer in _first(offers, "expect_error"):
            yield f"The expectation raised {offer.expect_error} for {offer.look}."
        for offer in offers:
            expected = offer.expected
            if expected is None:
                continue
            numbers = (expected.frames, expected.fps, expected.seconds, *(expected.size or ()))
            if any(number is not None and number <= 0 for number in numbers):
                yield f"{expected} has a number that is not above 0, for {offer.look}."
                return
            if _expected(trial, offer.look) != expected:
                yield f"{expected} is another one the second time, for {offer.look}."
                return


def _amiss(quote: Quote) -> str:
    amounts = (quote.low, quote.high)
    if amounts == (None, None):
        return ""
    if None in amounts:
        return f"Only one end is known: {quote.low} to {quote.high}"
    # What a plugin returns may be of any type, whatever is declared.
    found: tuple[object, ...] = (*amounts, quote.units)
    for amount in found:
        if amount is not None and not (isinstance(amount, Decimal) and amount.is_finite()):
            return f"{amount!r} is no finite Decimal"
    low, high = quote.low or Decimal(), quote.high or Decimal()
    if low < 0:
        return f"{low} is below 0"
    return f"The low end {low} is above the high end {high}" if low > high else ""


@functools.cache
def _offers(trial: Trial) -> Sequence[_Offer]:
    return [_offer(trial, look) for look in trial.looks]


def _offer(trial: Trial, look: Look) -> _Offer:
    expected, quote, expect_error, price_error = None, None, "", ""
    try:
        expected = _expected(trial, look)
    except Exception as exc:  # noqa: BLE001 - whatever it raises, it must not
        expect_error = f"{type(exc).__name__}: {exc}"
    try:
        price = trial.endpoint.price
        quote = None if price is None else price.quote(look.view(), expected)
    except Exception as exc:  # noqa: BLE001 - likewise
        price_error = f"{type(exc).__name__}: {exc}"
    return _Offer(look, expected, quote, expect_error, price_error)


def _expected(trial: Trial, look: Look) -> Expected | None:
    expect: Any = trial.endpoint.expect
    made: Expected | None = None if expect is None else expect(look.view())
    return made


def _first(offers: Sequence[_Offer], error: str) -> Sequence[_Offer]:
    return [offer for offer in offers if getattr(offer, error)][:1]


def _tomorrow() -> date:
    return date.fromordinal(date.today().toordinal() + 1)  # noqa: DTZ011 - a day, not a moment
