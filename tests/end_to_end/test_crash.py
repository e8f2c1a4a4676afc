"""
Processes that are killed anywhere: nothing paid is lost, and nothing is paid twice.

`FRAMEHOOK_CRASH_KILLS=40` makes of each cell of the plan a soak of forty kills, at most 200.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from crash_plan import KILLS, MARKS, SOAK, WAYS

from framehook.spi import IntentState
from framehook_fal.sim import Fault, FaultPlan

pytestmark = MARKS


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
# On these the transport has a say; on all others both asynchronous ones are the same.
WIRE = (
    *("before POST", "torn POST", "unread POST", "after POST"),
    *("before answer", "after answer", "during download", "after search"),
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


def _cells(points: Iterable[str]) -> list[tuple[str, str]]:
    return [(each, way) for each in points for way in (WAYS if each in WIRE else WAYS[:2])]


@pytest.mark.parametrize(("point", "way"), _cells(POINTS))
def test_a_process_may_die_anywhere(make_world: Any, point: str, way: str) -> None:
    """Killed at a point again and again, with new calls each time: all is paid once and here."""
    world = make_world(way=way)
    while world.kills < KILLS[way]:
        world.jobs += 2
        assert world.run(point=point, count=world.chance.randint(1, 2)) == "SIGKILL"
        world.time.leap(world.chance.choice([0.0, 1.0, world.LEASE]))
    world.come_to_rest()
    assert world.faults() == []


@pytest.mark.parametrize(("point", "way"), _cells(POINTS_OF_HEIRS))
def test_whoever_takes_up_the_dead_may_die_of_it(make_world: Any, point: str, way: str) -> None:
    """Killed while it looks for the calls of a killed process, a process loses neither's."""
    world = make_world(way=way)
    while world.kills < KILLS[way]:
        world.jobs += 2
        before = world.chance.choice(["unread POST", "after POST", "before accepted"])
        assert world.run(point=before, count=world.chance.randint(1, 2)) == "SIGKILL"
        world.time.leap(world.LEASE)
        assert world.run(point=point) == "SIGKILL"
        world.time.leap(world.LEASE)
    world.come_to_rest()
    assert world.faults() == []


@pytest.mark.parametrize("way", WAYS[:2])
@pytest.mark.parametrize(
    ("kind", "point"), [(kind, each) for kind, some in POINTS_OF_FAULTS.items() for each in some]
)
def test_a_process_may_die_of_a_fault(make_world: Any, kind: str, point: str, way: str) -> None:
    """Killed while it writes down that a call was refused or lost, a process loses no call."""
    every_second = tuple(range(1, 1000, 2))
    faults = FaultPlan([Fault(kind=kind, routes=("submit",), at=every_second)])
    world = make_world(faults=faults, way=way)
    while world.kills < KILLS[way]:
        world.jobs += 2
        assert world.run(point=point) == "SIGKILL"
        world.time.leap(world.chance.choice([0.0, world.LEASE]))
    world.come_to_rest()
    assert world.faults() == []


@pytest.mark.parametrize("processes", [1, 3])
def test_twins_are_found_by_what_they_asked_for(make_world: Any, processes: int) -> None:
    """Without labels, calls that are all alike get one job each, whichever it is."""
    world = make_world(admins=frozenset())
    points = ["before POST", "unread POST", "after POST", "before accepted", "before adopt"]
    while world.kills < max(KILLS.values()):
        world.jobs += 3
        fuses = [
            {
                "point": world.chance.choice(points),
                "count": world.chance.randint(1, 2),
                "way": world.chance.choice(WAYS),
            }
            for _ in range(processes)
        ]
        many = [world.start(twins=True, **fuse) for fuse in fuses]
        ends = [world.zygote.wait(process) for process in many]
        assert set(ends) <= {"SIGKILL", "done"}
        world.kills += ends.count("SIGKILL")
        world.time.leap(world.LEASE)
    world.come_to_rest(twins=True)
    # All are the same call, and all files are the same. A call that is looked for may be
    # given the job of a twin whose own answer is just being written down: then that twin
    # is told of a stray, and finds the other job.
    assert set(world.faults()) - {"no stray"} == {"paid once", "files"}


