"""One client for several threads, and a blocking client inside of an event loop."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from dream import dream

from framehook import Client
from framehook.ledger import MemoryLedger, SqliteLedger

SUBMITS = 50


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_threads_share_a_client(fal: Any, options: Any, tmp_path: Path, kind: str) -> None:
    """Of 50 submits from 8 threads none is lost and none is doubled."""
    ledger = MemoryLedger() if kind == "memory" else SqliteLedger(tmp_path / "jobs.db")
    with Client(**options(ledger=ledger)) as client, ThreadPoolExecutor(8) as pool:
        prompts = [f"film {number}" for number in range(SUBMITS)]
        jobs = list(pool.map(lambda prompt: client.submit(dream(prompt=prompt)), prompts))
        entries = ledger.find(limit=1000)
    assert sorted(one.arguments["prompt"] for one in fal.truth.paid) == sorted(prompts)
    assert {one.request_id for one in fal.truth.paid} == {job.id for job in jobs}
    assert sorted(entry.ticket.id for entry in entries) == sorted(job.id for job in jobs)
    by_id = {one.request_id: one.arguments["prompt"] for one in fal.truth.paid}
    assert [by_id[job.id] for job in jobs] == prompts
    ledger.close()


def test_threads_that_use_one_key_pay_once(fal: Any, options: Any) -> None:
    """Whoever comes first submits; the others get the same job, or are told to wait for it."""
    with Client(**options()) as client, ThreadPoolExecutor(8) as pool:

        def submit(_: int) -> str:
            try:
                return client.submit(dream(prompt="x"), key="order 7").id
            except Exception as exc:  # noqa: BLE001 - its name is what counts.
                return type(exc).__name__

        found = set(pool.map(submit, range(24)))
    (paid,) = fal.truth.paid
    assert paid.request_id in found
    assert found <= {paid.request_id, "SubmissionUnknownError", "LedgerError"}


def test_a_blocking_client_works_where_a_loop_runs(options: Any, tmp_path: Path) -> None:
    """In a notebook a loop is always running, and nothing has to be awaited."""

    async def cell() -> bytes:
        with Client(**options()) as client:
            result = client.run(dream(prompt="x"))
            result.save(tmp_path / "film.mp4")
        return (tmp_path / "film.mp4").read_bytes()

    assert asyncio.run(cell()) == b"a film"
