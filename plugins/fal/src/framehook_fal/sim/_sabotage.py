"""How faults come about: what is sent instead of an answer, or in its place."""

from __future__ import annotations

__all__ = ("BrokenOffError", "break_off", "instead", "mangle", "ruin")

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import AsyncIterator
from typing import Any

from ._fault import Fault
from ._wire import Reply, json_reply

_PAGE = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
_TITLES = {
    500: "500 Internal Server Error",
    502: "502 Bad Gateway",
    503: "503 Service Temporarily Unavailable",
    504: "504 Gateway Time-out",
}


class BrokenOffError(Exception):
    """The connection ends without an answer."""


def page(status: int) -> Reply:
    """Return what a reverse proxy says when it does not reach the service."""
    text = _PAGE.format(_TITLES[status])
    return Reply(status=status, headers={"content-type": "text/html"}, body=text.encode())


def instead(fault: Fault) -> Reply | None:
    """Return the answer that a fault puts in the place of the service's, if it does."""
    kind = fault.kind
    if kind in {"500", "502", "503", "504"}:
        words = _TITLES[int(kind)].partition(" ")[2]
        return json_reply(int(kind), {"detail": f"{words}: the service is not there."})
    if kind.endswith("-html"):
        return page(int(kind[:3]))
    if kind == "429":
        seconds = 1 if fault.seconds is None else fault.seconds
        return json_reply(429, {"detail": "Too many requests."}, {"retry-after": f"{seconds:g}"})
    if kind in {"missing", "expired"}:
        return json_reply(404, {"detail": "Request not found"})
    if kind == "expired-token":
        return json_reply(401, {"detail": "The token is missing, wrong or too old."})
    if kind == "failed-part":
        return json_reply(500, {"detail": "The part was not stored."})
    return None


def ruin(fault: Fault, reply: Reply) -> Reply:
    """Return the answer with what a fault does to it as a whole."""
    if fault.kind == "lost-502":
        return page(502)
    if fault.kind == "garbled" and isinstance(reply.body, bytes):
        cut = max(1, len(reply.body) // 2)
        return Reply(status=200, headers=reply.headers, body=reply.body[:cut])
    if fault.kind in {"omitted", "payloads-missing"}:
        return _thin(fault.kind, reply)
    is_stream = fault.kind == "slow" or fault.kind.startswith("sse-")
    if is_stream and not isinstance(reply.body, (bytes, tuple)):
        reply.body = mangle(fault.kind, reply.body)
    return reply


async def mangle(kind: str, events: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Spoil a stream of events."""
    held: bytes | None = None
    async for event in events:
        if kind == "sse-duplicated":
            yield event
            yield event
        elif kind == "sse-reordered":
            if held is None:
                held = event
                continue
            yield event
            yield held
            held = None
        elif kind == "sse-torn":
            yield event[: len(event) // 2]
            return
        elif kind == "slow":
            for start in range(0, len(event), 16):
                yield event[start : start + 16]
        else:
            yield event
            if kind == "sse-cut":
                return
    if held is not None:
        yield held


def break_off(writer: asyncio.StreamWriter) -> None:
    """Break a connection, so that the other side notices a reset."""
    peer = writer.get_extra_info("socket")
    if peer is not None:
        # With no time to linger, closing sends a reset and drops what was not sent.
        with contextlib.suppress(OSError):
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def _thin(kind: str, reply: Reply) -> Reply:
    assert isinstance(reply.body, bytes)
    told: Any = json.loads(reply.body)
    rows = told.get("items", [])
    if kind == "omitted":
        told["items"] = rows[1:]
    else:
        drop = {"json_input", "json_output"}
        told["items"] = [{k: v for k, v in row.items() if k not in drop} for row in rows]
    return json_reply(reply.status, told)
