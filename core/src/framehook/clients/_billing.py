"""What a job cost."""

from __future__ import annotations

__all__ = ("Billing",)


from decimal import Decimal

from ..spi._json import Json
from ..spi._quote import Quote
from ..spi._record import record


@record(frozen=True, slots=True, kw_only=True)
class Billing:
    """
    What a job cost.

    Attributes:
        units: What the service says it bills, in the endpoint's unit.
        cost: Money, where units and price are both known.
        currency: ISO 4217 code.
        quote: What was expected before.

    Example:
        ```python
        assert Billing(units=Decimal(5), cost=Decimal("1.0")).to_json()["cost"] == "1"
        ```
    """

    units: Decimal | None = None
    cost: Decimal | None = None
    currency: str = "USD"
    quote: Quote | None = None

    def to_json(self) -> dict[str, Json]:
        """Return all attributes by name, amounts as decimal strings."""
        return {
            "units": None if self.units is None else format(self.units.normalize(), "f"),
            "cost": None if self.cost is None else format(self.cost.normalize(), "f"),
            "currency": self.currency,
            "quote": None if self.quote is None else self.quote.to_json(),
        }
