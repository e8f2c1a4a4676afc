"""The time of the simulation."""

from __future__ import annotations

import asyncio

import pytest

from framehook_fal.sim import RealTime, VirtualTime


def test_virtual_time_performs_what_falls_due_in_order():
    """Actions happen at their time, also those that actions ask for."""
    time = VirtualTime(start=100.0)
    seen = []
    time.later(5, lambda: seen.append(("late", time.now())))

    def early():
        seen.append(("early", time.now()))
        time.later(1, lambda: seen.append(("between", time.now())))

    time.later(2, early)
    time.advance(4)
    assert seen == [("early", 102.0), ("between", 103.0)]
    time.advance(1)
    assert (seen[-1], time.now()) == (("late", 105.0), 105.0)


def test_a_step_passes_with_every_request_and_a_nudge_jumps():
    """With a step, requests take time, and a waiting stream does not stand still."""

    async def act():
        time = VirtualTime(step=0.5, start=0.0)
        time.bind(asyncio.get_running_loop())
        seen = []
        time.later(30, lambda: seen.append(time.now()))
        time.tick()
        assert time.now() == 0.5
        time.later(60, lambda: seen.append(time.now()))
        time.later(90, lambda: seen.append(time.now()))
        time.nudge(lambda: len(seen) == 2)
        await asyncio.sleep(0)
        return seen

    assert asyncio.run(act()) == [30.0, 60.5]


def test_without_a_step_nothing_passes_by_itself():
    """Neither requests nor waiting take time."""
    time = VirtualTime(start=7.0)
    time.tick()
    time.nudge(lambda: False)
    assert time.now() == 7.0


def test_real_time_is_as_fast_as_it_is_told():
    """At a speed of thousands, an hour is over at once."""

    async def act():
        time = RealTime(speed=9e5)
        time.bind(asyncio.get_running_loop())
        done = asyncio.Event()
        before = time.now()
        time.later(3600, done.set)
        time.tick()
        time.nudge(lambda: False)
        await done.wait()
        return time.now() - before

    assert asyncio.run(act()) >= 3599


@pytest.mark.parametrize("speed", [0, -1, float("nan"), 1e6])
def test_a_speed_that_makes_no_sense_is_refused(speed):
    """A speed is above 0 and finite."""
    with pytest.raises(ValueError, match="speed"):
        RealTime(speed=speed)
