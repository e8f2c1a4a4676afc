"""Both clients on the local service."""

from __future__ import annotations

import asyncio
import json

import pytest

from framehook import AsyncClient, CheckFailedError, Client, JobCancelledError, JobFailedError
from framehook.errors import FidelityError, ResultExpiredError
from framehook.spi import Fidelity, Phase
from framehook.testing import NetworkGuard, make_mp4


@pytest.fixture
def family(bench):
    import fh_family

    return fh_family


def test_a_call_runs_with_no_key_and_no_network(bench, family, tmp_path, monkeypatch):
    """The file is uploaded, the result downloaded, and its fidelity told."""
    monkeypatch.setenv("FAL_KEY", "bogus")
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(make_mp4(64, 48, 20, 24))
    seen = []
    with NetworkGuard(), Client(service="local") as client:
        call = family.longer(video_url=clip, frames=12, start=4)
        result = client.run(call, on_event=seen.append)
        result.save(tmp_path / "out.mp4")
        assert client.probe(tmp_path / "out.mp4").frames == 12
        # A result is an argument of the next call as it is.
        again = client.run(family.longer(video_url=result.output.video, frames=16, start=8))
    assert result.fidelity is Fidelity.DRAFT
    assert {"transfer", "status", "end"} <= {event.kind for event in seen}
    assert again.output.video.url != result.output.video.url


def test_a_ticket_finds_the_job_in_another_client(bench, family):
    """It is JSON; the first client is long gone."""
    with Client(service="local") as client:
        job = client.submit(family.task(act="gate", place=str(bench.gate())))
        ticket = json.dumps(job.ticket)
    bench.gate().touch()
    with Client() as client:
        result = client.resume(ticket, family.task).result()
    assert result.fidelity is Fidelity.EXACT
    assert result.output.text.file_size == 4


def test_a_job_is_cancelled_through_the_client(bench, family):
    """And says so to whoever waits for it."""
    with Client(service="local") as client:
        job = client.submit(family.task(act="gate", place=str(bench.gate())))
        assert job.cancel() is True
        assert job.status().phase is Phase.ENDED
        with pytest.raises(JobCancelledError):
            job.result()


def test_failures_reach_the_caller_as_errors(bench, family):
    """With the service's words."""
    with Client(service="local") as client:
        with pytest.raises(JobFailedError, match="too dull") as caught:
            client.run(family.task(act="refuse"))
        assert caught.value.failure.kind == "input"
        with pytest.raises(FidelityError, match="at best"):
            client.run(family.draft(frames=4), options={"min_fidelity": "exact"})
        with pytest.raises(CheckFailedError):
            family.task(akt="write")
        gone = client.job(family.task, "000000000042-00000000")
        with pytest.raises(ResultExpiredError):
            gone.result()


def test_the_asynchronous_client_does_the_same(bench, family):
    """Several at a time, with their logs."""

    async def work():
        async with AsyncClient(service="local") as client:
            calls = [family.task(act="write", prompt=text) for text in "abc"]
            return await asyncio.gather(*(client.run(call) for call in calls))

    results = asyncio.run(work())
    assert [result.output.text.content_type for result in results] == ["text/plain"] * 3


def test_the_same_seed_makes_the_same_draft(bench, family, tmp_path):
    """Bit by bit on one machine, and another seed another one."""
    with Client(service="local") as client:
        results = [
            client.run(family.draft(prompt="a tide", frames=6, seed=seed)) for seed in (1, 1, 2)
        ]
        data = []
        for number, result in enumerate(results):
            result.save(tmp_path / f"{number}.mp4")
            data.append((tmp_path / f"{number}.mp4").read_bytes())
    assert data[0] == data[1] != data[2]
