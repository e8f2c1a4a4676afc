"""
Processes that drive calls, and die where they are told to.

Started as a program, it waits for orders as lines of JSON and forks a process for each, so
that a death costs milliseconds. Crash points are put around the ledger, the transport and
the renaming of files from outside; the product knows nothing of them.
"""

from __future__ import annotations

import json
import os
import pathlib
import signal
import socket
import struct
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from framehook import Client, RunAgainAt
from framehook.ledger import SqliteLedger
from framehook.spi import Endpoint, File, Input, IntentState, Output, Price, Request
from framehook.transports._httpx import HttpxTransport
from framehook_fal import FalService, Hosts


class Order(Input):
    number: int


class Film(Output):
    video: File


# Quoted are three units; the service bills two, so that an estimate is never taken for a bill.
film = Endpoint(
    id="my-team/film",
    input=Order,
    output=Film,
    service="fal",
    price=Price.per_unit("0.05", "unit", lambda view, expected: Decimal(3), basis="made up"),
)


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

    def blow(self) -> None:
        os.kill(0 if self._signal is signal.SIGKILL else os.getpid(), self._signal)


class SharedClock:
    """The time of day, as far ahead of the real one as a file says."""

    def __init__(self, path: pathlib.Path) -> None:
        self._file = os.open(path, os.O_RDONLY)

    def now(self) -> datetime:
        (ahead,) = struct.unpack("d", os.pread(self._file, 8, 0))
        return datetime.fromtimestamp(time.time() + ahead, UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(min(seconds, 0.01))


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
            return answer

        return call

    def holds(self, permit: Any, now: datetime) -> bool:
        return self._is_blind or self._ledger.holds(permit, now)


class FusedIncoming:
    """An answer in pieces with a crash point at each."""

    def __init__(self, inner: Any, fuse: Fuse, point: str) -> None:
        self._inner = inner
        self._fuse = fuse
        self._point = point

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def read(self, timeout: float) -> bytes:
        data = self._inner.read(timeout)
        self._fuse.reach(self._point)
        return data


class FusedTransport:
    """A transport with crash points before, within and after each exchange."""

    def __init__(self, fuse: Fuse, files: str) -> None:
        self._inner = HttpxTransport()
        self._fuse = fuse
        self._files = files

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def send(self, request: Request, timeout: float) -> Any:
        kind = self._kind(request)
        self._fuse.reach(f"before {kind}")
        if kind == "POST":
            self._die_of_sending(request)
        reply = self._inner.send(request, timeout)
        self._fuse.reach(f"after {kind}")
        return reply

    def open(self, request: Request, timeout: float) -> Any:
        kind = self._kind(request)
        self._fuse.reach(f"before {kind}")
        stream = self._inner.open(request, timeout)
        return FusedIncoming(stream, self._fuse, f"during {kind}")

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


def work(order: dict[str, Any]) -> None:
    """Look for what was lost, drive every call, and save what comes of it."""
    folder = pathlib.Path(order["folder"])
    fuse = Fuse(order)
    control = order.get("control", "")
    ledger = FusedLedger(SqliteLedger(folder / "jobs.db"), fuse, is_blind=control == "zombie")
    _fuse_renaming(fuse)
    hosts = Hosts(**order["hosts"])
    service = FalService(order["key"], hosts=hosts, stream=order["stream"])
    clock = SharedClock(folder / "clock")
    client: Any = Client(
        service=service,
        ledger=ledger,
        transport=FusedTransport(fuse, hosts.cdn),
        clock=clock,
        hooks=(),
    )
    if control != "blind":
        client.reconcile()
    if control == "resubmit":
        for entry in ledger.find(states=[IntentState.UNKNOWN]):
            ledger.absent(entry.key, "It was not waited for.", clock.now())
    for number in order["jobs"]:
        name = f"job {number} of {order['run']}" if control == "blind" else f"job {number}"
        entry = next(iter(ledger.find(dedupe=name)), None)
        if entry is None or entry.state is not IntentState.FETCHED:
            ticket = entry.ticket if entry and order["resumes"] else None
            called = 0 if order.get("twins") else number
            found = _advance(client, called, name, ticket)
            if found is not None:
                found.save(folder / f"film-{number}.bin", force=True)
    client.close()


def _advance(client: Any, number: int, name: str, ticket: Any) -> Any:
    if ticket is not None:
        return client.resume(ticket, film).result(timeout=30)
    found = client.drive(film(number=number), key=name, budget=30)
    return None if isinstance(found, RunAgainAt) else found


def _fuse_renaming(fuse: Fuse) -> None:
    rename = pathlib.Path.replace

    def replace(path: pathlib.Path, target: Any) -> Any:
        fuse.reach("before rename")
        done = rename(path, target)
        fuse.reach("after rename")
        return done

    pathlib.Path.replace = replace  # type: ignore[method-assign]


def _start(order: dict[str, Any]) -> int:
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        os.setpgid(0, 0)
        work(order)
        status = 0
    except BaseException:  # noqa: BLE001  The test wants to know of all of them.
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _wait(process: int) -> str:
    _, status = os.waitpid(process, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        return "stopped"
    if os.WIFSIGNALED(status):
        return signal.Signals(os.WTERMSIG(status)).name
    return "done" if status == 0 else "failed"


if __name__ == "__main__":
    # An order starts a process, and the number of one asks how it ends.
    for line in sys.stdin:
        told = json.loads(line)
        print(json.dumps(_wait(told) if isinstance(told, int) else _start(told)), flush=True)
