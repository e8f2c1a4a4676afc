"""The number with which `run` ends, and what it says then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from dream import dream

from framehook.errors import LedgerError
from framehook.ledger import MemoryLedger
from framehook.registry import Registry
from framehook.testing import ScriptedService, VirtualClock, acts, make_mp4

WORDS = ("run", "my-team/dream", "-a", "prompt=x", "-a", "num_frames=5")


def scripted(*story: Any, clock: VirtualClock, **more: Any) -> ScriptedService:
    return ScriptedService(*([list(story)] if story else []), clock=clock, **more)


def test_1_the_service_said_no(framehook: Any, framehook_clock: VirtualClock) -> None:
    """A job that failed has its ticket; a submission that was refused has none."""
    service = scripted(acts.failed("policy", "Not that.", retryable=True), clock=framehook_clock)
    ran = framehook(*WORDS, "--json", service=service)
    assert ran.code == 1
    found = ran.failure("job-failed")
    assert "Not that." in found["message"]
    assert found["ticket"]["id"] == found["request_id"] == service.jobs[0].id
    assert found["billing"]["quote"]["high"] == "0.5"
    assert found["retryable"] is True
    service = scripted(clock=framehook_clock, submits=[acts.refused(words="Too busy.")])
    ran = framehook(*WORDS, "--json", service=service)
    assert ran.code == 1
    assert ran.failure("submission-rejected")["billing"] is None


def test_2_a_refused_call_is_one_object_with_its_issues(
    framehook: Any, framehook_clock: VirtualClock
) -> None:
    """Nothing was sent."""
    service = scripted(clock=framehook_clock)
    ran = framehook("run", "my-team/dream", "-a", "num_frames=0", "--json", service=service)
    assert ran.code == 2
    answer = ran.json
    assert [issue["path"] for issue in answer.pop("issues")] == ["/prompt", "/num_frames"]
    message = answer["error"].pop("message")
    assert message.startswith("The call to 'my-team/dream' was not sent: 2 problems.")
    assert answer == {
        "v": 1,
        "ok": False,
        "error": {
            "code": "check-failed",
            "hint": None,
            "plugin": None,
            "request_id": None,
            "ticket": None,
            "billing": None,
            "retryable": False,
        },
    }
    assert service.tries == ()
    ran = framehook("run", "my-team/dream", "-a", "num_frames=0", service=service)
    assert ran.code == 2
    assert "LEVEL" in ran.err


def test_3_an_unknown_outcome_is_never_repeated(
    framehook: Any, framehook_clock: VirtualClock
) -> None:
    """The answer was lost after the service had taken the call."""
    service = scripted(clock=framehook_clock, submits=[acts.lost()])
    ran = framehook(*WORDS, "--json", service=service)
    assert ran.code == 3
    found = ran.failure("submission-unknown")
    assert "framehook jobs reconcile" in found["hint"]
    assert found["retryable"] is False
    assert found["billing"]["cost"] is None
    assert found["billing"]["quote"]["high"] == "0.5"
    assert service.paid == 1


def test_4_what_is_paid_and_not_fetched_can_be_fetched_later(
    framehook: Any, tmp_path: Path, framehook_clock: VirtualClock
) -> None:
    """The entry in the ledger leads to the same job, from another command."""
    clip = make_mp4(frames=5)
    story = [acts.succeeded(files={"video.mp4": clip}, units=5)]
    service = ScriptedService(story, clock=framehook_clock, downloads=[acts.missing()])
    ran = framehook(*WORDS, "-o", "out.mp4", "--json", service=service)
    assert ran.code == 4
    found = ran.failure("result-expired")
    assert found["billing"]["cost"] == "0.5"
    key = found["ticket"]["intent"]
    assert f"framehook jobs fetch {key}" in found["hint"]
    assert not list(tmp_path.glob("*.mp4"))
    ran = framehook("jobs", "fetch", key, "-o", "out.mp4", service=service)
    assert ran.code == 0, ran.err
    assert (tmp_path / "out.mp4").read_bytes() == clip
    assert service.paid == 1


def test_5_a_fault_is_told_without_a_traceback(
    framehook: Any, tmp_path: Path, framehook_clock: VirtualClock
) -> None:
    """A service that breaks is somebody's fault; -v shows where."""
    (tmp_path / "x.mp4").write_bytes(make_mp4())
    service = scripted(clock=framehook_clock)

    class Broken:
        def __getattr__(self, name: str) -> Any:
            raise RuntimeError("The plugin is broken.")

    service._files = Broken()  # type: ignore[assignment]
    ran = framehook(*WORDS, "-a", "video_url=x.mp4", "--probe", "never", "--json", service=service)
    assert ran.code == 5
    assert (
        ran.failure("internal")["message"]
        == "framehook failed with RuntimeError: The plugin is broken."
    )
    ran = framehook("-v", *WORDS, "-a", "video_url=x.mp4", "--probe", "never", service=service)
    assert "Traceback" in ran.err


