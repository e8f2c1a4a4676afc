"""Several event loops: each has clients of its own."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from dream import dream

from framehook import AsyncClient, errors
from framehook.ledger import MemoryLedger, SqliteLedger
from framehook_fal.sim import Outcome


def test_each_loop_has_a_client(fal: Any, async_options: Any, tmp_path: Path) -> None:
    """Four loops in four threads work at the same time, also on one ledger."""
    ledger = SqliteLedger(tmp_path / "jobs.db")

    async def work(number: int) -> list[str]:
        async with AsyncClient(**async_options(ledger=ledger)) as client:
            calls = [dream(prompt=f"{number}.{each}") for each in range(5)]
            results = await asyncio.gather(*(client.run(call) for call in calls))
            return [result.ticket.id for result in results]

    with ThreadPoolExecutor(4) as pool:
        found = [each for ids in pool.map(lambda n: asyncio.run(work(n)), range(4)) for each in ids]
    assert sorted(found) == sorted(one.request_id for one in fal.truth.paid)
    assert len(set(found)) == 20
    ledger.close()


def test_a_second_loop_is_refused(fal: Any, async_options: Any) -> None:
    """It gets an error at once, not a wait without an end; nothing is sent from there."""

    async def first() -> None:
        async with AsyncClient(**async_options()) as client:
            await client.run(dream(prompt="x"))
            job = await client.submit(dream(prompt="y"))
            for act in (
                lambda: client.run(dream(prompt="z")),
                lambda: client.check(dream(prompt="z")),
                job.result,
                lambda: anext(job.events()),
                client.close,
            ):
                with pytest.raises(errors.ConfigurationError, match="another one"):
                    await asyncio.to_thread(lambda act=act: asyncio.run(waited(act)))
            # The loop that it belongs to goes on with it.
            assert (await job.result()).output.video.url

    async def waited(act: Any) -> None:
        await act()

    asyncio.run(first())
    assert sorted(one.arguments["prompt"] for one in fal.truth.paid) == ["x", "y"]


def test_a_derived_client_stays_on_its_loop(fal: Any, async_options: Any) -> None:
    """It has the connections of another client: elsewhere nothing is sent, and nothing reserved."""
    ledger = MemoryLedger()

    async def first() -> None:
        async with AsyncClient(**async_options(ledger=ledger)) as client:
            await client.run(dream(prompt="x"))
            tenant = client.derive(account="tenant")
            with pytest.raises(errors.ConfigurationError, match="another"):
                await asyncio.to_thread(lambda: asyncio.run(elsewhere(tenant)))
            assert (await client.derive().run(dream(prompt="y"))).output.video.url

    async def elsewhere(tenant: Any) -> None:
        await tenant.run(dream(prompt="z"))

    asyncio.run(first())
    assert [one.arguments["prompt"] for one in fal.truth.paid] == ["x", "y"]
    states = {each.state.value: each.reserved for each in ledger.find()}
    assert states == {"result": 0, "cancelled": 0}


def test_a_client_can_be_closed_after_its_loop(async_options: Any) -> None:
    """Whoever made it outside of the loop gets its ledger closed, and then is refused."""
    client = AsyncClient(**async_options())
    asyncio.run(client.close())
    with pytest.raises(errors.ClosedError):
        asyncio.run(client.run(dream(prompt="x")))
    late = AsyncClient(**async_options())
    asyncio.run(late.check(dream(prompt="x")))
    with pytest.raises(errors.ConfigurationError):
        asyncio.run(late.check(dream(prompt="x")))
    asyncio.run(late.close())
    with pytest.raises(errors.ClosedError):
        asyncio.run(late.check(dream(prompt="x")))


def test_closing_reaches_who_waits(fal: Any, async_options: Any) -> None:
    """A task that waits for a job is told at once, and no thread stays."""
    fal.answer("*", Outcome(value={}, seconds=3600.0))
    before = set(threading.enumerate())

    async def main(*, stream: bool) -> None:
        client = AsyncClient(**async_options(stream=stream))
        job = await client.submit(dream(prompt="x"))
        seen = asyncio.Event()
        waiting = asyncio.ensure_future(job.result(on_event=lambda _: seen.set()))
        await seen.wait()
        await client.close()
        with pytest.raises(errors.ClosedError):
            await waiting

    for stream in (True, False):
        asyncio.run(main(stream=stream))
    assert set(threading.enumerate()) == before
