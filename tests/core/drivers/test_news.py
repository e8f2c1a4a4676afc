"""Waiting on event loops, several of them in one process."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator

import pytest

from framehook.drivers._clock import AsyncNews

LOOPS, ROUNDS, NAPS = 4, 20, 200


@pytest.fixture
def _restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_restless")
def test_loops_of_several_threads_do_not_disturb_each_other() -> None:
    """Each wakes its own sleepers: what wakes them has nothing that two threads share."""
    troubles: list[object] = []
    left: list[int] = []

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, told: troubles.append(told))
        news = AsyncNews()
        for _ in range(ROUNDS):
            naps = [asyncio.ensure_future(news.wait(0)) for _ in range(NAPS)]
            _, asleep = await asyncio.wait(naps, timeout=10 if not troubles else 0)
            left.append(len(asleep))
            for nap in asleep:
                nap.cancel()

    threads = [threading.Thread(target=asyncio.run, args=(main(),)) for _ in range(LOOPS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (troubles, sum(left)) == ([], 0)


def test_who_is_told_does_not_wait() -> None:
    """Everyone who waits wakes up, and nobody waits any more."""

    async def main() -> None:
        news = AsyncNews()
        naps = [asyncio.ensure_future(news.wait(1e6)) for _ in range(3)]
        await asyncio.sleep(0)
        news.tell()
        await asyncio.gather(*naps)
        await news.wait(1e6)

    asyncio.run(asyncio.wait_for(main(), 60))
