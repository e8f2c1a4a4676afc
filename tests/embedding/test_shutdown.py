"""Clients that are closed while they are at work."""

from __future__ import annotations

import gc
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from dream import dream

from framehook import Client, errors
from framehook_fal.sim import Outcome


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "asked"])
def test_who_waits_is_told_at_once(fal: Any, options: Any, tmp_path: Path, *, stream: bool) -> None:
    """Every thread that waits gets a clear error; the jobs go on and can be resumed."""
    fal.answer("*", Outcome(value={}, seconds=3600.0))
    before = set(threading.enumerate())
    client = Client(**options(stream=stream, ledger=tmp_path / "jobs.db"))
    jobs = [client.submit(dream(prompt=f"{number}")) for number in range(4)]
    seen = [threading.Event() for _ in jobs]
    with ThreadPoolExecutor(4) as pool:
        waiting: list[Future[Any]] = [
            pool.submit(job.result, on_event=lambda _, mark=mark: mark.set())
            for job, mark in zip(jobs, seen, strict=True)
        ]
        for mark in seen:
            mark.wait(10)
        client.close()
        for each in waiting:
            with pytest.raises(errors.ClosedError, match="closed"):
                each.result(timeout=10)
    client.close()
    assert set(threading.enumerate()) == before
    gc.collect()
    with Client(**options(ledger=tmp_path / "jobs.db")) as later:
        fal.finish(jobs[0].id, Outcome(value={"video": {"url": "https://x.example/a.mp4"}}))
        assert later.resume(jobs[0].ticket, dream).result().output.video.url


def test_a_submit_under_way_is_not_lost(fal: Any, options: Any, tmp_path: Path) -> None:
    """Closed in the middle of it, the ledger has an entry to look into, and it is paid once."""
    from framehook.ledger import SqliteLedger
    from framehook_fal.sim import Fault

    fal.faults.add(Fault(kind="lost-hang", routes=("submit",)))
    client = Client(**options(ledger=tmp_path / "jobs.db"))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(client.submit, dream(prompt="x"), key="one")
        while not fal.truth.paid:
            threading.Event().wait(0.01)
        client.close()
        with pytest.raises(errors.FramehookError):
            waiting.result(timeout=10)
    ledger = SqliteLedger(tmp_path / "jobs.db")
    (entry,) = ledger.find()
    assert entry.state.value in {"submitting", "unknown"}
    ledger.close()
    assert len(fal.truth.paid) == 1


def test_a_closed_client_says_so(options: Any) -> None:
    """Whatever is asked of it, or of what it made."""
    client = Client(**options())
    job = client.submit(dream(prompt="x"))
    client.close()
    for act in (
        lambda: client.run(dream(prompt="x")),
        lambda: client.check(dream(prompt="x")),
        lambda: client.upload(b"x"),
        job.result,
        lambda: next(iter(job.events())),
    ):
        with pytest.raises(errors.ClosedError, match="has been closed"):
            act()
