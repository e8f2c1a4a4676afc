"""Processes that are killed anywhere: nothing paid is lost, and nothing is paid twice."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from framehook.ledger import SqliteLedger
from framehook.spi import IntentState
from framehook_fal.sim import (
    Fault,
    FaultPlan,
    Media,
    Outcome,
    Quirks,
    RealTime,
    Retention,
    SimulatedFal,
)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Processes are forked.")

KILLS = 7
DAY = 25 * 3600.0
# Longer than any lease on the right to send.
LEASE = 200.0
PRICE = Decimal("0.05")
QUOTED = 3 * PRICE

POINTS = (
    *("before plan", "inside planned", "after plan"),
    *("before begin", "inside begin", "after begin"),
    *("before POST", "torn POST", "unread POST", "after POST"),
    *("before accepted", "inside accepted", "after accepted"),
    *("before status", "before answer", "after answer"),
    *("before result", "inside result", "after result"),
    *("before download", "during download", "before rename", "after rename"),
    *("before fetched", "inside fetched", "after fetched"),
)
# These come only to whoever finds the calls of a dead process.
POINTS_OF_HEIRS = (
    *("before unknown", "inside unknown", "after unknown"),
    *("before search", "after search", "before adopt", "inside adopt", "after adopt"),
)
# These come where the service does not take a call on, or its answer is lost.
POINTS_OF_FAULTS = {
    "429": ("before rejected", "inside postponed", "after rejected"),
    "lost-reply": ("before unknown", "inside unknown", "after unknown"),
}


class Ahead:
    """Real time, further ahead from leap to leap, for the service and for all processes."""

    def __init__(self, path: Path) -> None:
        self._real = RealTime()
        self._path = path
        self._ahead = 0.0
        path.write_bytes(struct.pack("d", 0.0))
        self.bind, self.later = self._real.bind, self._real.later
        self.tick, self.nudge = self._real.tick, self._real.nudge

    def now(self) -> float:
        return self._real.now() + self._ahead

    def leap(self, seconds: float) -> None:
        self._ahead += seconds
        with self._path.open("r+b") as file:
            file.write(struct.pack("d", self._ahead))


class Zygote:
    """The process that forks all others."""

    def __init__(self) -> None:
        command = [sys.executable, str(Path(__file__).with_name("crash_worker.py"))]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)

    def start(self, order: dict[str, Any]) -> int:
        return self._ask(order)

    def wait(self, process: int) -> str:
        return self._ask(process)

    def close(self) -> None:
        self._process.communicate(timeout=10)

    def _ask(self, order: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


class World:
    """One service, one ledger, and processes that come and go."""

    def __init__(self, zygote: Zygote, folder: Path, seed: int, **options: Any) -> None:
        self.chance = random.Random(seed)
        self.folder = folder
        self.time = Ahead(folder / "clock")
        forever = Retention(small=1e9, large=1e9)
        quirks = options.pop("quirks", Quirks(unit_price=PRICE))
        self.fal = SimulatedFal(time=self.time, retention=forever, quirks=quirks, **options)
        self.fal.answer("*", lambda order: _outcome(order.arguments["number"]))
        self.zygote = zygote
        self.jobs = 0
        self.runs = 0
        self.kills = 0

    def start(self, **order: Any) -> int:
        """Start a process with all the jobs there are."""
        urls = self.fal.base_urls
        names = ("run", "queue", "rest", "cdn", "platform")
        self.runs += 1
        usual = {
            "folder": str(self.folder),
            "hosts": {name: getattr(urls, name) for name in names},
            "key": self.fal.key,
            "stream": self.chance.random() < 0.5,
            "resumes": self.chance.random() < 0.5,
            "jobs": list(range(self.jobs)),
            "run": self.runs,
        }
        return self.zygote.start({**usual, **order})

    def run(self, **order: Any) -> str:
        """Start a process, and return how it ended."""
        end = self.zygote.wait(self.start(**order))
        assert end != "failed"
        self.kills += end == "SIGKILL"
        return end

    def ledger(self) -> Any:
        return SqliteLedger(self.folder / "jobs.db")

    def come_to_rest(self, **order: Any) -> None:
        """Let processes finish in peace, and a person decide about what they cannot find."""
        self.fal.faults.clear()
        for leap in (LEASE, DAY):
            self.time.leap(leap)
            assert self.run(**order) == "done"
        ledger = self.ledger()
        labels = {tag for one in self.fal.truth.paid for tag in one.tags.values()}
        for entry in ledger.find(states=[IntentState.QUARANTINED], limit=1000):
            # Whatever was accepted can be found, and must have been.
            assert f"{entry.key}-{entry.attempt}" not in labels
            assert ledger.absent(entry.key, "A person looked.", entry.updated)
        ledger.close()
        assert self.run(**order) == "done"

    def faults(self) -> list[str]:
        """Return everything that is not as it must be in the end."""
        truth, ledger = self.fal.truth, self.ledger()
        entries = ledger.find(limit=1000)
        owned = sorted(entry.ticket.id for entry in entries if entry.ticket)
        reserved, spent = ledger.spending(entries[0].updated)["total"]
        lines = ledger.events(limit=100_000)
        ledger.close()
        told = {line.key: line.data.get("state") for line in lines if line.kind != "stray"}
        found = {
            "paid": len(truth.paid) == self.jobs,
            "paid once": not truth.paid_twice(),
            "owned": owned == sorted(one.request_id for one in truth.paid),
            "no stray": all(line.kind != "stray" for line in lines),
            "log": all(told[entry.key] == entry.state.value for entry in entries),
            "fetched": all(entry.state is IntentState.FETCHED for entry in entries),
            "files": all(_is_whole(self.folder, number) for number in range(self.jobs)),
            "digests": all(_is_true(file) for entry in entries for file in entry.files),
            "reserved": reserved == 0,
            "spent": spent == truth.units * PRICE,
        }
        return [name for name, is_right in found.items() if not is_right]


def _outcome(number: int) -> Outcome:
    data = f"film {number}".encode() * 9
    media = Media(data=data, name=f"film-{number}.bin", kind="application/octet-stream")
    return Outcome(value={}, media={"video": media}, seconds=0.0, units=Decimal(2))


def _is_whole(folder: Path, number: int) -> bool:
    path = folder / f"film-{number}.bin"
    return path.exists() and path.read_bytes() == f"film {number}".encode() * 9


def _is_true(file: Any) -> bool:
    data = Path(file.path).read_bytes()
    return (file.bytes, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    zygote = Zygote()
    yield zygote
    zygote.close()


@pytest.fixture
def make_world(zygote: Zygote, tmp_path: Path, request: Any) -> Iterator[Any]:
    worlds: list[World] = []

    def make(**options: Any) -> World:
        seed = zlib.crc32(request.node.name.encode())
        print(f"seed {seed}")
        worlds.append(World(zygote, tmp_path, seed, **options))
        worlds[-1].fal.__enter__()
        return worlds[-1]

    yield make
    for world in worlds:
        world.fal.close()


@pytest.mark.parametrize("point", POINTS)
def test_a_process_may_die_anywhere(make_world: Any, point: str) -> None:
    """Killed at a point again and again, with new calls each time: all is paid once and here."""
    world = make_world()
    while world.kills < KILLS:
        world.jobs += 2
        assert world.run(point=point, count=world.chance.randint(1, 2)) == "SIGKILL"
        world.time.leap(world.chance.choice([0.0, 1.0, LEASE]))
    world.come_to_rest()
    assert world.faults() == []


@pytest.mark.parametrize("point", POINTS_OF_HEIRS)
def test_whoever_takes_up_the_dead_may_die_of_it(make_world: Any, point: str) -> None:
    """Killed while it looks for the calls of a killed process, a process loses neither's."""
    world = make_world()
    while world.kills < KILLS:
        world.jobs += 2
        before = world.chance.choice(["unread POST", "after POST", "before accepted"])
        assert world.run(point=before, count=world.chance.randint(1, 2)) == "SIGKILL"
        world.time.leap(LEASE)
        assert world.run(point=point) == "SIGKILL"
        world.time.leap(LEASE)
    world.come_to_rest()
    assert world.faults() == []


