"""A request in a form that may be written down."""

from __future__ import annotations

__all__ = ("leaves", "redacted")

import hashlib
import json
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from ..spi._json import Json, Obj
from ..spi._media import shorten_url
from ..spi._pointer import join

LONGEST = 4000
_PLAIN = frozenset({bool, float, int, str})
_as_text = json.JSONEncoder(sort_keys=True).encode


def redacted(arguments: Obj) -> dict[str, Json]:
    """Return arguments for people: data URIs by size and digest, URLs without their query."""
    return {name: _plain(value) for name, value in arguments.items()}


def leaves(arguments: Obj) -> dict[str, str]:
    """Return the SHA-256 of every leaf, by JSON pointer; it tells calls apart."""
    found: dict[str, str] = {}
    for name, value in arguments.items():
        # Most arguments have no parts.
        parts = ((join(name), value),) if type(value) in _PLAIN else _walk(value, join(name))
        for path, leaf in parts:
            found[path] = hashlib.sha256(_text(leaf).encode()).hexdigest()
    return found or {"": hashlib.sha256(b"{}").hexdigest()}


def _text(value: Any) -> str:
    # A number is written as JSON writes it; its encoder takes ten times as long.
    kind = type(value)
    is_plain = kind is int or (kind is float and isfinite(value))
    return repr(value) if is_plain else _as_text(value)


def _plain(value: Any) -> Json:
    if isinstance(value, str):
        if value.startswith("data:") or "://" in value[:12]:
            return shorten_url(value)
        return value if len(value) <= LONGEST else value[:LONGEST] + "…"
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value)


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if value is None or isinstance(value, (str, bool, int, float)):
        yield path, value
    elif isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _walk(item, path + join(str(key)))
    elif isinstance(value, (list, tuple)) and value:
        for index, item in enumerate(value):
            yield from _walk(item, path + join(index))
    else:
        yield path, value
