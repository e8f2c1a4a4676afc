"""What a recording leaves out."""

from __future__ import annotations

__all__ = ("REDACTED", "redacted_headers", "redacted_text", "redacted_url", "told_headers")

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

REDACTED = "REDACTED"

# Whatever grants access by itself: in a header, in a query, in a field of a JSON object.
_SECRET = re.compile(
    r"authori[sz]ation|cookie|token|secret|passw|credential|signature|api[-_]?key|^key$"
    r"|^(sig|hmac|policy|expires|jwt|auth)$|^x-(amz|goog|ms)-",
    re.IGNORECASE,
)
# Everything else that a request says may be a secret by a name that nobody knows.
_TELLING = frozenset(
    {"accept", "accept-encoding", "content-range", "content-type", "if-range", "range"}
)
_URL = re.compile(r"https?://[^\s\"'<>\\]+")
_DATA = re.compile(r"data:[\w.+-]+/[\w.+-]+(?:;[\w=.+-]+)*,[A-Za-z0-9+/=_%.~-]*")


def redacted_url(url: str) -> str:
    """Return a URL without user and password, and without the values of a signed query."""
    parts = urlsplit(url)
    query = parts.query
    pairs = [pair.partition("=") for pair in query.split("&")]
    if any(_SECRET.search(name) for name, _, _ in pairs):
        query = "&".join(f"{name}{mark}{REDACTED if mark else ''}" for name, mark, _ in pairs)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, query, parts.fragment))


def redacted_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of an answer, without those that are secrets."""
    return {
        name: _redacted_string(value) for name, value in headers.items() if not _SECRET.search(name)
    }


def told_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return those headers of a request that never are secrets."""
    return {name.lower(): value for name, value in headers if name.lower() in _TELLING}


def redacted_text(text: str) -> str:
    """Return JSON or other text without data URIs, signed queries and secret fields."""
    try:
        value = json.loads(text)
    except ValueError:
        return _redacted_string(text)
    clean = _redacted(value)
    # What has nothing to hide stays as it was, to the byte.
    return text if clean == value else json.dumps(clean, separators=(",", ":"), ensure_ascii=False)


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        return _redacted_string(value)
    if isinstance(value, list):
        return [_redacted(item) for item in value]
    if isinstance(value, dict):
        return {
            name: REDACTED if isinstance(item, str) and _SECRET.search(name) else _redacted(item)
            for name, item in value.items()
        }
    return value


def _redacted_string(text: str) -> str:
    text = _DATA.sub(lambda found: _shortened(found[0]), text)
    return _URL.sub(lambda found: redacted_url(found[0]), text)


def _shortened(uri: str) -> str:
    head, _, body = uri.partition(",")
    media_type = head.removeprefix("data:").partition(";")[0]
    return f"<data:{media_type} {len(body)} sha256:{hashlib.sha256(body.encode()).hexdigest()}>"
