"""Requests in the types of httpcore."""

from __future__ import annotations

__all__ = ("Content", "Place", "message_of", "place_of")

import re
from collections.abc import AsyncIterable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from ipaddress import IPv4Address
from typing import Any, NamedTuple, TypeAlias

import httpcore

from ..spi import Request

Content: TypeAlias = "bytes | Iterable[bytes] | AsyncIterable[bytes] | None"

_PORTS = {"http": 80, "https": 443}
# What needs neither quoting nor resolving: nearly every URL.
_PLAIN = re.compile(
    r"(https?)://([a-z0-9.-]+)(?::([1-9][0-9]{0,4}))?"
    r"((?:/(?!\.)(?:[A-Za-z0-9_~.!$&'()*+,;=:@-]|%[0-9A-F]{2})*)*)"
    r"((?:\?(?:[A-Za-z0-9_~.!$&'()*+,;=:@/?-]|%[0-9A-F]{2})*)?)"
)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LAST_PORT = 65535
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class Place(NamedTuple):
    """Where a request goes, as it stands on the wire; `port` is `None` for the usual one."""

    scheme: bytes
    host: bytes
    port: int | None
    target: bytes
    netloc: bytes


def message_of(
    request: Request,
    *,
    headers: Sequence[tuple[str, str]],
    content: Content,
    extensions: Mapping[str, Any],
) -> httpcore.Request:
    """
    Return a request in the type of httpcore, with the headers that HTTP/1.1 demands.

    Raises:
        ValueError: if the URL makes no sense.
    """
    place = place_of(request.url)
    method = request.method.upper()
    names = {name for name, _ in headers}
    own: list[tuple[bytes, bytes]] = []
    if "host" not in names:
        own.append((b"host", place.netloc))
    if not names & {"content-length", "transfer-encoding"}:
        if content is not None and not isinstance(content, bytes):
            own.append((b"transfer-encoding", b"chunked"))
        elif method in _WITH_BODY:
            own.append((b"content-length", b"%d" % len(content or b"")))
    url = httpcore.URL(scheme=place.scheme, host=place.host, port=place.port, target=place.target)
    return httpcore.Request(
        method,
        url,
        headers=[*own, *((name.encode(), value.encode()) for name, value in headers)],
        content=content,
        extensions=dict(extensions),
    )


def place_of(url: str) -> Place:
    """
    Return where a URL leads. What is out of the ordinary is left to httpx to understand.

    Raises:
        ValueError: if it makes no sense.
    """
    plain = _PLAIN.fullmatch(url)
    if plain is None or not _is_plain(plain[2]) or int(plain[3] or 0) > _LAST_PORT:
        return _place_by_httpx(url)
    scheme, host, port, path, query = plain.groups()
    number = int(port) if port else None
    if number == _PORTS[scheme]:
        number = None
    netloc = host if number is None else f"{host}:{number}"
    target = f"{path or '/'}{query}"
    return Place(scheme.encode(), host.encode(), number, target.encode(), netloc.encode())


def _place_by_httpx(url: str) -> Place:
    import httpx

    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as exc:
        raise ValueError(str(exc)) from exc
    return Place(parsed.raw_scheme, parsed.raw_host, parsed.port, parsed.raw_path, parsed.netloc)


@lru_cache(maxsize=256)
def _is_plain(host: str) -> bool:
    """Whether a name, or an address, is on the wire as it is."""
    if host.replace(".", "").isdigit():
        with suppress(ValueError):
            return str(IPv4Address(host)) == host
        return False
    # Names with two dashes may stand for other letters.
    return all(_LABEL.fullmatch(each) and "--" not in each for each in host.split("."))
