"""What AnimateDiff costs: by the second of computing, or nobody knows what."""

from __future__ import annotations

__all__ = ("COMPUTED", "SHOWN_AS_ZERO", "UNPUBLISHED")

from datetime import date
from typing import Any

from framehook.spi import Price

COMPUTED: Price[Any] = Price.per_unit(
    "0.00125",
    "compute second",
    lambda view, expected: None,
    basis=(
        "vendor unit price of 2026-07: $0.00125 for each second of computing, "
        "which nobody knows beforehand"
    ),
    as_of=date(2026, 7, 28),
)
SHOWN_AS_ZERO: Price[Any] = Price.unknown(
    "the vendor's text shows $0 for a second of computing, which is a rounded figure"
)
UNPUBLISHED: Price[Any] = Price.unknown("the vendor has published no price for it")
