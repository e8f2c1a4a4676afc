"""Many that submit at once on one event loop."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from dream import dream

from framehook import AsyncClient, errors
from framehook.drivers._session import MOST_ADMITTED
from framehook.ledger import MemoryLedger
from framehook.registry import Registry
from framehook.spi import Intent
from framehook.testing import ScriptedService, VirtualClock, acts, make_mp4

MANY = MOST_ADMITTED + 50


class Door(ScriptedService):
    """A service whose submissions wait until the door is opened."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.opened = asyncio.Event()
        self.newcomers = asyncio.Semaphore(0)
        self.waiting = 0

    def transports(self) -> Any:
        """Return transports of which the asynchronous one waits."""
        blocking, asynchronous = super().transports()
        door = self

        class Waiting:
            def __init__(self) -> None:
                self._inner = asynchronous()
                self.schemes = self._inner.schemes

            async def send(self, request: Any, timeout: float) -> Any:
                if request.url.endswith("/submit"):
                    door.waiting += 1
                    door.newcomers.release()
                    await door.opened.wait()
                return await self._inner.send(request, timeout)

            def __getattr__(self, name: str) -> Any:
                return getattr(self._inner, name)

        return blocking, Waiting


async def settled() -> None:
    """Let everything go on that can."""
    for _ in range(20):
        await asyncio.sleep(0)


def client_of(service: ScriptedService, ledger: MemoryLedger, clock: VirtualClock) -> AsyncClient:
    """Return a client with a ledger in memory."""
    return AsyncClient(service=service, ledger=ledger, clock=clock, registry=Registry.of())


def submitted(client: AsyncClient) -> list[asyncio.Future[Any]]:
    """Submit more calls than may be on their way at once."""
    return [
        asyncio.ensure_future(client.submit(dream(prompt=f"{number}"))) for number in range(MANY)
    ]


def planned(ledger: MemoryLedger) -> tuple[Intent, ...]:
    """Return all entries."""
    return tuple(ledger.find(limit=1000))


def test_who_waits_for_his_turn_has_neither_a_lease_nor_money(
    framehook_clock: VirtualClock,
) -> None:
    """So many are on their way; of the others nothing is written down, and all get through."""

    async def main() -> None:
        service, ledger = Door(clock=framehook_clock), MemoryLedger()
        async with client_of(service, ledger, framehook_clock) as client:
            tasks = [
                asyncio.ensure_future(client.run(dream(prompt=f"{number}")))
                for number in range(MANY)
            ]
            await settled()
            assert service.waiting == len(planned(ledger)) == MOST_ADMITTED
            service.opened.set()
            await asyncio.gather(*tasks)
        assert service.paid == len(planned(ledger)) == MANY

    asyncio.run(main())


def test_who_gives_up_waiting_leaves_nothing_behind(framehook_clock: VirtualClock) -> None:
    """Cancelled before its turn, a call was never planned, and the others get through."""

    async def main() -> None:
        service, ledger = Door(clock=framehook_clock), MemoryLedger()
        async with client_of(service, ledger, framehook_clock) as client:
            tasks = submitted(client)
            await settled()
            for task in tasks[MOST_ADMITTED : MOST_ADMITTED + 10]:
                task.cancel()
            await settled()
            service.opened.set()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert sum(isinstance(end, asyncio.CancelledError) for end in ends) == 10
        assert service.paid == len(planned(ledger)) == MANY - 10

    asyncio.run(main())


def test_a_client_that_is_closed_keeps_nobody_waiting(framehook_clock: VirtualClock) -> None:
    """Those whose turn has not come learn that it was closed, and nothing of them was sent."""

    async def main() -> None:
        service, ledger = Door(clock=framehook_clock), MemoryLedger()
        client = client_of(service, ledger, framehook_clock)
        tasks = submitted(client)
        await settled()
        closing = asyncio.ensure_future(client.close())
        await settled()
        service.opened.set()
        await closing
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        late = ends[MOST_ADMITTED:]
        assert all(isinstance(end, errors.ClosedError) for end in late)
        assert service.paid <= MOST_ADMITTED

    asyncio.run(main())


def test_who_was_told_to_come_back_later_holds_nobody_up(framehook_clock: VirtualClock) -> None:
    """A place is no longer one's own while one sleeps: a service that is busy is not asked less."""

    async def main() -> None:
        busy = [acts.unavailable(429, after=100)] * MOST_ADMITTED
        service, ledger = ScriptedService(submits=busy, clock=framehook_clock), MemoryLedger()

        async def never(seconds: float) -> None:
            await asyncio.Event().wait()

        framehook_clock.sleep_async = never  # type: ignore[method-assign]
        client = client_of(service, ledger, framehook_clock)
        tasks = submitted(client)
        done, waiting = await asyncio.wait(tasks, timeout=None, return_when="FIRST_COMPLETED")
        await settled()
        done = {task for task in tasks if task.done()}
        assert len(done) == service.paid == MANY - MOST_ADMITTED
        for task in waiting:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await client.close()

    asyncio.run(main())


@pytest.mark.parametrize("video", [make_mp4(), "https://media.example/in.mp4"])
def test_calls_with_files_hold_up_nobody_else(framehook_clock: VirtualClock, video: Any) -> None:
    """It may take minutes to place files: those calls do not count."""

    async def main() -> None:
        service, ledger = Door(clock=framehook_clock), MemoryLedger()
        async with client_of(service, ledger, framehook_clock) as client:
            tasks = [
                asyncio.ensure_future(client.submit(dream(prompt="x", video_url=video)))
                for _ in range(MOST_ADMITTED)
            ]
            tasks.append(asyncio.ensure_future(client.submit(dream(prompt="x"))))
            for _ in tasks:
                await service.newcomers.acquire()
            service.opened.set()
            await asyncio.gather(*tasks)

    asyncio.run(main())
