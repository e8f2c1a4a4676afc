"""
Crash points, put around the ledger, the transports and the renaming of files from outside.

The product knows nothing of them.
"""

from __future__ import annotations

import inspect
import os
import pathlib
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from framehook.spi import Permit, Request, Timeouts
from framehook.transports._pair import httpx
from framehook_aiohttp import aiohttp


class Fuse:
    """Sends this process a signal the so-manieth time that it comes to a point."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._point = order.get("point")
        self._left = order.get("count", 1)
        self._signal = signal.Signals[order.get("signal", "SIGKILL")]

    def is_lit(self, point: str) -> bool:
        """Come to a point that ends in its own way; whether it ends now."""
        if point != self._point:
            return False
        self._left -= 1
        return self._left == 0

    def reach(self, point: str) -> None:
        if self.is_lit(point):
            self.blow()

    def after(self, answer: Any, point: str) -> Any:
        """Come to a point once there is an answer, which may have to be waited for."""
        if not inspect.isawaitable(answer):
            self.reach(point)
            return answer

        async def awaited() -> Any:
            value = await answer
            self.reach(point)
            return value

        return awaited()

    def blow(self) -> None:
        os.kill(0 if self._signal is signal.SIGKILL else os.getpid(), self._signal)


class TornStatements:
    """A transaction that may end before its line is in the log, and before its COMMIT."""

    def __init__(self, work: Any, fuse: Fuse) -> None:
        self._work = work
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)

    def log(self, at: datetime, key: str, kind: str, data: Any) -> None:
        self._fuse.reach(f"inside {kind}")
        self._work.log(at, key, kind, data)


class TornStore:
    """A store with crash points inside of its transactions."""

    def __init__(self, store: Any, fuse: Fuse) -> None:
        self._store = store
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def write(self, **how: Any) -> Iterator[TornStatements]:
        with self._store.write(**how) as work:
            yield TornStatements(work, self._fuse)


_NEVER = datetime.max.replace(tzinfo=UTC)


class FusedLedger:
    """A ledger with crash points before and after each of its methods."""

    def __init__(self, ledger: Any, fuse: Fuse, *, is_blind: bool) -> None:
        ledger._store = TornStore(ledger._store, fuse)
        self._ledger = ledger
        self._fuse = fuse
        self._is_blind = is_blind

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._ledger, name)

        def call(*args: Any, **named: Any) -> Any:
            self._fuse.reach(f"before {name}")
            answer = method(*args, **named)
            self._fuse.reach(f"after {name}")
            # Nor does it look at the clock right before it sends.
            is_leave = self._is_blind and isinstance(answer, Permit)
            return replace(answer, until=_NEVER) if is_leave else answer

        return call

    def holds(self, permit: Any, now: datetime) -> bool:
        return self._is_blind or self._ledger.holds(permit, now)


class FusedIncoming:
    """An answer in pieces, of either colour, with a crash point at each."""

    def __init__(self, inner: Any, fuse: Fuse, point: str) -> None:
        self._inner = inner
        self._fuse = fuse
        self._point = point

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def read(self, timeout: float) -> Any:
        return self._fuse.after(self._inner.read(timeout), self._point)


class FusedTransport:
    """A transport of either colour with crash points before, within and after each exchange."""

    def __init__(self, fuse: Fuse, files: str, way: str) -> None:
        make = aiohttp if way.endswith("aiohttp") else httpx
        self._inner: Any = make(Timeouts())[way.startswith("Async")]()
        self._fuse = fuse
        self._files = files

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def send(self, request: Request, timeout: float) -> Any:
        kind = self._kind(request)
        self._fuse.reach(f"before {kind}")
        if kind == "POST":
            self._die_of_sending(request)
        return self._fuse.after(self._inner.send(request, timeout), f"after {kind}")

    def open(self, request: Request, timeout: float) -> Any:
        kind = self._kind(request)
        self._fuse.reach(f"before {kind}")
        stream = self._inner.open(request, timeout)
        if not inspect.isawaitable(stream):
            return FusedIncoming(stream, self._fuse, f"during {kind}")

        async def opened() -> FusedIncoming:
            return FusedIncoming(await stream, self._fuse, f"during {kind}")

        return opened()

    def _kind(self, request: Request) -> str:
        path = urlsplit(request.url).path
        if request.method == "POST":
            return "POST"
        if request.url.startswith(self._files):
            return "download"
        if path.endswith(("/status", "/status/stream")):
            return "status"
        return "answer" if "/requests/" in path else "search"

    def _die_of_sending(self, request: Request) -> None:
        for point, part in (("torn POST", 0.9), ("unread POST", 1.0)):
            if self._fuse.is_lit(point):
                self._send_part(request, part)
                self._fuse.blow()

    def _send_part(self, request: Request, part: float) -> None:
        url = urlsplit(request.url)
        assert isinstance(request.body, bytes)
        lines = [f"POST {url.path} HTTP/1.1", f"host: {url.netloc}"]
        lines += [f"{name}: {value}" for name, value in request.headers]
        lines.append(f"content-length: {len(request.body)}")
        data = "\r\n".join([*lines, "", ""]).encode() + request.body
        connection = socket.create_connection((url.hostname, url.port), 10)
        connection.sendall(data[: int(len(data) * part)])


def fuse_renaming(fuse: Fuse) -> None:
    rename = pathlib.Path.replace

    def replace(path: pathlib.Path, target: Any) -> Any:
        fuse.reach("before rename")
        done = rename(path, target)
        fuse.reach("after rename")
        return done

    pathlib.Path.replace = replace  # type: ignore[method-assign]
