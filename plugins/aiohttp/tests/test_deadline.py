"""Limits of requests."""

from __future__ import annotations

import asyncio

import pytest

from framehook_aiohttp._deadline import Deadline, Watch


class _Loop(asyncio.SelectorEventLoop):
    """Counts its timers."""

    timers = 0

    def call_at(self, *args, **more):
        self.timers += 1
        return super().call_at(*args, **more)


def _run(main):
    with asyncio.Runner(loop_factory=_Loop) as runner:
        watch = Watch(runner.get_loop())
        try:
            return runner.run(main(watch))
        finally:
            assert (watch.running, watch.by_task) == (set(), {})


async def _wait(deadline):
    with deadline:
        deadline.start()
        await asyncio.Event().wait()


def test_many_share_a_timer():
    """Those that never run out need none of their own."""

    async def main(watch):
        for _ in range(100):
            with Deadline(watch, 1000) as deadline:
                deadline.start()
        return asyncio.get_running_loop().timers

    assert _run(main) == 1


def test_each_ends_in_its_turn():
    """The first that runs out, whichever began first, and none of the others."""

    async def main(watch):
        long, *short = (
            asyncio.create_task(_wait(Deadline(watch, seconds)))
            for seconds in (1000, 0.02, 0.01, 0, -1)
        )
        for task in short:
            with pytest.raises(TimeoutError):
                await task
        assert not long.done()
        long.cancel()
        with pytest.raises(asyncio.CancelledError):
            await long

    _run(main)


def test_it_counts_only_once_it_has_started():
    """Whoever still connects is not interrupted."""

    async def main(watch):
        connected = asyncio.Event()

        async def connect():
            with Deadline(watch, 0):
                await connected.wait()
                watch.start_here()
                await asyncio.Event().wait()

        task = asyncio.create_task(connect())
        with pytest.raises(TimeoutError):
            await _wait(Deadline(watch, 0.01))
        assert not task.done()
        connected.set()
        with pytest.raises(TimeoutError):
            await task

    _run(main)


def test_it_goes_on_where_it_was():
    """Between two parts of an answer it is not forgotten, and it can start anew."""

    async def main(watch):
        deadline = Deadline(watch, 0.01)
        with deadline:
            deadline.start()
        with pytest.raises(TimeoutError):
            await _wait(Deadline(watch, 0.02))
        with pytest.raises(TimeoutError), deadline:
            await asyncio.Event().wait()
        with deadline:
            deadline.start()

    _run(main)


def test_whoever_is_cancelled_is_told_of_that():
    """A cancellation that comes with the end of the time is not taken for it."""

    async def main(watch):
        task = asyncio.create_task(_wait(deadline := Deadline(watch, 1000)))
        await asyncio.sleep(0)
        task.cancel()
        deadline.expire()
        with pytest.raises(asyncio.CancelledError):
            await task

    _run(main)
