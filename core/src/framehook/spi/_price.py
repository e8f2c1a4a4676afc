"""What a call will cost."""

from __future__ import annotations

__all__ = ("Price", "Quote")

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from ._json import Json
from ._rate import Rate
from ._rule import View

if TYPE_CHECKING:
    from ._expected import Expected

In = TypeVar("In")
In_contra = TypeVar("In_contra", contravariant=True)

Units: TypeAlias = Decimal | tuple[Decimal, Decimal] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """
    What a call will cost, or that nobody knows.

    Attributes:
        low: Least amount of money.
        high: Greatest amount of money; what limits are compared with.
        currency: ISO 4217 code.
        unit: What is counted, `second` for instance.
        units: How many of them, at the high end.
        basis: Where the figures come from, or why there are none.
        as_of: The day the price was published.

    Example:
        ```python
        from decimal import Decimal

        quote = Quote(low=Decimal("0.8"), high=Decimal("0.8"), unit="second", units=Decimal(4))
        assert str(quote) == "$0.80 (4 × second)" and quote.is_known
        ```
    """

    low: Decimal | None = None
    high: Decimal | None = None
    currency: str = "USD"
    unit: str | None = None
    units: Decimal | None = None
    basis: str = ""
    as_of: date | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is a high end to compare a limit with."""
        return self.high is not None

    @property
    def rate(self) -> Rate | None:
        """What one unit costs, as far as that follows from the whole."""
        if not self.units or self.high is None:
            return None
        return Rate(self.high / self.units, self.currency)

    def to_json(self) -> dict[str, Json]:
        """Return all attributes by name, amounts as decimal strings."""
        return {
            "low": _text(self.low),
            "high": _text(self.high),
            "currency": self.currency,
            "unit": self.unit,
            "units": _text(self.units),
            "basis": self.basis,
            "as_of": self.as_of.isoformat() if self.as_of else None,
        }

    def as_html(self) -> str:
        """Return the quote as one paragraph for notebooks."""
        from html import escape  # Nobody else needs it.

        basis = f"<br><small>{escape(self.basis)}</small>" if self.basis and self.is_known else ""
        return f"<p>{escape(str(self))}{basis}</p>"

    def _repr_html_(self) -> str:
        return self.as_html()

    def __str__(self) -> str:
        if self.high is None:
            return f"unknown: {self.basis}" if self.basis else "unknown"
        amount = self._money(self.high)
        if self.low is not None and self.low != self.high:
            amount = f"{self._money(self.low)} to {amount}"
        if not self.units or not self.unit:
            return amount
        return f"{amount} ({_text(self.units)} × {self.unit})"

    def _money(self, amount: Decimal) -> str:
        places = max(2, -int(amount.normalize().as_tuple().exponent)) if amount else 2
        text = f"{amount:.{min(places, 6)}f}"
        return f"${text}" if self.currency == "USD" else f"{text} {self.currency}"


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price(Generic[In_contra]):
    """
    How an endpoint is priced. Make one with `per_unit`, `flat` or `unknown`.

    Example:
        ```python
        price = Price.per_unit("0.2", "second", lambda view, expected: Decimal(4), basis="page")
        assert price.quote(View(endpoint="a/b", input=None)).high == Decimal("0.8")
        ```
    """

    amount: Decimal | None
    unit: str | None
    units: Callable[[View[In_contra], Expected | None], Units]
    basis: str
    as_of: date | None = None
    currency: str = "USD"

    @classmethod
    def per_unit(
        cls,
        amount: Decimal | str,
        unit: str,
        units: Callable[[View[In], Expected | None], Units],
        *,
        basis: str,
        as_of: date | None = None,
        currency: str = "USD",
    ) -> Price[In]:
        """
        So much for each unit.

        Args:
            amount: Money for one unit.
            unit: What is counted, in the singular.
            units: Returns how many, a low and a high number, or `None` if it cannot be
                known before.
            basis: Where the price comes from.
            as_of: The day it was published.
            currency: ISO 4217 code.
        """
        return Price(
            amount=Decimal(amount),
            unit=unit,
            units=units,
            basis=basis,
            as_of=as_of,
            currency=currency,
        )

    @classmethod
    def flat(
        cls, amount: Decimal | str, unit: str, *, basis: str, as_of: date | None = None
    ) -> Price[In]:
        """The same amount for every call."""
        return cls.per_unit(
            amount, unit, lambda view, expected: Decimal(1), basis=basis, as_of=as_of
        )

    @classmethod
    def unknown(cls, reason: str) -> Price[In]:
        """Nobody has published a price, or what is counted is not known before."""
        return Price(amount=None, unit=None, units=lambda view, expected: None, basis=reason)

    def quote(self, view: View[In_contra], expected: Expected | None = None) -> Quote:
        """Return what this call will cost."""
        units = self.units(view, expected)
        low, high = units if isinstance(units, tuple) else (units, units)
        if self.amount is None or low is None or high is None:
            return Quote(currency=self.currency, unit=self.unit, basis=self.basis, as_of=self.as_of)
        return Quote(
            low=low * self.amount,
            high=high * self.amount,
            currency=self.currency,
            unit=self.unit,
            units=high,
            basis=self.basis,
            as_of=self.as_of,
        )
