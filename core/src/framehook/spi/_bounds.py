"""Limits of numbers, of which two may stand on one side."""

from __future__ import annotations

__all__ = ("SIDES", "keep_tighter")

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

# The limit that belongs to what is allowed, the one that does not, and the sign of the side.
SIDES: Sequence[tuple[str, str, int]] = (("ge", "gt", 1), ("le", "lt", -1))


def keep_tighter(
    bounds: dict[str, Any], sides: Sequence[tuple[str, str, int]] = SIDES
) -> dict[str, Any]:
    """Drop the looser one of two limits on one side: the tighter one says it all."""
    for loose, strict, sign in sides:
        limit: Any = bounds.get(loose)
        beyond: Any = bounds.get(strict)
        if _is_number(limit) and _is_number(beyond):
            del bounds[loose if sign * beyond >= sign * limit else strict]
    return bounds


def _is_number(value: object) -> bool:
    # In older JSON Schemas a strict limit is a boolean, which says what the other one is.
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
