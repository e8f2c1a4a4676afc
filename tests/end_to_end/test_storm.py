"""
Everything goes wrong at once, for three hundred jobs, in both colours and on both transports.

Each job has an API key of its own, all of one account, and a clock of its own. What it meets
depends on the seed, its key and how often it asked, and on nothing that other jobs do: so a
run can be repeated, and must be the same whatever performs it. With another seed in
`FRAMEHOOK_STORM_SEED` it is another storm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from storm_faults import COMMON, JOBS, RARE, SEED, STATUSES, Scripts, Shape
from storm_run import BILLED, PRICE, QUOTED, Run, _film

from framehook.spi import (
    IntentState,
)
from framehook_fal.sim import FAULTS

# Whichever test comes first lets the whole storm of its way blow.
pytestmark = pytest.mark.timeout(240)

WAYS = ("Client, httpx", "AsyncClient, httpx", "AsyncClient, aiohttp")


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


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_lost_and_nothing_is_paid_twice(run_of: Any, way: str) -> None:
    """What was accepted has one entry and is here; what is in doubt was told, and holds money."""
    run = run_of(way)
    paid = {one.request_id: one for one in run.fal.truth.paid}
    owned = {entry.ticket.id: entry for entry in run.entries if entry.ticket is not None}
    assert max(_sent(run).values()) == 1
    assert owned.keys() == paid.keys()
    assert [line.key for line in run.lines if line.kind == "stray"] == []
    usual = {IntentState.FETCHED, IntentState.CANCELLED}
    assert {entry.state for entry in owned.values()} - {IntentState.EXPIRED} == usual
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


@pytest.mark.parametrize("way", WAYS)
def test_the_money_is_exact(run_of: Any, way: str) -> None:
    """Billed is what was billed, reserved what is in doubt, and the limit holds."""
    run = run_of(way)
    count = Counter(entry.state for entry in run.entries)
    spent = sum((entry.spent or Decimal(0) for entry in run.entries), Decimal(0))
    # What a result cost that is gone, or came in pieces, nobody says: it is taken at the estimate.
    unsaid = count[IntentState.EXPIRED] + len(_in_pieces(run))
    assert run.spending == (
        count[IntentState.QUARANTINED] * QUOTED,
        (count[IntentState.FETCHED] - len(_in_pieces(run))) * BILLED + unsaid * QUOTED,
    )
    assert spent == run.spending[1]
    fetched = {e.ticket.id for e in run.entries if e.state is IntentState.FETCHED}
    billed = [one.units for one in run.fal.truth.paid if one.request_id in fetched]
    assert sum(billed) * PRICE == count[IntentState.FETCHED] * BILLED
    assert sum(run.spending) <= JOBS * QUOTED


def _in_pieces(run: Run) -> list[int]:
    # The last piece is the result, unless the stream broke off before it.
    ends, told = _ends(run), enumerate(run.traces)
    ended = [n for n, each in told if each.pieces and "raised StreamBrokenError" not in each.lines]
    return [number for number in ended if ends[number] == "fetched"]


@pytest.mark.parametrize("way", WAYS)
def test_a_stream_that_breaks_is_not_paid_again(run_of: Any, way: str) -> None:
    """It is sent once; what came in pieces is here, and what broke off is in the history."""
    run = run_of(way)
    paid = [one.arguments["number"] for one in run.fal.truth.paid if one.route == "stream"]
    broken = [n for n, each in enumerate(run.traces) if "raised StreamBrokenError" in each.lines]
    assert len(_in_pieces(run)) > len(broken) > JOBS / 100
    assert {*_in_pieces(run), *broken} <= set(paid)
    assert sorted(paid) == sorted(set(paid))
    assert {_ends(run)[number] for number in broken} <= {"fetched", "expired"}


@pytest.mark.parametrize("way", WAYS)
def test_every_result_is_whole(run_of: Any, way: str) -> None:
    """All that was paid is here byte by byte, except what the service deleted."""
    run = run_of(way)
    ends = _ends(run)
    here = {number for number in range(JOBS) if (run.folder / f"film-{number}.bin").exists()}
    assert here == {number for number, end in ends.items() if end == "fetched"}
    for number in here:
        assert (run.folder / f"film-{number}.bin").read_bytes() == _film(number)
    # What the queue deleted is in the history, unless that has not kept it either.
    gone = {met.path.split("/")[-1] for met in run.fal.truth.met if met.kind == "expired"}
    kept = {e.ticket.id for e in run.entries if e.ticket and e.state is IntentState.FETCHED}
    assert len(gone & kept) > len(gone) / 2
    told = {n for n, each in enumerate(run.traces) if "raised ResultExpiredError" in each.lines}
    assert told == {number for number, end in ends.items() if end == "expired"}
    assert list(run.folder.glob("*.part")) + list(run.folder.glob(".*.part")) == []
    assert run.fal.truth.leaks == []


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


def test_everything_went_wrong(run_of: Any) -> None:
    """Every kind came, and on the busy routes each that makes sense there."""
    run = run_of(WAYS[0])
    met = _met(run)
    kinds = {*RARE, *COMMON, *STATUSES, "expired"}
    assert {kind for kind, _ in met} == kinds
    busy = [route for route, count in run.fal.truth.requests.items() if count > 250]
    assert {"upload", "part", "status", "result", "token"} <= set(busy)
    often = kinds - set(STATUSES)
    missing = {(kind, route) for route in busy for kind in often & set(FAULTS[route])} - set(met)
    assert missing == set()
    assert {"run", "stream", "cancel", "watch", "initiate", "download", "billing", "history"} <= {
        route for _, route in met
    }


def test_the_storm_sees_whoever_sends_again(tmp_path: Path) -> None:
    """A client that takes what is unclear for a refusal pays twice, and strays are left."""
    half = {"shape": lambda number: Shape(in_pieces=number % 2 == 1), "is_hasty": True}
    run = Run(WAYS[0], tmp_path / "run", jobs=40, **half)
    owned = {entry.ticket.id for entry in run.entries if entry.ticket is not None}
    assert max(_sent(run).values()) > 1
    streams = Counter(p.arguments["number"] for p in run.fal.truth.paid if p.route == "stream")
    assert max(streams.values()) > 1
    assert {one.request_id for one in run.fal.truth.paid} > owned


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
    paid = {route: {"fetched", "quarantined"} for route in ("submit", "run", "stream")}
    wanted = {**paid, "cancel": {"cancelled"}}
    found = [(*script, ends.get(number)) for number, script in enumerate(scripts)]
    return [each for each in found if each[2] not in wanted.get(each[0], {"fetched"})]
