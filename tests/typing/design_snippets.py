"""The snippets of the design, as a strict type checker sees them; they run as a test, too."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, assert_type

from framehook import (
    AsyncClient,
    AsyncJob,
    AsyncResult,
    Checked,
    Client,
    Facts,
    Fetched,
    File,
    Job,
    Quote,
    Result,
)
from framehook.spi import Call
from framehook.testing import ScriptedService
from framehook_magi import distilled, extend_video, text_to_video
from framehook_magi.magi import MagiOutput


def blocking(folder: Path) -> Fetched:
    """Do everything that the design shows with the blocking client."""
    call = extend_video(
        prompt="the tide comes in",
        video_url=folder / "shore.mp4",
        num_frames=120,
        start_frame=64,
    )
    assert_type(call, Call[MagiOutput])
    with Client(service="local") as client:
        assert_type(client.check(call), Checked)
        quote = client.quote(call)
        assert_type(quote, Quote)
        assert (quote.units, quote.high) == (Decimal(5), Decimal("1.0"))
        result = client.run(call, max_cost=2, on_event=print)
        assert_type(result, Result[MagiOutput])
        assert_type(result.output.video, File)
        saved = result.save(folder / "longer.mp4")

        job = client.submit(text_to_video(prompt="the tide comes in", seed=7))
        assert_type(job, Job[MagiOutput])
        ticket = job.ticket
        assert_type(client.resume(ticket, text_to_video), Job[MagiOutput])
        assert_type(client.resume(ticket), Job[Any])
        assert_type(client.job(text_to_video, job.id), Job[MagiOutput])
        file = client.upload(folder / "shore.mp4")
        assert_type(file, File)
        assert_type(client.probe(file), Facts)
        job.cancel()
    return saved


async def asynchronous(folder: Path) -> Fetched:
    """Do the same without blocking."""
    call = distilled.extend_video(prompt="the tide comes in", video_url=folder / "shore.mp4")
    async with AsyncClient(service="local") as client:
        assert_type(await client.check(call), Checked)
        result = await client.run(call, max_cost=2)
        assert_type(result, AsyncResult[MagiOutput])
        job = await client.submit(call)
        assert_type(job, AsyncJob[MagiOutput])
        async for event in job.events():
            print(event)
        raw = await client.run_raw("fal-ai/magi", {"prompt": "x", "seed": 1})
        assert_type(raw, AsyncResult[Any])
        return await result.save(folder / "async.mp4")


def offline() -> int:
    """Do it without a service, as tests do: the service's own clock is one for clients."""
    service = ScriptedService()
    with Client(service=service, clock=service.clock) as client:
        client.run(text_to_video(prompt="the tide comes in", aspect_ratio="16:9"))
    return service.paid


def refused() -> None:
    """Spell arguments wrong; a checker that stays silent here is itself an error."""
    extend_video(promt="x", video_url="https://a.example/b.mp4")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    extend_video(prompt="x", video_url=7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    text_to_video(prompt="x", resolution="4k")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    text_to_video(prompt="x", num_inference_steps=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
