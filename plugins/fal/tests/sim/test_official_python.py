"""The official Python client, as it is, in conversation with the simulation."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fal_client
import fal_client.client as official
import httpx
import pytest

from framehook_fal.sim import (
    Fault,
    FaultPlan,
    Outcome,
    SimulatedFal,
    VirtualTime,
    broken,
    refused,
)


@pytest.fixture
def opened(monkeypatch):
    """Every HTTP client that the official one opens; it does not close all of them."""
    found = []
    for kind in (httpx.Client, httpx.AsyncClient):

        def make(self, *args, _make=kind.__init__, **more):
            _make(self, *args, **more)
            found.append(self)

        monkeypatch.setattr(kind, "__init__", make)
    yield found
    for one in found:
        if isinstance(one, httpx.Client):
            one.close()
    found.clear()
    gc.collect()


@pytest.fixture
def fal(monkeypatch, opened):
    with SimulatedFal(time=VirtualTime(step=0.1)) as fal:
        urls = fal.base_urls
        monkeypatch.setattr(official, "RUN_URL_FORMAT", f"{urls.run}/")
        monkeypatch.setattr(official, "QUEUE_URL_FORMAT", f"{urls.queue}/")
        monkeypatch.setattr(official, "REST_URL", urls.rest)
        monkeypatch.setattr(official, "CDN_URL", urls.cdn)
        # Its threads go on after a timeout; they must not outlive the simulation.
        with ThreadPoolExecutor(4) as executor:
            monkeypatch.setattr(official, "EXECUTOR", executor)
            yield fal


@pytest.fixture
def client(fal):
    return fal_client.SyncClient(key=fal.key)


class Picture:
    """As much of an image as the client needs."""

    def save(self, stream, format):  # noqa: A002 - as the client calls it
        stream.write(f"picture as {format}".encode())


def test_subscribe_tells_every_state_and_all_logs(fal, client):
    """A subscription sees the queue, the progress, the lines, and the model's answer."""
    value = {"images": [{"url": "https://x/1.png"}], "seed": 7, "text": "grüß dich 🌊"}
    fal.answer("fal-ai/flux/dev", Outcome(value=value, wait=0.3, seconds=1, logs=["a", "b"]))
    seen, ids = [], []
    result = client.subscribe(
        "fal-ai/flux/dev",
        {"prompt": "tide"},
        with_logs=True,
        on_enqueue=ids.append,
        on_queue_update=seen.append,
    )
    assert result == value
    kinds = list(dict.fromkeys(type(one).__name__ for one in seen))
    assert kinds == ["Queued", "InProgress", "Completed"]
    assert [line["message"] for line in seen[-1].logs] == ["a", "b"]
    assert seen[-1].metrics["inference_time"] == pytest.approx(1)
    assert [one.request_id for one in fal.truth.paid] == ids


def test_a_handle_goes_through_the_whole_life_of_a_request(fal, client):
    """Submit, status, events, result, and the same from the id alone."""
    fal.answer("fal-ai/flux/dev", Outcome(wait=0.2, seconds=0.3))
    handle = client.submit(
        "fal-ai/flux", {"a": 1}, path="dev", hint="lora-7", priority="low", start_timeout=30
    )
    assert isinstance(handle.status(with_logs=True), fal_client.Queued)
    assert isinstance(list(handle.iter_events())[-1], fal_client.Completed)
    assert handle.get() == {"echo": {"a": 1}}
    again = client.get_handle("fal-ai/flux/dev", handle.request_id)
    assert again.get() == client.result("fal-ai/flux/dev", handle.request_id)
    assert isinstance(client.status("fal-ai/flux", handle.request_id), fal_client.Completed)
    headers = fal.world.engine.jobs[handle.request_id].order.headers
    assert headers["x-fal-runner-hint"] == "lora-7"
    assert headers["x-fal-queue-priority"] == "low"


