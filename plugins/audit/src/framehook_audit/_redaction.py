"""What an audit log leaves out."""

from __future__ import annotations

__all__ = ("redacted",)

import re
from typing import Any

from framehook.spi import shorten_url

REDACTED = "REDACTED"

# Names of fields that grant access by themselves. Counts such as `max_tokens` are numbers,
# which are kept.
_SECRET = re.compile(
    r"authori[sz]ation|cookie|token|secret|passw|credential|signature|api[-_]?key|^key$",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(Bearer|Basic|Key|Token)\s+[\w.:=+/~-]{8,}")
_URL = re.compile(r"data:[\w.+-]+/[\w.+-]+(?:;[\w=.+-]+)*,[\w+/=%.~-]*|https?://[^\s\"'<>\\]+")


def redacted(value: Any) -> Any:
    """Return JSON with data URIs by size and digest, and without queries and secrets."""
    if isinstance(value, str):
        text = _URL.sub(lambda found: shorten_url(found[0]), value)
        return _BEARER.sub(rf"\1 {REDACTED}", text)
    if isinstance(value, (list, tuple)):
        return [redacted(item) for item in value]
    if isinstance(value, dict):
        return {
            name: REDACTED if isinstance(item, str) and _SECRET.search(name) else redacted(item)
            for name, item in value.items()
        }
    return value
