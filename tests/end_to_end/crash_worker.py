"""
Processes that drive calls, and die where they are told to.

Started as a program, it waits for orders as lines of JSON and forks a process for each, so
that a death costs milliseconds.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import pathlib
import resource
import signal
import sqlite3
import struct
import sys
import time
import traceback
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from crash_fuses import Fuse, FusedLedger, FusedTransport, fuse_renaming

from framehook import AsyncClient, Client, RunAgainAt
from framehook.errors import LedgerError
from framehook.ledger import SqliteLedger
from framehook.spi import Endpoint, File, Input, IntentState, Output, Price
from framehook_fal import FalService, Hosts
from framehook_fal.proxy._server import Server
from framehook_fal.webhooks import Receiver, Verifier

# So end those to whom the ledger said that it cannot write.
GAVE_UP = 3


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

    async def sleep_async(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.01))


class Worker:
    """Looks for what was lost, drives every call, and saves what comes of it."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._order = order
        self._control = order.get("control", "")
        self._folder = pathlib.Path(order["folder"])
        self._fuse = Fuse(order)
        self._clock = SharedClock(self._folder / "clock")
        self._ledger = _ledger(order, self._fuse, is_blind=self._control == "zombie")
        fuse_renaming(self._fuse)
        hosts = Hosts(**order["hosts"])
        kind = AsyncClient if order["way"].startswith("Async") else Client
        self._client: Any = kind(
            service=FalService(order["key"], hosts=hosts, stream=order["stream"]),
            ledger=self._ledger,
            transport=FusedTransport(self._fuse, hosts.cdn, order["way"]),
            clock=self._clock,
            hooks=(),
        )

    async def work(self) -> None:
        if self._control != "blind":
            await _told(self._client.reconcile())
        lost = self._ledger.find(states=[IntentState.UNKNOWN])
        for entry in lost if self._control in {"resubmit", "lose"} else ():
            if self._control == "resubmit":
                self._ledger.absent(entry.key, "It was not waited for.", self._clock.now())
            else:
                self._ledger.quarantine(entry.key, "It was not looked for.", self._clock.now())
                self._ledger.write_off(entry.key, "It was given up.", self._clock.now())
        if isinstance(self._client, AsyncClient):
            # All at once: a death meets many of them on their way.
            await asyncio.gather(*(self._job(number) for number in self._order["jobs"]))
        else:
            for number in self._order["jobs"]:
                await self._job(number)
        await _told(self._client.close())

    async def _job(self, number: int) -> None:
        run = f" of {self._order['run']}" if self._control == "blind" else ""
        name = f"job {number}{run}"
        entry = next(iter(self._ledger.find(dedupe=name)), None)
        if entry is not None and entry.state in {IntentState.FETCHED, IntentState.WRITTEN_OFF}:
            return
        if entry is not None and entry.ticket and self._order["resumes"]:
            found = await _told(self._client.resume(entry.ticket, film).result(timeout=30))
        else:
            call = film(number=0 if self._order.get("twins") else number)
            url = self._order.get("webhook")
            found = await _told(self._client.drive(call, key=name, budget=30, webhook_url=url))
        if isinstance(found, RunAgainAt):
            if "The ledger " in found.reason:
                raise LedgerError(found.reason)
        else:
            await _told(found.save(self._folder / f"film-{number}.bin", force=True))


def _ledger(order: dict[str, Any], fuse: Fuse, *, is_blind: bool = False) -> FusedLedger:
    path = pathlib.Path(order["folder"], "jobs.db")
    ledger = SqliteLedger(path, patience=order.get("patience", 30.0))
    room = order.get("room", {})
    if "pages" in room:
        connection = ledger._store._session.connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + room['pages']}")
    if "bytes" in room:
        used = max(each.stat().st_size for each in path.parent.glob("jobs.db*"))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (used + room["bytes"],) * 2)
    return FusedLedger(ledger, fuse, is_blind=is_blind)


async def _told(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


def work(order: dict[str, Any]) -> None:
    """Do what a blocking or an asynchronous client does."""
    worker = Worker(order)
    if order["way"].startswith("Async"):
        asyncio.run(worker.work())
        return
    try:
        worker.work().send(None)
    except StopIteration:
        return


class Mailbox:
    """An ASGI application that ends like a proxy."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver

    async def __call__(self, *wire: Any) -> None:
        await self._receiver(*wire)

    async def close(self) -> None:
        """Nothing is open."""


def receive(order: dict[str, Any]) -> None:
    """Take notifications until somebody ends this process."""
    clock = SharedClock(pathlib.Path(order["folder"], "clock"))
    verifier = Verifier(hosts=Hosts(**order["hosts"]), now=clock.now)
    receiver = Receiver(ledger=_ledger(order, Fuse(order)), verifier=verifier)

    async def serve() -> None:
        await Server(Mailbox(receiver)).listen("127.0.0.1", order["port"])
        await asyncio.Event().wait()

    asyncio.run(serve())


def hog(order: dict[str, Any]) -> None:
    """Keep everybody else from writing, until somebody ends this process."""
    connection = sqlite3.connect(pathlib.Path(order["folder"], "jobs.db"), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    os.kill(os.getpid(), signal.SIGSTOP)


def _start(order: dict[str, Any]) -> int:
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        os.setpgid(0, 0)
        {"worker": work, "receiver": receive, "hog": hog}[order.get("role", "worker")](order)
        status = 0
    except LedgerError:
        status = GAVE_UP if order.get("may_give_up") else 1
        if status == 1:
            traceback.print_exc()
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
    return {0: "done", GAVE_UP: "gave up"}.get(os.WEXITSTATUS(status), "failed")


if __name__ == "__main__":
    # An order starts a process, and the number of one asks how it ends.
    for line in sys.stdin:
        told = json.loads(line)
        print(json.dumps(_wait(told) if isinstance(told, int) else _start(told)), flush=True)