def test_the_plan_is_large_enough() -> None:
    """Processes are killed 200 times and more."""
    points = [*POINTS, *POINTS_OF_HEIRS, *POINTS_OF_FAULTS["429"], *POINTS_OF_FAULTS["lost-reply"]]
    assert len(points) * (KILLS[WAYS[0]] + KILLS[WAYS[1]]) >= 200


def test_four_processes_share_a_ledger_and_die(make_world: Any) -> None:
    """Four processes with the same calls, most of which are killed, pay each call once."""
    world = make_world()
    while world.kills < max(12, SOAK):
        world.jobs += 4
        many = [_one_of_four(world) for _ in range(4)]
        ends = [world.zygote.wait(process) for process in many]
        assert set(ends) <= {"SIGKILL", "done"}
        world.kills += ends.count("SIGKILL")
        world.time.leap(world.chance.choice([0.0, world.LEASE]))
    world.come_to_rest()
    assert world.faults() == []


def _one_of_four(world: Any) -> int:
    jobs = world.chance.sample(range(world.jobs), world.jobs)
    point, count = world.chance.choice([*POINTS, ""]), world.chance.randint(1, 3)
    way = world.chance.choice(WAYS)
    return world.start(jobs=jobs, point=point, count=count, way=way)


def test_four_processes_at_once_pay_once(make_world: Any) -> None:
    """Four processes that drive the same calls in peace bring all of them home."""
    world = make_world()
    world.jobs = 12
    many = [world.start(jobs=world.chance.sample(range(12), 12), way=way) for way in 2 * WAYS[:2]]
    assert [world.zygote.wait(process) for process in many] == ["done"] * 4
    world.come_to_rest()
    assert world.faults() == []


def test_what_nobody_can_look_up_is_kept_for_a_person(make_world: Any) -> None:
    """Without a history every lost answer is quarantined, with its money, and none repeated."""
    world = make_world(keeps_payloads=False, admins=frozenset())
    for _ in range(5):
        world.jobs += 1
        assert world.run(point="after POST") == "SIGKILL"
        world.time.leap(world.LEASE)
    world.jobs += 1
    for _ in range(2):
        world.time.leap(world.DAY)
        assert world.run() == "done"
    ledger = world.ledger()
    held = ledger.find(states=[IntentState.QUARANTINED])
    reserved, spent = ledger.spending(held[0].updated)["total"]
    ledger.close()
    assert (len(held), len(world.fal.truth.paid)) == (5, 6)
    assert world.fal.truth.paid_twice() == {}
    assert (reserved, spent) == (5 * world.QUOTED, 2 * world.PRICE)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("control", ["blind", "resubmit"])
def test_the_plan_sees_whoever_sends_again(make_world: Any, control: str, way: str) -> None:
    """A process that forgets its key, or gives a lost call up at once, pays twice: it is seen."""
    # The second of two deaths is that of a process which sends the first one's call again.
    world = make_world(history_lag=3600.0 if control == "resubmit" else 0.0, way=way)
    world.jobs = 4
    for _ in range(2):
        assert world.run(point="after POST", count=2, control=control) == "SIGKILL"
        world.time.leap(world.LEASE)
    assert world.run(control=control) == "done"
    assert {"paid", "paid once"} <= set(world.faults())


@pytest.mark.parametrize("way", WAYS)
def test_the_plan_sees_whoever_gives_up(make_world: Any, way: str) -> None:
    """A process that writes lost calls off, and looks for none, loses what was paid: it is seen."""
    world = make_world(history_lag=3600.0, way=way)
    world.jobs = 2
    assert world.run(point="after POST") == "SIGKILL"
    world.time.leap(world.LEASE)
    assert world.run(control="lose") == "done"
    assert {"owned", "fetched", "files"} <= set(world.faults())
