"""
Everything goes wrong at once, for three hundred jobs, in both colours and on both transports.

Each job has an API key of its own, all of one account, and a clock of its own. What it meets
depends on the seed, its key and how often it asked, and on nothing that other jobs do: so a
run can be repeated, and must be the same whatever performs it. With another seed in
`FRAMEHOOK_STORM_SEED` it is another storm.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from framehook import AsyncClient, Client
from framehook.errors import (
    FramehookError,
    JobCancelledError,
    ResultExpiredError,
    SubmissionUnknownError,
)
from framehook.ledger import SqliteLedger
from framehook.registry import Registry
from framehook.spi import (
    Cap,
    Endpoint,
    Event,
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
from framehook_fal.sim import FAULTS, Fault, FaultPlan, Media, Outcome, SimulatedFal, VirtualTime

JOBS = 300
SEED = int(os.environ.get("FRAMEHOOK_STORM_SEED", "7"))
RATE = 0.1
AT_ONCE = 16
PRICE = Decimal("0.05")
QUOTED, BILLED = 3 * PRICE, 2 * PRICE
PART = 4096
WAYS = ("Client, httpx", "AsyncClient, httpx", "AsyncClient, aiohttp")

# Where several kinds are drawn for a request, the first one comes: rare ones go ahead.
RARE = (
    *("missing", "sse-duplicated", "sse-reordered", "sse-cut", "sse-torn"),
    *("expired-token", "failed-part", "no-range", "omitted", "payloads-missing"),
    *("lost-reply", "lost-502", "garbled"),
)
COMMON = ("reset-before", "reset-after", "truncated", "429", "slow")
STATUSES = tuple(f"{status}{form}" for form in ("", "-html") for status in (500, 502, 503, 504))


def plan() -> FaultPlan:
    """Ten percent of each kind; the statuses count as one kind with JSON and one with HTML."""
    faults = [Fault(kind="expired", routes=("result",), rate=RATE, lasts=True)]
    faults += [Fault(kind=kind, rate=RATE) for kind in (*RARE, *COMMON)]
    faults += [Fault(kind=kind, rate=RATE / 4) for kind in STATUSES]
    return FaultPlan(faults, seed=SEED, apart=True)


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How a job is done."""

    streams: bool = True
    in_parts: bool = False
    is_sync: bool = False
    is_cancelled: bool = False


def usual(number: int) -> Shape:
    """Of everything some."""
    return Shape(
        streams=number % 4 < 3,
        in_parts=number % 3 == 0,
        is_sync=number % 10 == 9,
        is_cancelled=number % 20 == 4,
    )


class Scripts(FaultPlan):
    """
    One kind of fault on one route for each job, at the first request that can meet it.

    What comes to the signed way of storing a file comes only where the other one is closed.
    """

    ROUTES = (
        *("submit", "run", "status", "watch", "result", "cancel"),
        *("token", "initiate", "upload", "start", "part", "complete", "download"),
    )

    def __init__(self) -> None:
        super().__init__(apart=True)
        endless = {"hang", "lost-hang"}
        self.scripts = [
            (route, kind) for route in self.ROUTES for kind in FAULTS[route] if kind not in endless
        ]
        self._count: Counter[tuple[str, str]] = Counter()
        self._is_over = False

    def shape(self, number: int) -> Shape:
        route, _ = self.scripts[number]
        return Shape(
            streams=route != "status",
            in_parts=route in {"start", "part", "complete"},
            is_sync=route == "run",
            is_cancelled=route == "cancel",
        )

    def clear(self) -> None:
        self._is_over = True

    def draw(self, route: str, who: str = "") -> Fault | None:
        number = re.search(r"\d+", who)
        if self._is_over or number is None:
            return None
        script = self.scripts[int(number[0])]
        self._count[route, who] += 1
        # So often the first way is tried.
        if route == "upload" and script[0] == "initiate" and self._count[route, who] <= 5:
            return Fault(kind="500", routes=(route,))
        is_first = self._count[route, who] == 1 and not who.endswith((":2", ":3"))
        return Fault(kind=script[1], routes=(route,)) if script[0] == route and is_first else None


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


@dataclass
class Trace:
    """What one job was told, without what differs from run to run."""

    lines: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def __call__(self, event: Event) -> None:
        told = {name: _plain(name, value) for name, value in event.data.items() if name not in _OWN}
        if event.kind == "transfer":
            told = {"what": told["what"]}
        self._add(f"{event.kind} {told}")

    def raised(self, error: FramehookError) -> None:
        self._add(f"raised {type(error).__name__}")
        if isinstance(error, SubmissionUnknownError):
            self.unknown.append(str(error.intent))

    def _add(self, line: str) -> None:
        # How many pieces a transfer has is the network's affair.
        if not (line.startswith("transfer") and self.lines[-1:] == [line]):
            self.lines.append(line)


