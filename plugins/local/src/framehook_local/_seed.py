"""The seed of a draft that was asked for without one."""

from __future__ import annotations

__all__ = ("seed_of",)

import hashlib
import json
import re
from typing import Any

from framehook.spi import View

_KEPT = re.compile(r"(local://files/[^/]+)/.*")


def seed_of(view: View[Any], field: str | None = "seed") -> int:
    """
    Return the seed that was given, or one that follows from all other arguments.

    The same arguments and media therefore give the same draft, whatever the files are
    called.

    Args:
        view: The input.
        field: Name of the field with the seed, if the endpoint has one.
    """
    given = getattr(view.input, field, None) if field else None
    if isinstance(given, int):
        return given
    arguments = view.input.model_dump(mode="json", exclude={field} if field else None)
    text = json.dumps([view.endpoint, _nameless(arguments)], sort_keys=True)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1


def _nameless(value: Any) -> Any:
    if isinstance(value, str):
        return _KEPT.sub(r"\1", value)
    if isinstance(value, dict):
        return {name: _nameless(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_nameless(item) for item in value]
    return value
