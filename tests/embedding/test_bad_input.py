"""What people get wrong, and what servers do wrong: each has a clear error of its own."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from dream import dream

from framehook import AsyncClient, Client, errors
from framehook.testing import LoopbackServer, make_mp4
from framehook.testing._server import reply
from framehook_fal import FalService, Hosts
from framehook_fal.sim import Media, Outcome

KEY = "known:not-to-be-shown"
SUBMIT = "/queue/my-team/dream"
JOB = f"{SUBMIT}/requests/7"
HTML = reply(200, b"<html>Welcome to our wifi</html>", [("Content-Type", "text/html")])


def hosts_at(url: str) -> Hosts:
    names = ("run", "queue", "rest", "cdn")
    return Hosts(**{name: f"{url}/{name}" for name in names}, platform=f"{url}/v1")


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackServer]:
    for name in ("FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET"):
        monkeypatch.delenv(name, raising=False)
    with LoopbackServer() as server:
        yield server


@pytest.fixture
def other() -> Iterator[LoopbackServer]:
    """A server that must see nothing."""
    with LoopbackServer() as server:
        yield server
        assert server.received == []


def told(act: Callable[[Any], Any], service: FalService, clock: Any) -> errors.FramehookError:
    """Return the error of an act, the same from both colours, without the key in it."""
    with (
        Client(service=service, clock=clock) as client,
        pytest.raises(errors.FramehookError) as blocking,
    ):
        act(client)

    async def main() -> None:
        async with AsyncClient(service=service, clock=clock) as client:
            await act(client)

    with pytest.raises(errors.FramehookError) as waiting:
        asyncio.run(main())
    first, second = blocking.value, waiting.value
    assert type(first) is type(second)
    for error in (first, second):
        assert error.hint
        assert "not-to-be-shown" not in f"{error} {error.__cause__} {vars(error)}"
    return first


def submit(client: Any, **more: Any) -> Any:
    return client.submit(dream(prompt="x"), **more)


def status(client: Any) -> Any:
    return client.job(dream, "7").status()


@pytest.mark.parametrize("key", [None, "", "no colon", "not-to-be-shown", f"Key {KEY}", f"{KEY}\n"])
def test_a_key_that_is_none(api: LoopbackServer, framehook_clock: Any, key: str | None) -> None:
    """Missing or malformed: it is said before anything goes out, to fal itself even."""
    error = told(submit, FalService(key), framehook_clock)
    assert isinstance(error, errors.SecretMissingError if not key else errors.ConfigurationError)
    assert "FAL_KEY" in str(error)


def test_a_key_of_another_service(fal: Any, hosts: Hosts, framehook_clock: Any) -> None:
    """The server refuses it; nothing is paid."""
    error = told(submit, FalService(KEY, hosts=hosts), framehook_clock)
    assert isinstance(error, errors.SubmissionRejectedError)
    assert "key" in str(error)
    assert "Nothing runs" in str(error)
    assert fal.truth.paid == ()


def test_a_host_that_nobody_is_at(framehook_clock: Any) -> None:
    """Nothing was sent, which is certain, and the address is named."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    service = FalService(KEY, hosts=hosts_at(f"http://127.0.0.1:{port}"))
    for act in (submit, status):
        error = told(act, service, framehook_clock)
        # Only what was certainly not sent is said to be rejected.
        kind = errors.SubmissionRejectedError if act is submit else errors.TransportError
        assert type(error) is kind
        assert "no connection" in str(error)
        assert f"127.0.0.1:{port}" in str(error)


def test_plain_http_to_another_machine() -> None:
    """It would show the key to everyone on the way."""
    with pytest.raises(errors.ConfigurationError, match="plain HTTP to another machine"):
        hosts_at("http://queue.example")
    assert hosts_at("https://queue.example").queue
    assert hosts_at("http://localhost:80").queue


def test_a_webhook_that_is_not_https(api: LoopbackServer, framehook_clock: Any) -> None:
    """Nobody could be sure who reads the results; nothing is sent."""
    service = FalService(KEY)
    for url in ("http://hooks.example/a", "ftp://hooks.example", "hooks.example", "https://"):
        error = told(lambda c, url=url: submit(c, webhook_url=url), service, framehook_clock)
        assert isinstance(error, errors.ConfigurationError)
        assert "no HTTPS URL" in str(error)