def test_cancel_knows_each_case(fal, client):
    """Who waits is removed, who runs is told, who has ended or never was is an error."""
    fal.answer("fal-ai/slow", Outcome(wait=900))
    fal.answer("fal-ai/busy", Outcome(seconds=900))
    waiting, running = client.submit("fal-ai/slow", {}), client.submit("fal-ai/busy", {})
    waiting.cancel()
    client.cancel("fal-ai/busy", running.request_id)
    for handle in (waiting, running):
        assert handle.status().error_type == "client_cancelled"
        with pytest.raises(fal_client.FalClientHTTPError) as info:
            handle.get()
        assert (info.value.status_code, info.value.error_type) == (499, "client_cancelled")
    with pytest.raises(fal_client.FalClientHTTPError, match="ALREADY_COMPLETED"):
        waiting.cancel()
    with pytest.raises(fal_client.FalClientHTTPError, match="NOT_FOUND"):
        client.cancel("fal-ai/slow", "00000000-0000-0000-0000-000000000000")


def test_a_client_timeout_cancels(fal, client):
    """Where the client gives up, the request is cancelled, and nothing is billed."""
    fal.answer("fal-ai/slow", Outcome(wait=1e6))
    with pytest.raises(fal_client.FalClientTimeoutError):
        client.subscribe("fal-ai/slow", {}, client_timeout=1.2)
    fal.time.advance(60)
    assert [one.status for one in fal.truth.paid] in ([499], [504])
    assert fal.truth.units == 0


def test_run_and_stream_answer_in_the_same_connection(fal, client):
    """A run gives the model's answer, a stream all its events."""
    fal.answer("fal-ai/any/llm", Outcome(value={"output": "ab"}, events=[{"output": "a"}]))
    assert client.run("fal-ai/any/llm", {"q": 1}) == {"output": "ab"}
    assert list(client.stream("fal-ai/any/llm", {"q": 1})) == [{"output": "a"}, {"output": "ab"}]
    assert [one.route for one in fal.truth.paid] == ["run", "stream"]


@pytest.mark.parametrize(
    ("outcome", "status", "error_type"),
    [
        (refused("content_policy_violation", "no"), 422, None),
        (refused("downstream_service_error", "no"), 400, None),
        (broken("runner_disconnected"), 503, "runner_disconnected"),
        (broken("request_timeout"), 504, "request_timeout"),
    ],
)
def test_errors_have_their_documented_form(fal, client, outcome, status, error_type):
    """Errors of models and of the service come with status, type and words."""
    fal.answer("fal-ai/x", outcome)
    for act in (client.run, client.subscribe):
        with pytest.raises(fal_client.FalClientHTTPError) as info:
            act("fal-ai/x", {})
        assert (info.value.status_code, info.value.error_type) == (status, error_type)
        assert info.value.message == outcome.value["detail"]
    assert fal.truth.units == 0


def test_wrong_key_and_unknown_application(fal, client):
    """A wrong key is 401, an application that nobody knows 404."""
    fal.forget("fal-ai/nothing")
    for one, name, status in (
        (fal_client.SyncClient(key="no:body"), "fal-ai/x", 401),
        (client, "fal-ai/nothing", 404),
    ):
        with pytest.raises(fal_client.FalClientHTTPError) as info:
            one.submit(name, {})
        assert info.value.status_code == status
    assert fal.truth.paid == ()


def test_files_go_up_in_one_piece(fal, client, tmp_path):
    """Bytes, files and pictures arrive as they are, and can be read by anybody."""
    path = tmp_path / "clip 1.mp4"
    path.write_bytes(b"movie" * 1000)
    urls = [
        client.upload(b"hello", "text/plain", "a.txt"),
        client.upload_file(path),
        client.upload_image(Picture(), format="png"),
        client.upload(b"kept", "text/plain", lifecycle=fal_client.StorageSettings(expires_in="1h")),
    ]
    assert [fal.read(url) for url in urls[:2]] == [b"hello", b"movie" * 1000]
    reply = httpx.get(urls[2])
    assert (reply.content, reply.headers["content-type"]) == (b"picture as png", "image/png")
    fal.time.advance(3700)
    assert [httpx.get(url).status_code for url in urls] == [200, 200, 200, 404]
    assert fal.truth.leaks == []


