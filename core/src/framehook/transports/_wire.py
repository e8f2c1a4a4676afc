"""Requests and answers in the types of httpx."""

from __future__ import annotations

__all__ = ("SCHEMES", "built", "checked", "extensions_of", "head_of", "headers_of")

import re
from collections.abc import Callable
from typing import Any

import httpx

from ..spi import Form, Request, Response
from ._body import Plan
from ._fault import refused

SCHEMES = frozenset({"http", "https"})

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e]*")
# `identity`: what is fetched in parts, or piece by piece, must not be compressed.
_DEFAULTS = (("accept", "*/*"), ("accept-encoding", "identity"), ("user-agent", "framehook"))


def checked(request: Request) -> None:
    """
    Refuse what cannot be put on the wire.

    Raises:
        TransportError: with `sent="no"`.
    """
    if request.scheme not in SCHEMES:
        raise refused(request, f"the scheme {request.scheme!r} is neither 'http' nor 'https'.")
    for name, value in request.headers:
        if not _NAME.fullmatch(name):
            raise refused(request, f"{name!r} cannot be the name of a header.")
        if not _VALUE.fullmatch(value):
            # The value may be a secret.
            raise refused(request, f"the header {name!r} has a character that no header may have.")


def headers_of(request: Request, plan: Plan | None) -> list[tuple[str, str]]:
    """Return the headers to send, with what the body says about itself."""
    headers = [(name.lower(), value) for name, value in request.headers]
    own: dict[str, str] = {}
    if plan is not None:
        has_type = any(name == "content-type" for name, _ in headers)
        if plan.media_type and (isinstance(request.body, Form) or not has_type):
            own["content-type"] = plan.media_type
        if plan.length is not None:
            own["content-length"] = str(plan.length)
    headers = [(name, value) for name, value in headers if name not in own]
    names = {name for name, _ in headers}
    headers += [(name, value) for name, value in _DEFAULTS if name not in names]
    return [*headers, *own.items()]


def built(build: Callable[..., httpx.Request], request: Request, **more: Any) -> httpx.Request:
    """
    Return the request in the type of httpx.

    Raises:
        TransportError: with `sent="no"`, if the URL makes no sense.
    """
    try:
        message = build(request.method, request.url, **more)
        # Names that no resolver would take are found before one is asked.
        if not message.url.raw_host.decode().encode("idna"):
            raise refused(request, "the URL has no host.")
    except (httpx.InvalidURL, ValueError, TypeError) as exc:
        raise refused(request, f"it cannot be sent: {exc}.") from exc
    return message


def extensions_of(
    timeout: float, connect: float, *, trace: Callable[..., Any] | None
) -> dict[str, Any]:
    """Return the time limits of single operations, as httpx takes them."""
    limits = {"connect": connect, "read": timeout, "write": timeout, "pool": timeout}
    return {"timeout": limits} if trace is None else {"timeout": limits, "trace": trace}


def head_of(reply: httpx.Response, request: Request, *, is_decoded: bool) -> Response:
    """Return status and headers, with repeated headers joined."""
    headers: dict[str, str] = {}
    for name, value in reply.headers.multi_items():
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    if is_decoded and "content-encoding" in headers:
        # They describe what came over the wire, which the caller does not see.
        del headers["content-encoding"]
        headers.pop("content-length", None)
    return Response(reply.status_code, headers, b"", request.url)
