"""Requests and answers between ASGI and the transport."""

from __future__ import annotations

__all__ = ("MEDIA_TYPE", "read_body", "read_headers", "returned", "sent_on")

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any

from ._refusal import Refusal

MEDIA_TYPE = "application/json"
_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# Who may read the answer is for this server to say, and cookies are between others.
_WITHHELD = frozenset({"set-cookie", "authorization", "date", "server", "alt-svc"})
_PASSED = ("x-fal-", "x-app-fal-")
_SINGLE = frozenset({"x-fal-target-url", "authorization", "content-length", "host", "origin"})
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e]*")


def read_headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """
    Return the headers of a request, repeated ones joined.

    Raises:
        Refusal: if one that may stand once is there twice, or one has bytes that do not
            belong into a header.
    """
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1").strip(" \t")
        is_passed = name.startswith(_PASSED) or name in {"accept", "content-type", "user-agent"}
        if is_passed and not (_NAME.fullmatch(name) and _VALUE.fullmatch(value)):
            raise _bad(f"The header {name!r} has a character that no header may have.")
        if name in headers and name in _SINGLE:
            raise _bad(f"The header {name!r} is there more than once.")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


async def read_body(
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    headers: Mapping[str, str],
    limit: int,
) -> bytes:
    """
    Read the body of a request.

    Raises:
        Refusal: if it is longer than `limit` bytes, or breaks off.
    """
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise _large(limit)
    pieces = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _bad("The body broke off.")
        pieces += message.get("body", b"")
        if len(pieces) > limit:
            raise _large(limit)
        if not message.get("more_body"):
            return bytes(pieces)


def sent_on(headers: Mapping[str, str], *, has_body: bool) -> tuple[tuple[str, str], ...]:
    """Return the headers that go along with a request; the key is none of them."""
    kept = {
        name: value
        for name, value in headers.items()
        if name.startswith(_PASSED) and name != "x-fal-target-url"
    }
    kept["accept"] = headers.get("accept") or MEDIA_TYPE
    kept["user-agent"] = headers.get("user-agent") or "framehook"
    kept["x-fal-client-proxy"] = "framehook"
    if has_body:
        kept["content-type"] = headers.get("content-type") or MEDIA_TYPE
    return tuple(kept.items())


def returned(headers: Mapping[str, str], secret: str) -> list[tuple[bytes, bytes]]:
    """Return the headers of fal's answer that the caller gets."""
    named = {name.strip().lower() for name in headers.get("connection", "").split(",")}
    return [
        (name.encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in headers.items()
        if name not in _HOP | _WITHHELD | named
        and not name.startswith("access-control-")
        and secret not in value
    ]


def _bad(words: str) -> Refusal:
    return Refusal(400, f"Invalid request. {words}", error_type="bad_request")


def _large(limit: int) -> Refusal:
    return Refusal(
        413, f"The body is longer than {limit} bytes. Upload the file.", error_type="too_large"
    )
