"""Time that passes only when someone waits for it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.testing import VirtualClock

NAPS = st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=5)


def test_sleeping_takes_no_time_and_moves_the_clock():
    """Both ways to tell the time move on by what was slept."""
    start = datetime(2026, 5, 1, tzinfo=UTC)
    clock = VirtualClock(start)
    clock.sleep(2.5)
    clock.advance(1)
    assert (clock.now(), clock.monotonic()) == (start + timedelta(seconds=3.5), 3.5)
    assert clock.naps == [2.5]
    assert repr(clock) == "<VirtualClock at 2026-05-01T00:00:03.500000+00:00>"


def test_time_does_not_go_back():
    """Moving on by less than nothing is an error, and a negative nap is none."""
    clock = VirtualClock()
    clock.sleep(-3)
    assert clock.monotonic() == 0
    with pytest.raises(ValueError, match="-1 seconds"):
        clock.advance(-1)


def test_the_beginning_needs_a_time_zone():
    """A time without a zone is refused."""
    with pytest.raises(ValueError, match="time zone"):
        VirtualClock(datetime(2026, 1, 1))  # noqa: DTZ001


@given(NAPS, st.integers(0, 30))
def test_sleepers_wake_in_the_order_of_their_times(plans, hops):
    """Whatever else they do in between, tasks wake at exactly their times and in order."""
    clock = VirtualClock()
    log: list[tuple[float, int]] = []

    async def sleeper(number: int, naps: list[int]) -> None:
        expected = 0
        for nap in naps:
            await clock.sleep_async(nap)
            expected += nap
            assert clock.monotonic() == expected
            log.append((clock.monotonic(), number))
            for _ in range(hops):
                await asyncio.sleep(0)

    async def main() -> None:
        await asyncio.gather(*(sleeper(number, naps) for number, naps in enumerate(plans)))

    asyncio.run(main())
    assert [time for time, _ in log] == sorted(time for time, _ in log)
    assert len(log) == sum(map(len, plans))
    assert clock.monotonic() == max((sum(naps) for naps in plans), default=0)


def test_a_cancelled_sleeper_does_not_move_the_clock():
    """Time passes only for those who still wait."""
    clock = VirtualClock()

    async def main() -> None:
        task = asyncio.create_task(clock.sleep_async(100))
        await asyncio.sleep(0)
        task.cancel()
        await clock.sleep_async(1)
        assert task.cancelled()

    asyncio.run(main())
    assert clock.monotonic() == 1


def test_advancing_past_a_sleeper_wakes_it_later_than_planned():
    """Who is due already wakes without the clock going back."""
    clock = VirtualClock()

    async def main() -> None:
        task = asyncio.create_task(clock.sleep_async(5))
        await asyncio.sleep(0)
        clock.advance(60)
        await task

    asyncio.run(main())
    assert clock.monotonic() == 60


def test_the_clock_survives_a_loop_that_left_sleepers_behind():
    """What an earlier loop left unfinished does not disturb the next one."""
    clock = VirtualClock()
    loop = asyncio.new_event_loop()
    task = loop.create_task(clock.sleep_async(5))
    loop.run_until_complete(asyncio.sleep(0))

    asyncio.run(clock.sleep_async(7))
    assert clock.monotonic() == 7
    task.cancel()
    loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
    loop.close()


def test_a_loop_that_hides_its_work_is_given_time(monkeypatch):
    """Where it cannot be seen whether a loop is idle, quiet turns are counted."""
    clock = VirtualClock()
    idle: list[bool] = []
    monkeypatch.setattr("framehook.testing._clock.QUIET_TURNS", 3)
    idle.extend(clock._is_idle(SimpleNamespace()) for _ in range(5))
    assert idle == [False, False, False, True, True]
