"""What other people's JSON has in it, if it is there at all."""

from __future__ import annotations

__all__ = ("as_list", "as_object", "object_in")

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast


def as_object(value: Any) -> Mapping[str, Any]:
    """Return a JSON object, empty if it is none."""
    # JSON objects have texts as keys, which isinstance cannot tell.
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def as_list(value: Any) -> Sequence[Any]:
    """Return a JSON list, empty if it is none."""
    # Likewise: whatever is in it.
    return cast("Sequence[Any]", value) if isinstance(value, list) else ()


def object_in(text: bytes) -> Mapping[str, Any] | None:
    """Return the JSON object in a text, or `None` if there is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return as_object(value) if isinstance(value, dict) else None