# Names of this run, and how far the network brought it.
_OWN = frozenset({"intent", "id", "at", "host"})


def _plain(name: str, value: Any) -> Any:
    # Each library has words of its own for a connection that broke.
    if name == "reason" and not re.search(r"status \d", str(value)):
        return "broken" if "connection" in value else re.sub(r"\d+ of \d+", "some", value)
    return value


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
        call, job = storm(number=number, video_url=clip), None
        options = {"sync": self._shape(number).is_sync}
        for again in range(30):
            try:
                given = {"key": f"{number} {again}", "options": options}
                job = await _told(client.submit(call, on_event=trace, **given))
                break
            except SubmissionUnknownError as exc:
                trace.raised(exc)
                break
            except FramehookError as exc:  # Nothing was sent: it is made anew.
                trace.raised(exc)
        if job is not None:
            await self._bring(job, number)
        await _told(client.close())

    async def _bring(self, job: Any, number: int) -> None:
        trace = self.traces[number]
        for _ in range(30):
            try:
                if self._shape(number).is_cancelled:
                    await _told(job.cancel())
                result = await _told(job.result(on_event=trace))
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
    steps = {"wait": 1.0, "seconds": 1.0, "logs": ["a", "b"], "waits_for_questions": True}
    return Outcome(value={}, media={"video": film}, units=Decimal(2), **steps)


def _film(number: int) -> bytes:
    return f"film {number} ".encode() * 2000


_runs: dict[str, Run] = {}


@pytest.fixture
def run_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Run]:
    """Return the storm of a way, which blows once for all tests."""

    def run(way: str) -> Run:
        if way not in _runs:
            print(f"FRAMEHOOK_STORM_SEED={SEED}")
            _runs[way] = Run(way, tmp_path_factory.mktemp("storm") / "run")
        return _runs[way]

    return run


def _sent(run: Run) -> Counter[int]:
    return Counter(one.arguments["number"] for one in run.fal.truth.paid)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_lost_and_nothing_is_paid_twice(run_of: Any, way: str) -> None:
    """What was accepted has one entry and is here; what is in doubt was told, and holds money."""
    run = run_of(way)
    paid = {one.request_id: one for one in run.fal.truth.paid}
    owned = {entry.ticket.id: entry for entry in run.entries if entry.ticket is not None}
    assert max(_sent(run).values()) == 1
    assert owned.keys() == paid.keys()
    assert [line.key for line in run.lines if line.kind == "stray"] == []
    assert {entry.state for entry in owned.values()} == {
        IntentState.FETCHED,
        IntentState.EXPIRED,
        IntentState.CANCELLED,
    }
    for job, entry in owned.items():
        assert entry.new.arguments["number"] == paid[job].arguments["number"]
    # Whatever nobody could tell was told to the caller; in the end it was found, or waits.
    doubtful = {line.key for line in run.lines if line.kind == "unknown"}
    assert {key for trace in run.traces for key in trace.unknown} == doubtful
    adopted = {each.key for each in run.reports if each.after is IntentState.SUBMITTED}
    aside = {each.key for each in run.reports if each.after is IntentState.QUARANTINED}
    assert (adopted & aside, adopted | aside) == (set(), doubtful)
    assert adopted == doubtful & {entry.key for entry in owned.values()}
    assert aside == {e.key for e in run.entries if e.state is IntentState.QUARANTINED}
    # Every job is somewhere: here, gone for good, called off by its caller, or set aside.
    ends = _ends(run)
    assert sorted(ends) == list(range(JOBS))
    assert len(aside) >= JOBS / 10
    assert len(adopted) >= JOBS / 10


def _ends(run: Run) -> dict[int, str]:
    # A call of which nothing was sent was made anew, so that its last entry counts.
    found: dict[int, str] = {}
    for entry in sorted(run.entries, key=lambda each: each.created, reverse=True):
        number = int(entry.new.arguments["number"])
        is_void = entry.state in {IntentState.CANCELLED, IntentState.REJECTED} and not entry.ticket
        if not is_void:
            assert number not in found
            found[number] = entry.state.value
    return found


@pytest.mark.timeout(240)
@pytest.mark.parametrize("way", WAYS)
def test_the_money_is_exact(run_of: Any, way: str) -> None:
    """Billed is what was billed, reserved what is in doubt, and the limit holds."""
    run = run_of(way)
    count = Counter(entry.state for entry in run.entries)
    spent = sum((entry.spent or Decimal(0) for entry in run.entries), Decimal(0))
    # Of a result that is gone nobody knows what it cost: it is taken at the estimate.
    assert run.spending == (
        count[IntentState.QUARANTINED] * QUOTED,
        count[IntentState.FETCHED] * BILLED + count[IntentState.EXPIRED] * QUOTED,
    )
    assert spent == run.spending[1]
    fetched = {e.ticket.id for e in run.entries if e.state is IntentState.FETCHED}
    billed = [one.units for one in run.fal.truth.paid if one.request_id in fetched]
    assert sum(billed) * PRICE == count[IntentState.FETCHED] * BILLED
    assert sum(run.spending) <= JOBS * QUOTED


