"""
A fast server that speaks fal's queue, so that the client is what is measured.

`python tests/benchmarks/origin.py FOLDER` prints its address, its address over TLS and the
file of the certificate, which it makes in FOLDER, and serves until its input ends. It keeps
no results and checks nothing. Jobs take `seconds` of their arguments; a result says when its
job was done, by the clock that all processes of a machine share.

`/reset?delay=0.05` makes every answer so late; `/reset?faults=0.1` makes every tenth request
go wrong in one of the ways of `FAULTS`. `/counts` says what came.
"""

from __future__ import annotations

import asyncio
import json
import random
import ssl
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from framehook_fal.sim._certificate import make_certificate

FILM = bytes(1 << 20)
FILM_SIZE = 100 << 20
HEAD = b"HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n"
STREAM = b"HTTP/1.1 200 X\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
HTML = b"<html><body><h1>%d</h1></body></html>"
# What goes wrong: the connection ends before or after the request is dealt with, the answer
# is an error of the application, of a gateway before or behind it, or is cut.
FAULTS = (
    "closed before",
    "closed after",
    "error",
    "gateway before",
    "gateway after",
    "busy",
    "cut",
)


class Origin:
    """What all connections share."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.reset()

    def reset(self, delay: float = 0.0, faults: float = 0.0) -> None:
        """Begin to count anew."""
        open_now = self.counts["open"]
        self.counts = Counter(open=open_now, most=open_now)
        self.done_at: dict[str, float] = {}
        self.paid: Counter[str] = Counter()
        self.is_cut = False
        self.delay, self.faults = delay, faults
        self.chance = random.Random(6)

    def told(self) -> dict[str, int]:
        """Return what came, and how many calls were paid for, and how many of them twice."""
        twice = sum(number > 1 for number in self.paid.values())
        return {**self.counts, "paid": len(self.paid), "twice": twice}

    def fault(self) -> str:
        """Return what goes wrong with the next request, if anything does."""
        is_hit = self.faults and self.chance.random() < self.faults
        return self.chance.choice(FAULTS) if is_hit else ""

    def submit(self, base: str, name: str, body: bytes) -> dict[str, Any]:
        """Take a job on."""
        job = f"r{len(self.done_at)}"
        asked = json.loads(body)
        self.paid[asked.get("prompt", "")] += 1
        self.done_at[job] = time.monotonic() + float(asked.get("seconds", 0))
        url = f"{base}/{name}/requests/{job}"
        return {
            "status": "IN_QUEUE",
            "request_id": job,
            "queue_position": 0,
            "status_url": f"{url}/status",
            "response_url": url,
            "cancel_url": f"{url}/cancel",
        }

    def report(self, job: str) -> dict[str, Any]:
        """Say where a job stands."""
        is_done = time.monotonic() >= self.done_at[job]
        return {"status": "COMPLETED" if is_done else "IN_PROGRESS", "request_id": job, "logs": []}


class Connection(asyncio.Protocol):
    """One connection: requests one after the other."""

    def __init__(self, origin: Origin, base: list[str]) -> None:
        self.origin = origin
        self.base = base
        self.buffer = bytearray()
        self.rest = 0
        self.start: list[str] | None = None
        self.body = bytearray()
        self.film: asyncio.Task[None] | None = None
        self.can_write = asyncio.Event()
        self.can_write.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        counts = self.origin.counts
        counts["connections"] += 1
        counts["open"] += 1
        counts["most"] = max(counts["most"], counts["open"])

    def connection_lost(self, exc: Exception | None) -> None:
        self.origin.counts["open"] -= 1
        if self.film is not None:
            self.film.cancel()

    def pause_writing(self) -> None:
        self.can_write.clear()

    def resume_writing(self) -> None:
        self.can_write.set()

    def data_received(self, data: bytes) -> None:
        if self.rest:
            # Large bodies are counted and thrown away.
            self.rest -= len(data)
            if len(self.body) < 1 << 16:
                self.body += data
            if not self.rest:
                self.finish()
            return
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        lines = self.buffer[:end].decode("latin-1").split("\r\n")
        self.start = lines[0].split(" ")
        self.headers = {
            name.lower(): value.strip()
            for name, _, value in (each.partition(":") for each in lines[1:])
        }
        self.body = self.buffer[end + 4 :]
        self.rest = int(self.headers.get("content-length", "0")) - len(self.body)
        self.buffer = bytearray()
        if not self.rest:
            self.finish()

    def finish(self) -> None:
        """Answer the request that has arrived whole."""
        assert self.start is not None
        method, target = self.start[0], self.start[1]
        path = target.partition("?")[0].strip("/")
        parts = path.split("/")
        if path == "counts":
            self.say(self.origin.told())
        elif path == "reset":
            wanted = parse_qs(target.partition("?")[2])
            self.origin.reset(**{name: float(value[0]) for name, value in wanted.items()})
            self.say({})
        elif parts[0] == "film.mp4":
            self.origin.counts["film"] += 1
            self.film = asyncio.ensure_future(self.send_film())
        else:
            self.origin.counts["requests"] += 1
            answer = partial(self.go_wrong, self.origin.fault(), method, path, parts)
            if self.origin.delay:
                asyncio.get_running_loop().call_later(self.origin.delay, answer)
            else:
                answer()

    def go_wrong(self, fault: str, method: str, path: str, parts: list[str]) -> None:
        """Answer a request, or do what shall go wrong with it."""
        if not fault:
            self.route(method, path, parts)
            return
        if fault in {"closed after", "gateway after"} and method == "POST":
            self.origin.submit(self.base[0], path, bytes(self.body))
        if fault.startswith("closed"):
            self.transport.abort()
        elif fault == "error":
            self.say({"detail": "An internal error."}, 500)
        elif fault == "busy":
            self.say({"detail": "Too many requests."}, 429, b"Retry-After: 1\r\n")
        elif fault.startswith("gateway"):
            body = HTML % 502
            self.transport.write(HEAD % (502, b"text/html", len(body), b"") + body)
        else:
            if method == "POST":
                self.origin.submit(self.base[0], path, bytes(self.body))
            self.transport.write(HEAD % (200, b"application/json", 500, b"") + b'{"status": "IN_')
            self.transport.close()

    def route(self, method: str, path: str, parts: list[str]) -> None:
        """Answer a request."""
        origin, base = self.origin, self.base[0]
        if path.startswith(("storage/", "files/")):
            said = {
                "token": "t",
                "token_type": "Bearer",
                "base_url": base,
                "expires_at": "2100-01-01T00:00:00+00:00",
                "access_url": f"{base}/files/f",
                "upload_url": f"{base}/files/f",
                "file_url": f"{base}/files/f",
                "uploadId": "u",
            }
            self.say(said, more=b'ETag: "part"\r\n')
        elif parts[-1] == "stream":
            self.transport.write(STREAM)
            left = origin.done_at[parts[-3]] - time.monotonic()
            asyncio.get_running_loop().call_later(max(0, left), self.end_stream, parts[-3])
        elif parts[-1] == "status":
            said = origin.report(parts[-2])
            self.say(said, 200 if said["status"] == "COMPLETED" else 202)
        elif method == "POST":
            self.say(origin.submit(base, path, bytes(self.body)))
        else:
            url = f"{base}/film.mp4"
            self.say({"video": {"url": url}, "done_at": origin.done_at[parts[-1]]})

    def end_stream(self, job: str) -> None:
        event = (
            b"data: %s\n\n"
            % json.dumps({**self.origin.report(job), "status": "COMPLETED"}).encode()
        )
        self.transport.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(event), event))

    def say(self, value: dict[str, Any], status: int = 200, more: bytes = b"") -> None:
        """Answer with JSON."""
        body = json.dumps(value).encode()
        self.transport.write(HEAD % (status, b"application/json", len(body), more) + body)

    async def send_film(self) -> None:
        """Send the film, or the rest of it; the first time, half of it."""
        first = int(self.headers.get("range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
        span = b"Content-Range: bytes %d-%d/%d\r\n" % (first, FILM_SIZE - 1, FILM_SIZE)
        more = b'ETag: "film"\r\nAccept-Ranges: bytes\r\n' + (span if first else b"")
        left = FILM_SIZE - first
        self.transport.write(HEAD % (206 if first else 200, b"video/mp4", left, more))
        is_cut, self.origin.is_cut = not self.origin.is_cut, True
        left -= FILM_SIZE // 2 if is_cut else 0
        while left:
            piece = FILM[:left]
            self.transport.write(piece)
            self.origin.counts["film bytes"] += len(piece)
            left -= len(piece)
            await self.can_write.wait()
        if is_cut:
            self.transport.close()


async def main(folder: Path) -> None:
    """Serve until the input ends."""
    origin = Origin()
    certificate, context = make_certificate(folder)
    print(await listen(origin), await listen(origin, context), certificate, flush=True)
    await asyncio.to_thread(sys.stdin.read)


async def listen(origin: Origin, tls: ssl.SSLContext | None = None) -> str:
    """Begin to serve, and return the address."""
    base: list[str] = []
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(origin, base), "127.0.0.1", 0, backlog=4096, ssl=tls
    )
    port = server.sockets[0].getsockname()[1]
    base.append(f"http{'s' if tls else ''}://127.0.0.1:{port}")
    return base[0]


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
