"""Processes that fork while clients are in use: nothing is shared that would corrupt."""

from __future__ import annotations

import asyncio
import json
import os
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from dream import dream

from framehook import AsyncClient, Client, errors
from framehook.ledger import SqliteLedger
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


def test_an_asynchronous_client_is_refused(service: FalService) -> None:
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

    client = AsyncClient(service=service)
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
