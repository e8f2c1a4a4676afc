"""What answers of every kind say: what is billed, and texts without secrets."""

from __future__ import annotations

__all__ = ("FINDINGS", "billable_units", "scrubbed")

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache

# What is found here, in the words of those who check at fal.
FINDINGS: Mapping[str, str] = {
    "schema.required": "missing",
    "schema.unknown_field": "extra_forbidden",
    "schema.not_allowed": "literal_error",
}
_LONGEST = 2000
_KEY = r"(?i)\b(key|bearer)\s+[!-~]{8,}|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[!-~]+"


def billable_units(headers: Mapping[str, str]) -> Decimal | None:
    """Return the billed units that an answer names."""
    try:
        units = Decimal(headers["x-fal-billable-units"].strip())
    except (KeyError, InvalidOperation):
        return None
    return units if units.is_finite() and units >= 0 else None


def scrubbed(text: str) -> str:
    """Return a text of fal's without anything that looks like a key, and not too long."""
    clean = _key().sub("<key>", text)
    return clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST - 1]}…"


@cache
def _key() -> re.Pattern[str]:
    # Compiling it takes longer than reading everything that a job without logs is told.
    return re.compile(_KEY)
