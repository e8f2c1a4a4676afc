"""Who may send now."""

from __future__ import annotations

import asyncio
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.errors import ClosedError, ConfigurationError
from framehook.transports._admission import Admission, AsyncGate, Gate, shard_sizes


def test_shards_are_small():
    """At most 8 connections each, and as many as asked for in total."""
    assert shard_sizes(100) == [8] * 12 + [4]
    assert shard_sizes(16) == [8, 8]
    assert shard_sizes(1) == [1]


@pytest.mark.parametrize("number", [0, -1, 101])
def test_the_number_of_connections_is_bounded(number):
    """Neither none nor thousands."""
    with pytest.raises(ConfigurationError, match=f"max_connections is {number}"):
        shard_sizes(number)


@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=3),
    st.lists(st.tuples(st.booleans(), st.integers(0, 20)), max_size=60),
)
def test_places_are_given_in_the_order_of_asking(sizes, acts):
    """Never too many in a shard, none idle while one waits, and first come, first served."""
    admission = Admission(sizes)
    waiting, inside = [], []
    for is_asking, number in acts:
        if is_asking:
            turn = admission.ask()
            (waiting if turn.shard is None else inside).append(turn)
        elif waiting and number % 2:
            assert admission.leave(waiting.pop(number % len(waiting))) is None
        elif inside:
            following = admission.leave(inside.pop(number % len(inside)))
            assert (following is None) == (not waiting)
            if following is not None:
                assert waiting.pop(0) is following
                inside.append(following)
        places = [turn.shard for turn in inside]
        assert all(places.count(shard) <= size for shard, size in enumerate(sizes))
        assert not waiting or len(inside) == sum(sizes)
        assert admission.waiting == len(waiting)


def test_leaving_twice_has_no_effect():
    """A place is given back once."""
    admission = Admission([1])
    turn = admission.ask()
    admission.leave(turn)
    admission.leave(turn)
    assert admission.ask().shard == 0
    assert admission.ask().shard is None


def test_threads_wait_for_a_place():
    """One goes in when another leaves; whoever gives up is not waited for."""
    gate = Gate([1])
    first = gate.enter(0)
    with pytest.raises(TimeoutError):
        gate.enter(0.001)
    entered = []
    thread = threading.Thread(target=lambda: entered.append(gate.enter(10)))
    thread.start()
    gate.leave(first)
    thread.join()
    assert entered[0].shard == 0
    gate.leave(entered[0])
    assert gate.enter(0).shard == 0


def test_closing_wakes_threads():
    """Those that wait, and those that come later, are told."""
    gate = Gate([1])
    gate.enter(0)
    errors = []

    def wait():
        with pytest.raises(ClosedError) as caught:
            gate.enter(10)
        errors.append(caught.value)

    thread = threading.Thread(target=wait)
    thread.start()
    gate.close()
    thread.join()
    assert len(errors) == 1
    with pytest.raises(ClosedError):
        gate.enter(0)


def test_tasks_wait_for_a_place():
    """In their order, also if one of them is cancelled or gives up."""

    async def main():
        gate = AsyncGate([1])
        first = await gate.enter(0)
        with pytest.raises(TimeoutError):
            await gate.enter(0.001)
        order = []

        async def enter(name):
            turn = await gate.enter(10)
            order.append(name)
            return turn

        tasks = [asyncio.create_task(enter(name)) for name in "abc"]
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.sleep(0)
        gate.leave(first)
        gate.leave(await tasks[0])
        gate.leave(await tasks[2])
        assert order == ["a", "c"]
        assert (await gate.enter(0)).shard == 0

    asyncio.run(main())


def test_whoever_does_not_wait_gets_a_free_place_or_none():
    """Nobody who waits is overtaken, and a closed gate says so."""

    async def main():
        gate = AsyncGate([1])
        first = gate.take()
        assert gate.take() is None
        waiting = asyncio.create_task(gate.enter(10))
        await asyncio.sleep(0)
        gate.leave(first)
        assert gate.take() is None
        gate.leave(await waiting)
        assert gate.take().shard == 0
        gate.close()
        with pytest.raises(ClosedError):
            gate.take()

    asyncio.run(main())


def test_a_place_is_not_lost_with_a_task_that_is_cancelled_as_it_gets_it():
    """It goes to the next one."""

    async def main():
        gate = AsyncGate([1])
        first = await gate.enter(0)
        cancelled, following = (asyncio.create_task(gate.enter(10)) for _ in range(2))
        await asyncio.sleep(0)
        gate.leave(first)
        cancelled.cancel()
        assert (await following).shard == 0
        assert cancelled.cancelled()

    asyncio.run(main())


def test_closing_wakes_tasks():
    """Those that wait, and those that come later, are told."""

    async def main():
        gate = AsyncGate([1])
        turn = await gate.enter(0)
        waiting = [asyncio.create_task(gate.enter(10)) for _ in range(2)]
        await asyncio.sleep(0)
        gate.close()
        gate.leave(turn)
        for task in waiting:
            with pytest.raises(ClosedError):
                await task
        with pytest.raises(ClosedError):
            await gate.enter(0)

    asyncio.run(main())
