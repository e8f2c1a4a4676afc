"""What every request takes along, and what is read from every answer."""

from __future__ import annotations

__all__ = ("built", "extensions_of", "head_of")

from collections.abc import Callable
from typing import Any

from ..spi import Request, Response
from ._reply import AsyncReply, Reply
from ._verdict import Verdict


def built(build: Callable[..., Any], request: Request, **more: Any) -> Any:
    """
    Return the request in the type of a library.

    Raises:
        TransportError: with `sent="no"`, if the URL makes no sense.
    """
    try:
        message = build(request, **more)
        # Names that no resolver would take are found before one is asked.
        host = message.url.host if isinstance(message.url.host, bytes) else message.url.raw_host
        if not host.decode().encode("idna"):
            raise Verdict(request).refused("the URL has no host.")
    except (ValueError, TypeError) as exc:
        raise Verdict(request).refused(f"it cannot be sent: {exc}.") from exc
    return message


def extensions_of(
    timeout: float, connect: float, *, trace: Callable[..., Any] | None
) -> dict[str, Any]:
    """Return the time limits of single operations, as httpcore and httpx take them."""
    limits = {"connect": connect, "read": timeout, "write": timeout, "pool": timeout}
    return {"timeout": limits} if trace is None else {"timeout": limits, "trace": trace}


def head_of(reply: Reply | AsyncReply, request: Request, *, is_decoded: bool) -> Response:
    """Return status and headers, with repeated headers joined."""
    headers: dict[str, str] = {}
    for name, value in reply.headers:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    if is_decoded and "content-encoding" in headers:
        # They describe what came over the wire, which the caller does not see.
        del headers["content-encoding"]
        headers.pop("content-length", None)
    return Response(reply.status, headers, b"", request.url)
