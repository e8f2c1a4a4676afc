"""What a call will cost."""

from __future__ import annotations

__all__ = ("Quote",)


from datetime import date
from decimal import Decimal

from ._json import Json
from ._rate import Rate
from ._record import record


@record(frozen=True, slots=True, kw_only=True)
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
