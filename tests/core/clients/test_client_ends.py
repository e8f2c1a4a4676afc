"""How calls end: with files, with errors, or not yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dream import dream

import framehook
from framehook import errors
from framehook.testing import ScriptedService, acts, make_mp4


@pytest.mark.parametrize(
    ("ticket", "says"),
    [
        ("no json", "it is not JSON"),
        ("[1]", "not a JSON object"),
        ({"service": "x"}, "no version"),
        ({"v": 99}, "version 99"),
        ({"v": 1, "service": "x", "endpoint": "", "id": "1", "state": {}}, "damaged"),
    ],
)
def test_what_is_no_ticket_is_refused(make_client: Any, ticket: Any, says: str) -> None:
    """A damaged, a foreign and a newer ticket each get a clear error."""
    with pytest.raises(errors.TicketError, match=says):
        make_client().resume(ticket)


def test_a_failed_job_says_why(make_client: Any, framehook_clock: Any) -> None:
    """The service's words, code and path are in the error and in the ledger's entry."""
    ledger = framehook.ledger.MemoryLedger() if hasattr(framehook, "ledger") else None
    service = ScriptedService(
        [acts.failed("policy", "Not that.", code="nsfw", path="/prompt")], clock=framehook_clock
    )
    client = make_client(service=service, **({"ledger": ledger} if ledger else {}))
    with pytest.raises(errors.JobFailedError, match=r"at /prompt: Not that\. \[nsfw\]") as caught:
        client.run(dream(prompt="x"))
    assert caught.value.failure is not None
    assert caught.value.failure.kind == "policy"
    assert caught.value.ticket is not None


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("cancelled", errors.JobCancelledError),
        ("expired", errors.ResultExpiredError),
        ("timeout", errors.JobFailedError),
    ],
)
def test_each_end_has_its_error(
    make_client: Any, framehook_clock: Any, kind: Any, error: Any
) -> None:
    """Cancelled and expired jobs are told apart from failed ones."""
    service = ScriptedService([acts.failed(kind, "Over.", retryable=True)], clock=framehook_clock)
    with pytest.raises(error, match="Over"):
        make_client(service=service).run(dream(prompt="x"))


def test_waiting_has_an_end(make_client: Any, framehook_clock: Any) -> None:
    """A job that does not end in time raises with its ticket, and goes on."""
    service = ScriptedService([acts.running(0.1)], clock=framehook_clock)
    client = make_client(service=service)
    with pytest.raises(errors.JobTimeoutError, match="after 100 seconds") as caught:
        client.run(dream(prompt="x"), timeout=100)
    assert caught.value.ticket is not None
    assert 100 <= framehook_clock.monotonic() < 101
    assert client.resume(caught.value.ticket, dream).cancel() is True


def test_a_result_without_its_file_is_not_lost(make_client: Any, framehook_clock: Any) -> None:
    """Where the promised field is missing, the whole payload is in the error."""
    service = ScriptedService([acts.succeeded({"image": 1})], clock=framehook_clock)
    with pytest.raises(errors.ResultUnreadableError, match="no usable 'video'") as caught:
        make_client(service=service).run(dream(prompt="x"))
    assert caught.value.payload == {"image": 1}


def test_a_hosted_result_is_held_to_what_was_expected(
    make_client: Any, framehook_clock: Any, tmp_path: Path
) -> None:
    """A video with another number of frames than promised is saved, and reported."""
    service = ScriptedService(
        [acts.succeeded(files={"video.mp4": make_mp4(frames=10, fps=12)})], clock=framehook_clock
    )
    saved = make_client(service=service).run(dream(prompt="x")).save(tmp_path)
    assert [(issue.code, issue.got, issue.allowed) for issue in saved.issues] == [
        ("result.frames", 10, 24),
        ("result.fps", 12.0, 24.0),
    ]
    assert Path(saved.path).name == "video.mp4"


def test_nothing_is_overwritten_unasked(
    make_client: Any, framehook_clock: Any, tmp_path: Path
) -> None:
    """Saving over a file is refused before anything is downloaded, unless it is forced."""
    service = ScriptedService(clock=framehook_clock)
    result = make_client(service=service).run(dream(prompt="x"))
    (tmp_path / "a.mp4").write_text("mine")
    with pytest.raises(errors.OutputRefusedError, match="exists already"):
        result.save(tmp_path / "a.mp4")
    assert (tmp_path / "a.mp4").read_text() == "mine"
    result.save(tmp_path / "a.mp4", force=True)
    result.save_all(tmp_path / "all")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.mp4", "all", "video.mp4"]


def test_a_closed_client_says_so(make_client: Any, framehook_clock: Any) -> None:
    """After `close` nothing is sent, and closing again does no harm."""
    client = make_client(service=ScriptedService(clock=framehook_clock))
    client.check(dream(prompt="x"))
    client.close()
    client.close()
    with pytest.raises(errors.ClosedError):
        client.run(dream(prompt="x"))


def test_what_stands_for_no_file_is_refused(make_client: Any) -> None:
    """With one of our own errors, like every other file that cannot be sent."""
    client = make_client(service=ScriptedService())
    with pytest.raises(errors.FileNotReadableError, match="'http://\\[' is neither"):
        client.upload("http://[")
