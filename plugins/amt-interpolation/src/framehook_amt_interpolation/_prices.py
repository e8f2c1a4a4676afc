"""What AMT costs: by the second of computing."""

from __future__ import annotations

__all__ = ("COMPUTED",)

from datetime import date
from typing import Any

from framehook.spi import Price

COMPUTED: Price[Any] = Price.per_unit(
    "0.00111",
    "compute second",
    lambda view, expected: None,
    basis=(
        "vendor unit price of 2026-07: $0.00111 for each second of computing, "
        "which nobody knows beforehand"
    ),
    as_of=date(2026, 7, 28),
)