@pytest.mark.timeout(240)
@pytest.mark.parametrize("way", WAYS)
def test_every_result_is_whole(run_of: Any, way: str) -> None:
    """All that was paid is here byte by byte, except what the service deleted."""
    run = run_of(way)
    ends = _ends(run)
    here = {number for number in range(JOBS) if (run.folder / f"film-{number}.bin").exists()}
    assert here == {number for number, end in ends.items() if end == "fetched"}
    for number in here:
        assert (run.folder / f"film-{number}.bin").read_bytes() == _film(number)
    gone = {met.path.split("/")[-1] for met in run.fal.truth.met if met.kind == "expired"}
    void = {e.ticket.id for e in run.entries if e.ticket and e.state is IntentState.CANCELLED}
    assert {e.ticket.id for e in run.entries if e.state is IntentState.EXPIRED} == gone - void
    assert list(run.folder.glob("*.part")) + list(run.folder.glob(".*.part")) == []
    assert run.fal.truth.leaks == []


@pytest.mark.timeout(240)
@pytest.mark.parametrize("way", WAYS[1:])
def test_every_way_tells_the_same(run_of: Any, way: str) -> None:
    """Both colours and both transports tell each job the same, event by event."""
    first, other = run_of(WAYS[0]), run_of(way)
    for number in range(JOBS):
        assert (number, other.traces[number].lines) == (number, first.traces[number].lines)
    assert _ends(other) == _ends(first)
    assert other.fal.truth.requests == first.fal.truth.requests
    assert _met(other) == _met(first)


def _met(run: Run) -> Counter[tuple[str, str]]:
    return Counter((met.kind, met.route) for met in run.fal.truth.met)


@pytest.mark.timeout(240)
def test_everything_went_wrong(run_of: Any) -> None:
    """Every kind came, and on the busy routes each that makes sense there."""
    run = run_of(WAYS[0])
    met = _met(run)
    kinds = {*RARE, *COMMON, *STATUSES, "expired"}
    assert {kind for kind, _ in met} == kinds
    busy = [route for route, count in run.fal.truth.requests.items() if count > 400]
    assert {"upload", "part", "status", "result", "token"} <= set(busy)
    often = kinds - set(STATUSES)
    missing = {(kind, route) for route in busy for kind in often & set(FAULTS[route])} - set(met)
    assert missing == set()
    assert {"run", "cancel", "watch", "initiate", "download", "billing", "history"} <= {
        route for _, route in met
    }


def test_the_storm_sees_whoever_sends_again(tmp_path: Path) -> None:
    """A client that takes what is unclear for a refusal pays twice, and strays are left."""
    run = Run(WAYS[0], tmp_path / "run", jobs=40, is_hasty=True)
    owned = {entry.ticket.id for entry in run.entries if entry.ticket is not None}
    assert max(_sent(run).values()) > 1
    assert {one.request_id for one in run.fal.truth.paid} > owned


@pytest.mark.timeout(240)
def test_every_script_is_told_the_same_in_every_way(tmp_path: Path) -> None:
    """Each fault alone, on each route: the same events, the same end, and paid at most once."""
    runs = []
    for number, way in enumerate(WAYS):
        plan = Scripts()
        options = {"jobs": len(plan.scripts), "faults": plan, "shape": plan.shape}
        runs.append(Run(way, tmp_path / f"{number}", **options))
    scripts, first = Scripts().scripts, runs[0]
    met = {(each.route, each.kind) for each in first.fal.truth.met}
    assert set(scripts) - met == set()
    for run in runs:
        assert max(_sent(run).values()) == 1
        assert _unexpected(_ends(run), scripts) == []
        for number, script in enumerate(scripts):
            told = (script, run.traces[number].lines)
            assert told == (script, first.traces[number].lines)
        assert _ends(run) == _ends(first)
        assert run.fal.truth.requests == first.fal.truth.requests


def _unexpected(ends: dict[int, str], scripts: list[tuple[str, str]]) -> list[Any]:
    # One fault alone keeps no job from its end, unless nobody can tell whether there is one.
    paid = {"submit": {"fetched", "quarantined"}, "run": {"fetched", "quarantined"}}
    wanted = {**paid, "cancel": {"cancelled"}}
    found = [(*script, ends.get(number)) for number, script in enumerate(scripts)]
    return [each for each in found if each[2] not in wanted.get(each[0], {"fetched"})]
