"""What ffmpeg-api costs: some endpoints by the second of media, some by that of computing."""

from __future__ import annotations

__all__ = ("COMPUTED", "by_media")

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any, TypeAlias, TypeVar

from framehook.spi import Expected, Price, View

In = TypeVar("In")

Span: TypeAlias = "tuple[float, float] | None"

_AS_OF = date(2026, 7, 28)

COMPUTED: Price[Any] = Price.per_unit(
    "0.00017",
    "compute second",
    lambda view, expected: None,
    basis=(
        "vendor unit price of 2026-07: $0.00017 for each second of computing, "
        "which nobody knows beforehand"
    ),
    as_of=_AS_OF,
)


def by_media(span: Callable[[View[In], Expected | None], Span]) -> Price[In]:
    """
    Make a price by the second of media.

    Args:
        span: Returns how many seconds are billed, at least and at most, or `None` if that
            is unknown. The high end is rounded up, because the vendor does not say.
    """

    def units(view: View[In], expected: Expected | None) -> tuple[Decimal, Decimal] | None:
        seconds = span(view, expected)
        if seconds is None:
            return None
        return Decimal(str(round(seconds[0], 3))), Decimal(ceil(seconds[1]))

    basis = "vendor text and unit price of 2026-07: $0.0002 for each second of media"
    return Price.per_unit("0.0002", "second", units, basis=basis, as_of=_AS_OF)