@pytest.mark.parametrize(
    ("kind", "point"), [(kind, each) for kind, some in POINTS_OF_FAULTS.items() for each in some]
)
def test_a_process_may_die_of_a_fault(make_world: Any, kind: str, point: str) -> None:
    """Killed while it writes down that a call was refused or lost, a process loses no call."""
    every_second = tuple(range(1, 1000, 2))
    world = make_world(faults=FaultPlan([Fault(kind=kind, routes=("submit",), at=every_second)]))
    while world.kills < KILLS:
        world.jobs += 2
        assert world.run(point=point) == "SIGKILL"
        world.time.leap(world.chance.choice([0.0, LEASE]))
    world.come_to_rest()
    assert world.faults() == []


def test_the_plan_is_large_enough() -> None:
    """Processes are killed 200 times and more."""
    points = [*POINTS, *POINTS_OF_HEIRS, *POINTS_OF_FAULTS["429"], *POINTS_OF_FAULTS["lost-reply"]]
    assert len(points) * KILLS >= 200


def test_four_processes_share_a_ledger_and_die(make_world: Any) -> None:
    """Four processes with the same calls, most of which are killed, pay each call once."""
    world = make_world()
    while world.kills < 12:
        world.jobs += 4
        many = [_one_of_four(world) for _ in range(4)]
        ends = [world.zygote.wait(process) for process in many]
        assert set(ends) <= {"SIGKILL", "done"}
        world.kills += ends.count("SIGKILL")
        world.time.leap(world.chance.choice([0.0, LEASE]))
    world.come_to_rest()
    assert world.faults() == []


