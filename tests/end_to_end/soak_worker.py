"""A process of a soak: it looks for what was lost, and does every job that is not done."""

from __future__ import annotations

import asyncio
import inspect
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from framehook import AsyncClient, Client
from framehook.errors import FramehookError, ResultExpiredError, SubmissionUnknownError
from framehook.ledger import SqliteLedger
from framehook.spi import Endpoint, File, Input, IntentState, Output, Price, VideoInput
from framehook_fal import FalService, Hosts

AT_ONCE = 48
ENDS = {IntentState.FETCHED, IntentState.EXPIRED, IntentState.WRITTEN_OFF}
DOUBT = {IntentState.UNKNOWN, IntentState.QUARANTINED, IntentState.SUBMITTING}


class Order(Input):
    number: int
    video_url: VideoInput | None = None


class Film(Output):
    video: File


film = Endpoint(
    id="my-team/film",
    input=Order,
    output=Film,
    service="fal",
    price=Price.per_unit("0.05", "unit", lambda view, expected: Decimal(3), basis="made up"),
)


class FastClock:
    """The clock of the simulation, which runs faster than that on the wall."""

    def __init__(self, origin: float, speed: float) -> None:
        self._origin, self._speed, self._start = origin, speed, time.monotonic()

    def monotonic(self) -> float:
        return (time.monotonic() - self._start) * self._speed

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._origin + self.monotonic(), UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / self._speed)

    async def sleep_async(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)


class Worker:
    """Does all jobs that are not done."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._order = order
        self._folder = Path(order["folder"])
        self._ledger = SqliteLedger(self._folder / "jobs.db")
        kind = Client if order["way"] == "blocking" else AsyncClient
        transport = {} if order["way"] != "aiohttp" else {"transport": "aiohttp"}
        self.client: Any = kind(
            service=FalService(order["key"], hosts=Hosts(**order["hosts"])),
            ledger=self._ledger,
            clock=FastClock(order["origin"], order["speed"]),
            hooks=(),
            probe="never",
            **transport,
        )

    async def reconcile(self) -> None:
        await _told(self.client.reconcile())

    async def job(self, number: int) -> None:
        for _ in range(20):
            entry = next(iter(self._ledger.find(dedupe=f"{number}")), None)
            if entry is not None and entry.state in ENDS | DOUBT:
                return
            try:
                result = await self._result(number, entry)
                path = self._folder / f"film-{number}.bin"
                await _told(result.save(path, force=True))
            except (SubmissionUnknownError, ResultExpiredError):
                return
            except FramehookError:  # It is asked for again.
                continue

    async def _result(self, number: int, entry: Any) -> Any:
        if entry is not None and entry.ticket is not None:
            return await _told(self.client.resume(entry.ticket, film).result(timeout=600))
        clip = self._folder / "clip.mp4"
        call = film(number=number, video_url=clip) if number % 3 == 0 else film(number=number)
        if number % 10 == 8:
            return await _told(self.client.stream(call, key=f"{number}").result())
        options = {"sync": number % 10 == 9}
        return await _told(self.client.run(call, key=f"{number}", options=options))

    def lost(self) -> list[int]:
        states = [IntentState.SUBMITTED, IntentState.RESULT, IntentState.DOWNLOADING]
        entries = self._ledger.find(states=states, limit=10**6)
        return [int(entry.new.dedupe) for entry in entries if entry.new.dedupe]

    def missing(self) -> list[int]:
        known = self._ledger.find(limit=10**6)
        done = {entry.new.dedupe for entry in known if entry.state in ENDS | DOUBT}
        return [number for number in range(self._order["jobs"]) if f"{number}" not in done]


async def _told(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


async def _on_a_loop(worker: Worker) -> None:
    await worker.reconcile()
    gate = asyncio.Semaphore(AT_ONCE)

    async def each(number: int) -> None:
        async with gate:
            await worker.job(number)

    await asyncio.gather(*map(each, dict.fromkeys([*worker.lost(), *worker.missing()])))
    await worker.reconcile()
    await asyncio.gather(*map(each, worker.lost()))
    await worker.client.close()


def _finish(work: Any) -> None:
    try:
        work.send(None)
    except StopIteration:
        return


def _in_threads(worker: Worker) -> None:
    _finish(worker.reconcile())
    with ThreadPoolExecutor(16) as pool:
        numbers = dict.fromkeys([*worker.lost(), *worker.missing()])
        list(pool.map(lambda number: _finish(worker.job(number)), numbers))
    _finish(worker.reconcile())
    for number in worker.lost():
        _finish(worker.job(number))
    worker.client.close()


if __name__ == "__main__":
    order = json.loads(sys.argv[1])
    Path(order["folder"], "clip.mp4").write_bytes(b"a clip " * 1000)
    worker = Worker(order)
    _in_threads(worker) if order["way"] == "blocking" else asyncio.run(_on_a_loop(worker))
