"""Zombies, full disks, busy ledgers and receivers that die; and whether the plan would see it."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

import pytest
from crash_plan import KILLS, MARKS, SOAK, WAYS

from framehook.spi import IntentState
from framehook_fal.sim import Fault, FaultPlan

pytestmark = MARKS


def _stopped(world: Any, point: str, **order: Any) -> int:
    """Return a process that was stopped at a point, after everybody has given it up for dead."""
    world.jobs = 3
    process = world.start(point=point, signal="SIGSTOP", **order)
    assert world.zygote.wait(process) == "stopped"
    return process


def _wake(world: Any, process: int) -> None:
    os.kill(process, signal.SIGCONT)
    assert world.zygote.wait(process) == "done"


@pytest.mark.parametrize("way", WAYS)
def test_a_zombie_does_not_send(make_world: Any, way: str) -> None:
    """Stopped before it sent, and woken after its call was planned again: it sends nothing."""
    world = make_world(way=way)
    zombie = _stopped(world, "after begin")
    world.come_to_rest()
    assert len(world.fal.truth.paid) == 3
    _wake(world, zombie)
    assert world.faults() == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "point", ["before POST", "after POST", "before accepted", "before result", "during download"]
)
def test_a_zombie_does_no_harm(make_world: Any, point: str, way: str) -> None:
    """Stopped later than that, while others go on, it comes too late for anything."""
    world = make_world(way=way)
    zombie = _stopped(world, point)
    for leap in (world.LEASE, world.DAY):
        world.time.leap(leap)
        assert world.run() == "done"
    _wake(world, zombie)
    assert world.run() == "done"
    assert world.faults() == []


@pytest.mark.parametrize("way", WAYS)
def test_the_plan_sees_a_zombie_that_sends(make_world: Any, way: str) -> None:
    """A process that does not ask for its leave again before it sends pays twice: it is seen."""
    world = make_world(way=way)
    zombie = _stopped(world, "after begin", control="zombie")
    world.come_to_rest()
    _wake(world, zombie)
    assert {"paid", "paid once", "no stray"} <= set(world.faults())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("unit", ["pages", "bytes"])
def test_a_full_disk_loses_nothing(make_world: Any, unit: str, way: str) -> None:
    """Where the ledger finds no room, now and then with a death on top, nothing is paid twice."""
    world = make_world(way=way)
    ends: list[str] = []
    while ends.count("gave up") < 3 or ends.count("SIGKILL") < KILLS[way]:
        # Sometimes there is so little room that nobody comes as far as to his death.
        is_tight = world.chance.random() < 0.5
        world.jobs += 3 if is_tight else 1
        most = {"pages": 0, "bytes": 60_000} if is_tight else {"pages": 40, "bytes": 600_000}
        room = world.chance.randint(0, most[unit])
        point = "" if is_tight else world.chance.choice(["after POST", "before accepted"])
        ends.append(world.run(room={unit: room}, point=point, may_give_up=True))
        world.time.leap(world.chance.choice([0.0, world.LEASE]))
        assert len(ends) < 30 + 5 * SOAK
    world.come_to_rest()
    assert world.faults() == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "point", ["before plan", "before begin", "after POST", "before result", "before fetched"]
)
def test_a_busy_ledger_loses_nothing(make_world: Any, point: str, way: str) -> None:
    """While another process keeps the ledger locked nothing is sent, and what was sent is found."""
    world = make_world(way=way)
    world.jobs = 3
    world.run(jobs=[])
    process = world.start(point=point, signal="SIGSTOP", patience=0.05, may_give_up=True)
    assert world.zygote.wait(process) == "stopped"
    hog = world.start(role="hog")
    assert world.zygote.wait(hog) == "stopped"
    before = len(world.fal.truth.paid)
    os.kill(process, signal.SIGCONT)
    # A result that is here is handed over, whether or not it can be written down.
    is_here = point in {"before result", "before fetched"}
    assert world.zygote.wait(process) in ({"gave up", "done"} if is_here else {"gave up"})
    assert len(world.fal.truth.paid) == before
    os.kill(hog, signal.SIGKILL)
    assert world.zygote.wait(hog) == "SIGKILL"
    world.come_to_rest()
    assert world.faults() == []


POINTS_OF_RECEIVERS = (
    *("before get", "before adopt", "inside adopt", "after adopt"),
    *("before notice", "inside notice", "after notice"),
)


@pytest.mark.parametrize("point", POINTS_OF_RECEIVERS)
def test_a_notification_outlives_its_receiver(make_world: Any, free_port: int, point: str) -> None:
    """Where nothing else can find a lost call, a notification does, whoever dies of it."""
    often = (0.02,) * 2000
    world = make_world(keeps_payloads=False, admins=frozenset(), webhook_pauses=often)
    world.way = world.chance.choice(WAYS)
    hook = f"http://127.0.0.1:{free_port}/hook"
    for _ in range(max(2, SOAK // 4)):
        world.jobs += 1
        assert world.run(point="after POST", webhook=hook) == "SIGKILL"
        world.time.leap(world.LEASE)
        # It is found dead, so that it is the receiver who adopts what it had sent.
        assert world.run(jobs=[]) == "done"
        receiver = world.start(role="receiver", point=point, port=free_port)
        assert world.zygote.wait(receiver) == "SIGKILL"
        world.kills += 1
    receiver = world.start(role="receiver", port=free_port)
    world.jobs += 2
    # Notifications come while others wait for the same jobs.
    assert world.run(webhook=hook) == "done"
    _wait_for(lambda: len(world.fal.truth.webhooks) == len(world.fal.truth.paid))
    os.kill(receiver, signal.SIGTERM)
    assert world.zygote.wait(receiver) == "SIGTERM"
    world.come_to_rest()
    assert world.faults() == []


@pytest.mark.parametrize("way", WAYS)
def test_notifications_come_twice_late_forged_or_never(
    make_world: Any, free_port: int, way: str
) -> None:
    """What they tell of is adopted once; what nothing tells of is kept for a person."""
    kinds = ("webhook-lost", "webhook-duplicated", "webhook-late", "webhook-forged")
    faults = [Fault(kind=kind, rate=0.35, seconds=0.05) for kind in kinds]
    faults += [Fault(kind=kind, routes=("jwks",), at=(1,)) for kind in ("503", "garbled")]
    faults += [Fault(kind="lost-reply", routes=("submit",), rate=0.7)]
    options = {"keeps_payloads": False, "admins": frozenset(), "webhook_pauses": (0.02,) * 2000}
    world = make_world(faults=FaultPlan(faults, seed=5), way=way, **options)
    receiver = world.start(role="receiver", port=free_port)
    world.jobs = 30
    hook = f"http://127.0.0.1:{free_port}/hook"
    assert world.run(webhook=hook) == "done"
    met = world.fal.truth.met
    assert {each.kind for each in met} >= {*kinds, "lost-reply"}
    silent = sum(each.kind == "webhook-lost" for each in met)
    _wait_for(lambda: len(world.fal.truth.webhooks) == len(world.fal.truth.paid) - silent)
    os.kill(receiver, signal.SIGTERM)
    assert world.zygote.wait(receiver) == "SIGTERM"
    for leap in (world.LEASE, world.DAY):
        world.time.leap(leap)
        assert world.run() == "done"
    ledger = world.ledger()
    entries = ledger.find(limit=100)
    aside = [entry for entry in entries if entry.state is IntentState.QUARANTINED]
    reserved, spent = ledger.spending(entries[0].updated)["total"]
    ledger.close()
    assert (len(world.fal.truth.paid), world.fal.truth.paid_twice()) == (30, {})
    assert 0 < len(aside) <= silent
    assert len(entries) == 30
    fetched = [entry for entry in entries if entry.state is IntentState.FETCHED]
    assert len(fetched) == 30 - len(aside)
    assert (reserved, spent) == (len(aside) * world.QUOTED, len(fetched) * 2 * world.PRICE)


def _wait_for(is_so: Any) -> None:
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)
