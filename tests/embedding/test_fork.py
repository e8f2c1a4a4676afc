"""Processes that fork while clients are in use: nothing is shared that would corrupt."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from dream import dream

from framehook import AsyncClient, Client, errors
from framehook.forking import ForkLock
from framehook.ledger import MemoryLedger, SqliteLedger
from framehook.testing import LoopbackServer
from framehook_fal import FalService, Hosts

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Processes are forked.")

STATUS = "/queue/my-team/dream/requests/7/status"


@pytest.fixture
def api() -> Iterator[LoopbackServer]:
    with LoopbackServer() as server:
        body = json.dumps({"status": "IN_QUEUE", "request_id": "7"}).encode()
        head = f"HTTP/1.1 202 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        server.play(STATUS, [f"{head}\r\n\r\n".encode() + body])
        yield server


@pytest.fixture
def service(api: LoopbackServer) -> FalService:
    hosts = Hosts(**{name: f"{api.url}/{name}" for name in ("run", "queue", "rest", "cdn")})
    return FalService("any", hosts=Hosts(**{**_fields(hosts), "platform": f"{api.url}/v1"}))


def _fields(hosts: Hosts) -> dict[str, str]:
    return {name: getattr(hosts, name) for name in ("run", "queue", "rest", "cdn")}


def in_child(act: Callable[[], str]) -> str:
    """Return what an act says in a forked child."""
    ours, theirs = os.pipe()
    with warnings.catch_warnings():
        # Python warns of forks in the presence of threads, which is what is tested.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        # Whoever hangs says nothing, and the parent does not wait for it for ever.
        signal.alarm(8)
        try:
            said = act()
        except BaseException:  # noqa: BLE001 - the parent shows it.
            said = traceback.format_exc()
        os.write(theirs, said.encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


def test_a_child_makes_connections_of_its_own(api: LoopbackServer, service: FalService) -> None:
    """The child's request comes on a new connection, and the parent keeps its own."""
    with Client(service=service) as client:
        job = client.job(dream, "7")
        job.status()
        assert api.connections == 1
        assert in_child(lambda: job.status().phase.value) == "queued"
        assert api.connections == 2
        for _ in range(3):
            job.status()
        assert api.connections == 2


def test_a_child_that_closes_leaves_the_parent_alone(
    api: LoopbackServer, service: FalService
) -> None:
    """Neither closing in the child nor its end touches the connection of the parent."""

    def close() -> str:
        client.close()
        try:
            job.status()
        except errors.ClosedError:
            return "closed"
        return "open"

    with Client(service=service) as client:
        job = client.job(dream, "7")
        job.status()
        assert in_child(close) == "closed"
        assert job.status().phase.value == "queued"
        assert api.connections == 1


def test_a_borrowed_client_is_refused(api: LoopbackServer, service: FalService) -> None:
    """What has the parent's connections cannot be told apart, so it is not used."""

    def refused() -> str:
        try:
            job.status()
        except errors.ClosedError as exc:
            return str(exc)
        return "used"

    with httpx.Client() as http, Client(service=service, transport=http) as client:
        job = client.job(dream, "7")
        job.status()
        assert "belongs to the parent process" in in_child(refused)
        job.status()
    assert api.connections == 1


@pytest.mark.parametrize("transport", ["httpx", "aiohttp"])
def test_an_asynchronous_client_is_refused(service: FalService, transport: str) -> None:
    """Its loop did not come along; a new loop is another one."""

    async def look() -> None:
        await client.job(dream, "7").status()

    def refused() -> str:
        try:
            with asyncio.Runner() as fresh:
                fresh.run(look())
        except errors.ConfigurationError as exc:
            return str(exc)
        return "used"

    client = AsyncClient(service=service, transport=transport)
    with asyncio.Runner() as runner:
        runner.run(look())
        assert "belongs to the event loop" in in_child(refused)
        runner.run(look())
        runner.run(client.close())


def test_a_ledger_is_used_by_both(fal: Any, options: Any, tmp_path: Path) -> None:
    """Parent and child pay in turn; all of it is in the one ledger, which stays whole."""
    ledger = SqliteLedger(tmp_path / "jobs.db")
    with Client(**options(ledger=ledger)) as client:
        made = [client.submit(dream(prompt="before")).id]
        made.append(in_child(lambda: client.submit(dream(prompt="in between")).id))
        # The same key leads both to the same job.
        first = client.submit(dream(prompt="shared"), key="one").id
        assert in_child(lambda: client.submit(dream(prompt="shared"), key="one").id) == first
        made += [first, client.submit(dream(prompt="after")).id]
    assert [one.request_id for one in fal.truth.paid] == made
    assert sorted(entry.ticket.id for entry in ledger.find()) == sorted(made)
    ledger.close()


def test_a_lock_that_another_thread_has_is_free_in_the_child() -> None:
    """A fork waits for it, and goes on after a while all the same; the parent's stays as it is."""
    lock = ForkLock()
    taken, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            taken.set()
            leave.wait(10)

    def held() -> str:
        with lock:
            return "free"

    holder = threading.Thread(target=hold)
    holder.start()
    assert taken.wait(10)
    assert in_child(held) == "free"
    assert not lock.try_hold(0)
    leave.set()
    holder.join()
    with lock:
        assert in_child(held) == "free"
    assert lock.try_hold(0)


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_a_fork_in_the_midst_of_other_threads_work(
    fal: Any, options: Any, tmp_path: Path, kind: str
) -> None:
    """Threads submit, wait and fetch while others fork: every child can work, and nobody hangs."""
    ledger = MemoryLedger() if kind == "memory" else SqliteLedger(tmp_path / "jobs.db")
    over = threading.Event()
    with Client(**options(ledger=ledger)) as client, ThreadPoolExecutor(3) as pool:

        def work(number: int) -> int:
            done = 0
            while not over.is_set():
                client.run(dream(prompt=f"{number}.{done}"))
                done += 1
            return done

        def child() -> str:
            result = client.run(dream(prompt="child"))
            return f"{result.output.video.file_name} {len(ledger.find(limit=1))}"

        at_work = [pool.submit(work, number) for number in range(3)]
        try:
            said = {in_child(child) for _ in range(12)}
        finally:
            over.set()
        assert said == {"film.mp4 1"}
        done = sum(each.result(timeout=10) for each in at_work)
    assert done > 0
    assert len(fal.truth.paid) == done + 12
    ledger.close()