def test_75_a_job_goes_on_when_time_is_up(framehook: Any, framehook_clock: VirtualClock) -> None:
    """The ticket picks it up again, by key, as JSON or through a pipe."""
    service = scripted(
        acts.running(), acts.running(), acts.running(), acts.succeeded(), clock=framehook_clock
    )
    ran = framehook(*WORDS, "--for", "1", "--json", service=service)
    assert ran.code == 75
    found = ran.failure("job-timeout")
    key = found["ticket"]["intent"]
    assert found["hint"] == f"Wait for it with: framehook jobs wait {key}"
    text = json.dumps(found["ticket"])
    assert framehook("jobs", "wait", key[:8], "--json", service=service).json["ok"] is True
    assert framehook("jobs", "wait", text, service=service).code == 0
    assert framehook("jobs", "wait", "-", stdin=text, service=service).code == 0
    assert service.paid == 1


def test_75_an_unreachable_service_may_still_work(
    framehook: Any, framehook_clock: VirtualClock
) -> None:
    """A status that cannot be asked for says nothing about the job."""
    service = scripted(acts.unreachable(), clock=framehook_clock)
    ran = framehook(*WORDS, "--json", service=service)
    assert ran.code == 75
    assert "It goes on" in ran.failure("transport")["hint"]


class Impatient(VirtualClock):
    """A person who presses Ctrl-C instead of waiting."""

    def sleep(self, seconds: float) -> None:
        raise KeyboardInterrupt


@pytest.mark.parametrize("abandon", ["keep", "cancel"])
def test_130_an_interrupt_loses_nothing(framehook: Any, abandon: str) -> None:
    """The ticket is there; the job goes on, or ends if that was asked for."""
    clock = Impatient()
    service = scripted(acts.running(), clock=clock)
    ran = framehook(*WORDS, "--json", "--on-abandon", abandon, service=service, clock=clock)
    assert ran.code == 130
    found = ran.failure("interrupted")
    assert found["ticket"]["id"] == service.jobs[0].id
    assert json.dumps(found["ticket"]) in ran.err
    assert service.count("cancel") == (abandon == "cancel")
    says = "was cancelled, as --on-abandon says" if abandon == "cancel" else "It goes on."
    assert says in found["hint"]


def test_a_ledger_that_fails_after_planning_leaves_the_outcome_open(
    framehook: Any, framehook_clock: VirtualClock
) -> None:
    """What was sent and could not be written down must not be repeated."""

    class Forgetful:
        def __init__(self) -> None:
            self._inner = MemoryLedger()

        def accepted(self, *_: Any) -> bool:
            raise LedgerError("The disk is full.")

        def __getattr__(self, name: str) -> Any:
            return getattr(self._inner, name)

    service = scripted(clock=framehook_clock)
    registry = Registry.of(
        dream, services=[service], ledgers={"memory": MemoryLedger, "sqlite": lambda _: Forgetful()}
    )
    ran = framehook(*WORDS, "--json", registry=registry)
    assert ran.code == 3
    assert "disk is full" in ran.failure("submission-unknown")["message"]


def test_130_an_interrupt_while_it_is_sent_loses_nothing_either(
    framehook: Any, framehook_clock: VirtualClock
) -> None:
    """The answer is written down first, and the ledger has the ticket."""

    class Pressing:
        """Ctrl-C arrives while the acceptance is written down."""

        def __init__(self) -> None:
            self._inner = MemoryLedger()

        def accepted(self, *words: Any) -> bool:
            self._inner.accepted(*words)
            raise KeyboardInterrupt

        def __getattr__(self, name: str) -> Any:
            return getattr(self._inner, name)

    service = scripted(clock=framehook_clock)
    registry = Registry.of(
        dream, services=[service], ledgers={"memory": MemoryLedger, "sqlite": lambda _: Pressing()}
    )
    ran = framehook(*WORDS, "--json", registry=registry)
    assert ran.code == 130
    assert ran.failure("interrupted")["ticket"]["id"] == service.jobs[0].id
    assert ran.err.count("ticket {") == 1
