"""A server on this machine that does exactly what a script says, byte by byte."""

from __future__ import annotations

__all__ = ("Act", "LoopbackServer", "Received", "reply")

import asyncio
import contextlib
import enum
import hashlib
import json
import socket
import ssl
import struct
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeAlias

KEPT, DRIP_SECONDS = 1 << 16, 0.002


class Act(enum.Enum):
    """What a script does other than to send bytes."""

    TAKE = "read the body of the request"
    GATE = "wait until the test says `release`"
    HANG = "say nothing until the client goes"
    DRIP = "send one byte after the other until the client goes"
    CLOSE = "close the connection"
    RESET = "break the connection"


Step: TypeAlias = bytes | Act
Script: TypeAlias = Sequence[Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """
    A request that arrived whole.

    Attributes:
        method: The method.
        target: Path and query.
        headers: Names in lower case, and values, in the order of the wire.
        length: Number of bytes of the body.
        digest: SHA-256 of the body, in hexadecimal digits.
        body: The body, or its first 64 KiB.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    length: int
    digest: str
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the value of the first header of that name."""
        return next((value for key, value in self.headers if key == name), None)


def reply(
    status: int = 200,
    body: bytes = b"",
    headers: Sequence[tuple[str, str]] = (),
    *,
    chunks: Sequence[bytes] | None = None,
) -> bytes:
    """Return the bytes of an answer: of known length, or in chunks."""
    lines = [f"HTTP/1.1 {status} Scripted", *(f"{name}: {value}" for name, value in headers)]
    if chunks is None:
        lines.append(f"Content-Length: {len(body)}")
    else:
        lines.append("Transfer-Encoding: chunked")
        body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in (*chunks, b""))
    return "\r\n".join((*lines, "", "")).encode() + body


class LoopbackServer:
    """
    A server whose every byte a test decides.

    A script is a sequence of bytes to send and of acts. It starts when the head of a
    request is there; the body is read before the first bytes are sent. A path without a
    script answers with what it received, as JSON.

    Args:
        tls: What to speak TLS with.

    Attributes:
        received: Every request that arrived whole.
        arrived: Set when the first of them is there.
        connections: How many connections were opened.
        most: How many of them were open at once, at most.

    Example:
        ```python
        import urllib.request

        with LoopbackServer() as server:
            server.play("/a", [reply(200, b"hello")])
            assert urllib.request.urlopen(server.url + "/a").read() == b"hello"
        assert server.received[0].method == "GET"
        ```
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.received: list[Received] = []
        self.arrived = threading.Event()
        self.connections = 0
        self.most = 0
        self._scripts: dict[str, list[Script]] = {}
        self._open: set[asyncio.Task[None]] = set()
        self._gate = asyncio.Semaphore(0)
        self._stopped = asyncio.Event()
        self._is_ready = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self._address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    @property
    def url(self) -> str:
        """The beginning of all its URLs, without a slash at the end."""
        return f"{'https' if self._tls else 'http'}://{self.host}"

    @property
    def host(self) -> str:
        """Address and port."""
        return self._address

    def play(self, path: str, *scripts: Script) -> None:
        """Answer requests for a path with these scripts in turn; the last one repeats."""
        self._scripts[path] = list(scripts)

    def release(self, times: int = 1) -> None:
        """Let as many scripts that wait at a gate go on, now or when they get there."""
        for _ in range(times):
            self._loop.call_soon_threadsafe(self._gate.release)

    def __enter__(self) -> Self:
        self._thread.start()
        self._is_ready.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        server = await asyncio.start_server(
            self._serve, sock=self._socket, limit=1 << 20, ssl=self._tls
        )
        self._is_ready.set()
        await self._stopped.wait()
        # A server that closes while it accepts a connection leaves that socket open.
        self._loop.remove_reader(self._socket.fileno())
        await asyncio.sleep(0.01)
        server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self.connections += 1
        self.most = max(self.most, len(self._open))
        # A client that goes in the middle is what many scripts are for, and a server that
        # is stopped cancels those that hang.
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await _Exchange(self, reader, writer).run():
                pass
        self._open.discard(task)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    def script(self, path: str) -> Script | None:
        """Return the next script of a path."""
        scripts = self._scripts.get(path)
        if not scripts:
            return None
        return scripts.pop(0) if len(scripts) > 1 else scripts[0]

    async def pass_gate(self) -> None:
        """Wait for `release`."""
        await self._gate.acquire()


class _Exchange:
    def __init__(
        self, server: LoopbackServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._taken: Received | None = None

    async def run(self) -> bool:
        """Serve one request, and return whether the connection stays open."""
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        start, *lines = head.rstrip("\r\n").split("\r\n")
        self._method, self._target, _ = start.split(" ")
        pairs = (line.partition(":")[::2] for line in lines)
        self._headers = tuple((name.lower(), value.strip()) for name, value in pairs)
        script = self._server.script(self._target.partition("?")[0])
        if script is None:
            self._writer.write(_echo(await self._take()))
            await self._writer.drain()
            return True
        for step in script:
            if not await self._perform(step):
                return False
        return True

    async def _perform(self, step: Step) -> bool:
        if isinstance(step, bytes):
            await self._take()
            self._writer.write(step)
            await self._writer.drain()
        elif step is Act.TAKE:
            await self._take()
        elif step is Act.GATE:
            await self._server.pass_gate()
        elif step is Act.HANG:
            while await self._reader.read(KEPT):
                pass
        elif step is Act.DRIP:
            while not self._reader.at_eof():
                self._writer.write(b"x")
                await self._writer.drain()
                await asyncio.sleep(DRIP_SECONDS)
        else:
            if step is Act.RESET:
                linger = struct.pack("ii", 1, 0)
                self._writer.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, linger
                )
                self._writer.transport.abort()
            return False
        return True

    async def _take(self) -> Received:
        if self._taken is not None:
            return self._taken
        digest, kept, length = hashlib.sha256(), bytearray(), 0
        headers: Mapping[str, str] = dict(self._headers)
        if headers.get("transfer-encoding") == "chunked":
            while size := int(await self._reader.readline(), 16):
                piece = await self._reader.readexactly(size)
                await self._reader.readexactly(2)
                length += size
                digest.update(piece)
                kept += piece[: KEPT - len(kept)]
            await self._reader.readline()
        else:
            rest = int(headers.get("content-length", "0"))
            length = rest
            while rest:
                piece = await self._reader.read(min(rest, KEPT))
                if not piece:
                    raise asyncio.IncompleteReadError(b"", rest)
                rest -= len(piece)
                digest.update(piece)
                kept += piece[: KEPT - len(kept)]
        self._taken = Received(
            method=self._method,
            target=self._target,
            headers=self._headers,
            length=length,
            digest=digest.hexdigest(),
            body=bytes(kept),
        )
        self._server.received.append(self._taken)
        self._server.arrived.set()
        return self._taken


def _echo(received: Received) -> bytes:
    what = {
        "method": received.method,
        "target": received.target,
        "headers": received.headers,
        "length": received.length,
        "digest": received.digest,
    }
    body = b"" if received.method == "HEAD" else json.dumps(what).encode()
    return reply(200, body, [("Content-Type", "application/json")])