def test_a_large_file_goes_up_in_parts(fal, client, tmp_path, monkeypatch):
    """Parts that arrive in any order make the same file."""
    monkeypatch.setattr(official, "MULTIPART_THRESHOLD", 1 << 20)
    monkeypatch.setattr(official, "MULTIPART_CHUNK_SIZE", 1 << 19)
    data = bytes(range(256)) * 13_000
    path = tmp_path / "large.bin"
    path.write_bytes(data)
    for url in (client.upload_file(path), client.upload(data, "video/mp4", "large.mp4")):
        assert fal.read(url) == data
    assert fal.truth.requests["part"] == 14


def test_the_fallback_goes_to_a_signed_url_and_shows_its_key(fal, client):
    """Where the first way fails, the second works; the truth notes the key that leaks."""
    fal.faults.add(Fault(kind="500", routes=("upload",), at=(1,)))
    url = client.upload(b"hello", "text/plain", "a.txt")
    assert fal.read(url) == b"hello"
    assert len(fal.truth.leaks) == 1


def test_the_asynchronous_client_has_the_same_conversation(fal, tmp_path, opened):
    """Everything again, asynchronously."""
    fal.answer("fal-ai/any/llm", Outcome(value={"n": 2}, events=[{"n": 1}], wait=0.2))
    fal.answer("fal-ai/slow", Outcome(wait=900))
    path = tmp_path / "a.txt"
    path.write_bytes(b"file")

    async def talk():
        client = fal_client.AsyncClient(key=fal.key)
        handle = await client.submit("fal-ai/any/llm", {"a": 1})
        events = [event async for event in handle.iter_events(with_logs=True)]
        slow = await client.submit("fal-ai/slow", {})
        await slow.cancel()
        found = [
            type(events[-1]).__name__,
            await handle.get(),
            await client.result("fal-ai/any/llm", handle.request_id),
            await client.run("fal-ai/any/llm", {}),
            await client.subscribe("fal-ai/any/llm", {}),
            [event async for event in client.stream("fal-ai/any/llm", {})],
            fal.read(await client.upload(b"up", "text/plain", "u.txt")),
            fal.read(await client.upload_file(path)),
            fal.read(await client.upload_image(Picture())),
            (await client.status("fal-ai/slow", slow.request_id)).error_type,
        ]
        for one in opened:
            if isinstance(one, httpx.AsyncClient):
                await one.aclose()
        return found

    value = {"n": 2}
    assert asyncio.run(talk()) == [
        "Completed",
        value,
        value,
        value,
        value,
        [{"n": 1}, value],
        b"up",
        b"file",
        b"picture as jpeg",
        "client_cancelled",
    ]


def test_a_lost_reply_makes_the_official_client_pay_twice(fal, client):
    """The simulation sees what happens when a submit is sent again after its acceptance."""
    fal.faults.add(Fault(kind="lost-reply", routes=("submit",), at=(1,)))
    client.submit("fal-ai/x", {"seed": 1})
    assert list(fal.truth.paid_twice().values()) == [2]
    assert [(one.kind, one.route) for one in fal.truth.met] == [("lost-reply", "submit")]


_PROGRAM = """
import fal_client, os
assert fal_client.run("fal-ai/x", {"a": 1}) == {"echo": {"a": 1}}
handle = fal_client.submit("fal-ai/x/y", {"b": 2})
assert handle.get() == {"echo": {"b": 2}}
assert handle.response_url.startswith("https://127.0.0.1:")
print("done")
"""


def test_environment_variables_lead_the_client_here_over_tls():
    """With the variables set and nothing assigned, the client speaks to the simulation."""
    with SimulatedFal(time=VirtualTime(step=0.1), tls=True, faults=FaultPlan()) as fal:
        run = subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            env={**os.environ, **fal.environment},
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )
        assert (run.stdout.strip(), run.stderr) == ("done", "")
        assert len(fal.truth.paid) == 2


def test_the_client_under_test_is_the_published_one():
    """Nobody but the package index changed the client."""
    assert "site-packages" in Path(official.__file__).parts
