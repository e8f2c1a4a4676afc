"""A small HTTP server for the proxy alone."""

from __future__ import annotations

__all__ = ("Server",)

import asyncio
import logging
from collections.abc import AsyncIterator
from urllib.parse import unquote, urlsplit

from framehook.errors import FramehookError

from .._connections import Connections
from ..sim._wire import Incoming, Reply, WireError, read_head
from ._forwarder import Message, Scope
from ._proxy import Proxy

_LOG = logging.getLogger("framehook.fal")
_IDLE = 75.0


class Server:
    """
    Serves a proxy over HTTP/1.1.

    Args:
        proxy: What answers.
    """

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self._servers: list[asyncio.Server] = []
        self._connections = Connections(self._serve)

    async def listen(self, host: str, port: int) -> int:
        """Listen on a port, or on any if it is 0; return which."""
        server = await asyncio.start_server(self._connections, host, port, limit=1 << 16)
        self._servers.append(server)
        number: int = server.sockets[0].getsockname()[1]
        return number

    async def close(self) -> None:
        """Stop to listen, and end all connections and the proxy's own."""
        await self._connections.end(*self._servers)
        await self._proxy.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                async with asyncio.timeout(_IDLE):
                    incoming = await read_head(reader, writer)
                if incoming is None or not await self._turn(incoming):
                    break
        except (OSError, WireError, ValueError, asyncio.IncompleteReadError, FramehookError) as exc:
            _LOG.debug("A connection to the proxy ended: %s", exc)
        except Exception:  # noqa: BLE001 - one request must not end the others.
            _LOG.exception("A request to the proxy could not be served.")

    async def _turn(self, incoming: Incoming) -> bool:
        answer = _Answer(incoming)
        await self._proxy(_scope(incoming), answer.receive, answer.send)
        return answer.keeps_alive


class _Answer:
    """One request as ASGI sees it."""

    def __init__(self, incoming: Incoming) -> None:
        self._incoming = incoming
        self._pieces: AsyncIterator[bytes] = incoming.pieces()
        self._is_read = False
        self._is_chunked = False
        self.keeps_alive = False

    async def receive(self) -> Message:
        if not self._is_read:
            piece = await anext(self._pieces, b"")
            self._is_read = not piece
            return {"type": "http.request", "body": piece, "more_body": bool(piece)}
        # There is nothing more to come before the answer is there, but the end. Looking
        # must not take the first byte of a next request away, so nothing is read.
        while not (self._incoming.reader.at_eof() or self._incoming.writer.is_closing()):  # noqa: ASYNC110
            await asyncio.sleep(0.25)
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        writer = self._incoming.writer
        if message["type"] == "http.response.start":
            pairs = [
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in message["headers"]
            ]
            length = next((int(value) for name, value in pairs if name == "content-length"), None)
            self._is_chunked = length is None
            # An unread body stands where the next request would have to begin.
            self.keeps_alive = self._is_read and self._incoming.keeps_alive
            reply = Reply(status=message["status"], headers=dict(pairs))
            writer.write(reply.head(length=length, keep=self.keeps_alive))
        else:
            body: bytes = message.get("body", b"")
            if body:
                writer.write(b"%x\r\n%s\r\n" % (len(body), body) if self._is_chunked else body)
            if self._is_chunked and not message.get("more_body"):
                writer.write(b"0\r\n\r\n")
        await writer.drain()


def _scope(incoming: Incoming) -> Scope:
    parts = urlsplit(incoming.target)
    extra = incoming.writer.get_extra_info
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": incoming.method,
        "scheme": "http",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode("latin-1"),
        "query_string": parts.query.encode("latin-1"),
        "root_path": "",
        "headers": [
            (name.encode("latin-1"), value.encode("latin-1"))
            for name, value in incoming.headers.items()
        ],
        "client": tuple((extra("peername") or ())[:2]) or None,
        "server": tuple((extra("sockname") or ())[:2]) or None,
    }