def _one_of_four(world: World) -> int:
    jobs = world.chance.sample(range(world.jobs), world.jobs)
    point, count = world.chance.choice([*POINTS, ""]), world.chance.randint(1, 3)
    return world.start(jobs=jobs, point=point, count=count)


def test_four_processes_at_once_pay_once(make_world: Any) -> None:
    """Four processes that drive the same calls in peace bring all of them home."""
    world = make_world()
    world.jobs = 12
    many = [world.start(jobs=world.chance.sample(range(12), 12)) for _ in range(4)]
    assert [world.zygote.wait(process) for process in many] == ["done"] * 4
    world.come_to_rest()
    assert world.faults() == []


def test_what_nobody_can_look_up_is_kept_for_a_person(make_world: Any) -> None:
    """Without a history every lost answer is quarantined, with its money, and none repeated."""
    quirks = Quirks(unit_price=PRICE, keeps_payloads=False)
    world = make_world(quirks=quirks, admins=frozenset())
    for _ in range(5):
        world.jobs += 1
        assert world.run(point="after POST") == "SIGKILL"
        world.time.leap(LEASE)
    world.jobs += 1
    for _ in range(2):
        world.time.leap(DAY)
        assert world.run() == "done"
    ledger = world.ledger()
    held = ledger.find(states=[IntentState.QUARANTINED])
    reserved, spent = ledger.spending(held[0].updated)["total"]
    ledger.close()
    assert (len(held), len(world.fal.truth.paid)) == (5, 6)
    assert world.fal.truth.paid_twice() == {}
    assert (reserved, spent) == (5 * QUOTED, 2 * PRICE)


def _stopped(world: World, point: str, **order: Any) -> int:
    """Return a process that was stopped at a point, after everybody has given it up for dead."""
    world.jobs = 3
    process = world.start(point=point, signal="SIGSTOP", **order)
    assert world.zygote.wait(process) == "stopped"
    return process


def _wake(world: World, process: int) -> None:
    os.kill(process, signal.SIGCONT)
    assert world.zygote.wait(process) == "done"


def test_a_zombie_does_not_send(make_world: Any) -> None:
    """Stopped before it sent, and woken after its call was planned again: it sends nothing."""
    world = make_world()
    zombie = _stopped(world, "after begin")
    world.come_to_rest()
    assert len(world.fal.truth.paid) == 3
    _wake(world, zombie)
    assert world.faults() == []


@pytest.mark.parametrize(
    "point", ["before POST", "after POST", "before accepted", "before result", "during download"]
)
def test_a_zombie_does_no_harm(make_world: Any, point: str) -> None:
    """Stopped later than that, while others go on, it comes too late for anything."""
    world = make_world()
    zombie = _stopped(world, point)
    for leap in (LEASE, DAY):
        world.time.leap(leap)
        assert world.run() == "done"
    _wake(world, zombie)
    assert world.run() == "done"
    assert world.faults() == []


@pytest.mark.parametrize("control", ["blind", "resubmit"])
def test_the_plan_sees_whoever_sends_again(make_world: Any, control: str) -> None:
    """A process that forgets its key, or gives a lost call up at once, pays twice: it is seen."""
    world = make_world()
    world.jobs = 4
    # The second of two deaths is that of a process which sends the first one's call again.
    if control == "resubmit":
        world.fal.world.quirks = Quirks(unit_price=PRICE, history_lag=3600.0)
    for _ in range(2):
        assert world.run(point="after POST", count=2, control=control) == "SIGKILL"
        world.time.leap(LEASE)
    assert world.run(control=control) == "done"
    assert {"paid", "paid once"} <= set(world.faults())


def test_the_plan_sees_a_zombie_that_sends(make_world: Any) -> None:
    """A process that does not ask for its leave again before it sends pays twice: it is seen."""
    world = make_world()
    zombie = _stopped(world, "after begin", control="zombie")
    world.come_to_rest()
    _wake(world, zombie)
    assert {"paid", "paid once", "no stray"} <= set(world.faults())
