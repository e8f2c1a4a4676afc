"""How endpoints are priced."""

from __future__ import annotations

__all__ = ("Price",)

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from ._record import record

if TYPE_CHECKING:
    from ._expected import Expected
    from ._quote import Quote
    from ._view import View

In = TypeVar("In")
In_contra = TypeVar("In_contra", contravariant=True)

Units: TypeAlias = Decimal | tuple[Decimal, Decimal] | None


@record(frozen=True, slots=True, kw_only=True)
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
        from ._quote import Quote  # A family is imported for its schemas, too.

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