@pytest.mark.parametrize("moment", ["before", "during"])
def test_a_file_that_changes_while_it_uploads(
    fal: Any, options: Any, tmp_path: Path, moment: str
) -> None:
    """What was checked is what is sent, or the call is not made."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(make_mp4(frames=6) + bytes(3_000_000))
    place = "/storage/auth/token" if moment == "before" else "/files/upload"

    def change(request: httpx.Request) -> None:
        if request.url.path.endswith(place):
            path.write_bytes(make_mp4(frames=6) + b"\1" * 2_000_000)

    with (
        httpx.Client(event_hooks={"request": [change]}) as http,
        Client(**options(transport=http)) as client,
        pytest.raises(errors.FileNotReadableError, match=r"changed while it was read|clip\.mp4"),
    ):
        client.submit(dream(prompt="x", video_url=path, start_frame=1))
    assert fal.truth.paid == ()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid():
        pytest.skip("Only root can mount a small disk.")
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    with suppress(OSError):
        if not subprocess.run(command, capture_output=True, check=False).returncode:
            yield folder
            subprocess.run(["umount", str(folder)], check=True)
            return
    pytest.skip("No disk can be mounted here.")


def test_a_disk_that_is_full(fal: Any, options: Any, small_disk: Path, tmp_path: Path) -> None:
    """Nothing half stays, the job is done all the same, and can be saved elsewhere."""
    film = Media(data=os.urandom(300_000), name="film.mp4", kind="video/mp4")
    fal.answer("*", Outcome(value={}, media={"video": film}, seconds=0.0))
    with Client(**options()) as client:
        result = client.run(dream(prompt="x"))
        for save in (result.save, result.save_all):
            with pytest.raises(errors.OutputRefusedError, match="No space left") as caught:
                save(small_disk)
            assert "Make room" in caught.value.hint
            assert list(small_disk.iterdir()) == []
        result.save(tmp_path / "film.mp4")
    assert (tmp_path / "film.mp4").read_bytes() == film.data
    assert len(fal.truth.paid) == 1


@pytest.mark.parametrize(
    ("path", "act", "kind"),
    [
        (SUBMIT, submit, errors.SubmissionUnknownError),
        (f"{JOB}/status", status, errors.ReplyError),
        (f"{JOB}/cancel", lambda client: client.job(dream, "7").cancel(), errors.ReplyError),
    ],
    ids=["submit", "status", "cancel"],
)
def test_a_server_that_answers_with_a_page(
    api: LoopbackServer, framehook_clock: Any, path: str, act: Any, kind: Any
) -> None:
    """The error says that it is HTML; an order that may have been taken is not sent again."""
    api.play(f"{JOB}/status", [HTML])  # Asked after a cancellation, too.
    api.play(path, [HTML])
    error = told(act, FalService(KEY, hosts=hosts_at(api.url)), framehook_clock)
    assert type(error) is kind
    if path == SUBMIT:
        assert len([got for got in api.received if got.method == "POST"]) == 2  # Two clients.
    else:
        assert "text/html" in str(error)


@pytest.mark.parametrize("code", [301, 302, 307, 308])
@pytest.mark.parametrize(
    ("path", "act"), [(SUBMIT, submit), (f"{JOB}/status", status)], ids=["submit", "status"]
)
def test_a_server_that_redirects(
    api: LoopbackServer,
    other: LoopbackServer,
    framehook_clock: Any,
    path: str,
    act: Any,
    code: int,
) -> None:
    """Neither the key nor the order goes anywhere else."""
    api.play(path, [reply(code, b"", [("Location", f"{other.url}{path}")])])
    error = told(act, FalService(KEY, hosts=hosts_at(api.url)), framehook_clock)
    if act is submit and code == 302:
        # A server that takes an order may answer so.
        assert isinstance(error, errors.SubmissionUnknownError)
    else:
        assert isinstance(error, (errors.SubmissionRejectedError, errors.ReplyError))
        assert "redirect" in str(error)
    assert len([got for got in api.received if got.target.partition("?")[0] == path]) == 2


def test_a_server_that_names_another_host(
    api: LoopbackServer, other: LoopbackServer, framehook_clock: Any
) -> None:
    """Its URLs are not followed: the key would go with them. The queue itself is asked."""
    urls = dict.fromkeys(("status_url", "response_url", "cancel_url"), f"{other.url}{JOB}")
    body = json.dumps({"status": "IN_QUEUE", "request_id": "7", **urls}).encode()
    kind = [("Content-Type", "application/json")]
    api.play(SUBMIT, [reply(200, body, kind)])
    api.play(f"{JOB}/status", [reply(202, body, kind)])
    with Client(service=FalService(KEY, hosts=hosts_at(api.url)), clock=framehook_clock) as client:
        job = client.submit(dream(prompt="x"))
        assert job.status().phase.value == "queued"
        assert other.host not in json.dumps(job.ticket)
