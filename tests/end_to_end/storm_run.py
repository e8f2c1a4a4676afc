"""One storm, from the first submit to the last download."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from storm_faults import JOBS, Shape, plan, usual
from storm_trace import Trace

from framehook import AsyncClient, Client
from framehook.errors import (
    FramehookError,
    JobCancelledError,
    ResultExpiredError,
    StreamBrokenError,
    SubmissionRejectedError,
    SubmissionUnknownError,
)
from framehook.ledger import SqliteLedger
from framehook.registry import Registry
from framehook.spi import (
    Cap,
    Endpoint,
    Failure,
    File,
    Input,
    IntentState,
    Output,
    Price,
    Rejected,
    Timeouts,
    VideoInput,
)
from framehook.testing import VirtualClock
from framehook.transports._pair import httpx
from framehook_aiohttp import aiohttp
from framehook_fal import FalService, Hosts
from framehook_fal._files import FalFiles
from framehook_fal._token import Tokens
from framehook_fal.sim import FaultPlan, Media, Outcome, SimulatedFal, VirtualTime

AT_ONCE = 16
PRICE = Decimal("0.05")


QUOTED, BILLED = 3 * PRICE, 2 * PRICE


PART = 4096


class Order(Input):
    number: int
    video_url: VideoInput


class Film(Output):
    video: File


storm = Endpoint(
    id="my-team/storm",
    input=Order,
    output=Film,
    service="fal",
    price=Price.per_unit("0.05", "unit", lambda view, expected: Decimal(3), basis="made up"),
)


class OwnClock(VirtualClock):
    """A clock for one job: waiting takes no time, whatever else the loop has to do."""

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)
        await asyncio.sleep(0)


async def _told(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


def _finish(work: Coroutine[Any, Any, None]) -> None:
    # With a blocking client nothing is ever waited for.
    with pytest.raises(StopIteration):
        work.send(None)


class Run:
    """One storm, from the first submit to the last download."""

    def __init__(
        self,
        way: str,
        folder: Path,
        *,
        jobs: int = JOBS,
        faults: FaultPlan | None = None,
        shape: Callable[[int], Shape] = usual,
        is_hasty: bool = False,
    ) -> None:
        self.way, self.folder, self.jobs, self._is_hasty = way, folder, jobs, is_hasty
        self._shape = shape
        folder.mkdir()
        keys = {f"job-{number}:secret": "studio" for number in range(jobs)}
        self.fal = SimulatedFal(
            keys={**keys, "desk:secret": "studio"},
            time=VirtualTime(start=VirtualClock().now().timestamp()),
            faults=faults or plan(),
            concurrency=10 * jobs,
        )
        self.fal.answer("*", _answer)
        self.ledger = SqliteLedger(folder / "jobs.db")
        self.ledger.set_caps([Cap("total", jobs * QUOTED)], VirtualClock().now())
        self.traces = [Trace() for _ in range(jobs)]
        self.reports: list[Any] = []
        make = httpx if way.endswith("httpx") else aiohttp
        self._transport = make(Timeouts())[way.startswith("Async")]()
        with self.fal:
            self._blow()
            self.entries = self.ledger.find(limit=10 * JOBS)
            self.lines = self.ledger.events(limit=10**6)
            self.spending = self.ledger.spending(VirtualClock().now())["total"]
        self.ledger.close()

    def _blow(self) -> None:
        if self.way.startswith("Async"):
            asyncio.run(self._blow_on_a_loop())
            return
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda number: _finish(self._job(number)), range(self.jobs)))
        _finish(self._look_for_the_lost())
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda entry: _finish(self._adopted(entry)), self._found()))
        self._transport.close()

    async def _blow_on_a_loop(self) -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def each(work: Callable[[Any], Awaitable[None]], item: Any) -> None:
            async with gate:
                await work(item)

        await asyncio.gather(*(each(self._job, number) for number in range(self.jobs)))
        await self._look_for_the_lost()
        await asyncio.gather(*(each(self._adopted, entry) for entry in self._found()))
        await self._transport.close()

    def _client(self, name: str, **options: Any) -> Any:
        urls = self.fal.base_urls
        names = ("run", "queue", "rest", "cdn", "platform")
        hosts = Hosts(**{each: getattr(urls, each) for each in names})
        service = FalService(f"{name}:secret", hosts=hosts, stream=options.pop("stream", True))
        if options.pop("in_parts", False):
            # One after the other, so that it is certain which one meets what.
            tokens = Tokens(lambda: hosts, lambda: name)
            service._files = FalFiles(lambda: hosts, tokens, single=PART, part=PART, parallel=1)
        if self._is_hasty:
            service.queue.accepted = partial(_hasty, service.queue.accepted)
            service.queue.began = partial(_hasty, service.queue.began)
        kind = AsyncClient if self.way.startswith("Async") else Client
        return kind(
            service=service,
            registry=Registry.of(storm),
            ledger=self.ledger,
            transport=self._transport,
            clock=options.pop("clock", None) or OwnClock(),
            probe="never",
            hooks=(),
        )

    def _client_of(self, number: int) -> Any:
        shape = self._shape(number)
        return self._client(f"job-{number}", stream=shape.streams, in_parts=shape.in_parts)

    async def _job(self, number: int) -> None:
        trace, client = self.traces[number], self._client_of(number)
        clip = self.folder / f"clip-{number}.mp4"
        clip.write_bytes(f"clip {number} ".encode() * 1000)
        shape = self._shape(number)
        call, job = storm(number=number, video_url=clip), None
        again = 0
        for _ in range(30):
            try:
                job = await self._sent(client, call, shape, trace, f"{number} {again}")
                break
            except StreamBrokenError as exc:  # It is paid: what became of it is in the history.
                trace.raised(exc)
                job = client.resume(exc.ticket, call.endpoint)
                break
            except SubmissionUnknownError as exc:
                trace.raised(exc)
                break
            except SubmissionRejectedError as exc:  # Its key is used up: it is made anew.
                trace.raised(exc)
                again += 1
            except FramehookError as exc:  # Nothing was sent: its key is good for another try.
                trace.raised(exc)
        if job is not None:
            await self._bring(job, number)
        await _told(client.close())

    async def _sent(self, client: Any, call: Any, shape: Shape, trace: Trace, key: str) -> Any:
        if not shape.in_pieces:
            options = {"sync": shape.is_sync}
            return await _told(client.submit(call, on_event=trace, key=key, options=options))
        stream = client.stream(call, key=key)
        if isinstance(client, AsyncClient):
            async for event in stream:
                trace(event)
        else:
            for event in stream:
                trace(event)
        return await _told(stream.result())

    async def _bring(self, job: Any, number: int) -> None:
        trace = self.traces[number]
        for _ in range(30):
            try:
                if self._shape(number).is_cancelled:
                    await _told(job.cancel())
                is_job = hasattr(job, "result")
                result = await _told(job.result(on_event=trace)) if is_job else job
                path = self.folder / f"film-{number}.bin"
                await _told(result.save(path, force=True, on_event=trace))
                break
            except (ResultExpiredError, JobCancelledError) as exc:
                trace.raised(exc)
                break
            except FramehookError as exc:  # It is asked for again.
                trace.raised(exc)

    async def _look_for_the_lost(self) -> None:
        assert isinstance(self.fal.time, VirtualTime)
        self.fal.time.advance(600)
        clock = OwnClock(VirtualClock().now() + timedelta(minutes=10))
        desk = self._client("desk", clock=clock)
        for _ in range(5):
            self.reports += await _told(desk.reconcile())
        self.fal.faults.clear()
        self.reports += await _told(desk.reconcile())
        clock.advance(24 * 3600)
        self.reports += await _told(desk.reconcile())
        await _told(desk.close())

    def _found(self) -> list[Any]:
        return list(self.ledger.find(states=[IntentState.SUBMITTED], limit=10 * JOBS))

    async def _adopted(self, entry: Any) -> None:
        number = int(entry.new.arguments["number"])
        client = self._client_of(number)
        await self._bring(client.resume(entry.ticket, storm), number)
        await _told(client.close())


def _hasty(accepted: Any, call: Any, reply: Any) -> Any:
    # What is not clear is taken for a refusal, as most clients do.
    return accepted(call, reply) or Rejected(Failure("service", "It failed."), again=True)


def _answer(order: Any) -> Outcome:
    number = order.arguments["number"]
    film = Media(data=_film(number), name=f"film-{number}.bin")
    # A stream does not wait for the clock, which nobody moves.
    seconds = 0.0 if order.route == "stream" else 1.0
    steps = {"wait": seconds, "seconds": seconds, "logs": ["a", "b"], "waits_for_questions": True}
    pieces = [{"step": 1}, {"step": 2}]
    return Outcome(value={}, media={"video": film}, units=Decimal(2), events=pieces, **steps)


def _film(number: int) -> bytes:
    return f"film {number} ".encode() * 2000
