"""What one billed unit costs."""

from __future__ import annotations

__all__ = ("Rate",)

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from ._json import Json


class Rate(NamedTuple):
    """
    What one billed unit costs.

    Attributes:
        amount: Money.
        currency: ISO 4217 code.

    Example:
        ```python
        from decimal import Decimal

        assert Rate(Decimal("0.2")).written == ["0.2", "USD"]
        ```
    """

    amount: Decimal
    currency: str = "USD"

    @property
    def written(self) -> Json:
        """The rate as JSON."""
        return [str(self.amount), self.currency]

    @classmethod
    def read(cls, value: object) -> Rate | None:
        """Return what was written, or `None` if it makes no sense: no ticket is lost over it."""
        if not isinstance(value, list) or len(value) != 2 or not isinstance(value[1], str):
            return None
        try:
            amount = Decimal(str(value[0]))
        except InvalidOperation:
            return None
        return cls(amount, value[1]) if amount.is_finite() and amount >= 0 else None
