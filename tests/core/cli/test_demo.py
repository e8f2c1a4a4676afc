"""`framehook demo`: the first thing that a newcomer runs."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
from dream import Dreamt, start_in_video

from framehook.cli._demo import ENDPOINT
from framehook.registry import default_registry
from framehook.spi import Endpoint, Input, Price, VideoInput
from framehook.testing import ScriptedService, VirtualClock, acts, make_mp4


class Extend(Input):
    prompt: str
    video_url: VideoInput
    start_frame: int | None = None


EXTEND = Endpoint(
    id=ENDPOINT,
    input=Extend,
    output=Dreamt,
    service="elsewhere",
    rules=(start_in_video,),
    price=Price.flat("0.5", "call", basis="made up"),
)


class Local(ScriptedService):
    """A service that makes clips too."""

    frames = 40

    def sample(self, target: Path) -> None:
        target.write_bytes(make_mp4(frames=self.frames))


@pytest.fixture
def local(framehook_clock: VirtualClock) -> Local:
    return Local(name="local", clock=framehook_clock)


def commands(text: str) -> list[list[str]]:
    return [shlex.split(line[2:]) for line in text.splitlines() if line.startswith("$ ")]


def test_the_demo_runs_plain_commands(framehook: Any, tmp_path: Path, local: Local) -> None:
    """A refusal, a quote and a result; each can be run again by hand."""
    environment = {"FAL_KEY": "bogus", "FRAMEHOOK_SERVICE": "elsewhere"}
    more = {"service": local, "endpoints": (EXTEND,), "environment": environment}
    ran = framehook("demo", **more)
    assert ran.code == 0, ran.err
    check, quote, run = commands(ran.out)
    for words in (check, quote, run):
        assert words[0] == "framehook"
        assert words[2] == ENDPOINT
        assert words[words.index("--service") + 1] == "local"
    assert "dream.start_in_video" in ran.out
    assert "start_frame=40" in check
    assert "start_frame=8" in run
    assert "$0.50" in ran.out
    assert (tmp_path / "framehook-demo" / "longer.mp4").read_bytes()
    assert local.paid == 1
    codes = [framehook(*words[1:], **more).code for words in (check, quote, run)]
    assert codes == [2, 0, 0]
    again = framehook("demo", "-q", **more)
    assert (again.code, again.err) == (0, ""), "a second time, and quietly"


def test_the_demo_as_one_object(framehook: Any, tmp_path: Path, local: Local) -> None:
    """With the object of every step in it."""
    (tmp_path / "mine.mp4").write_bytes(make_mp4(frames=5))
    words = ("demo", "mine.mp4", "-o", "out", "--progress", "none", "--json")
    answer = framehook(*words, service=local, endpoints=(EXTEND,)).json
    assert set(answer) == {"v", "ok", "clip", "result", "steps"}
    assert (answer["clip"], answer["result"]) == ("mine.mp4", "out/longer.mp4")
    assert [step["exit"] for step in answer["steps"]] == [2, 0, 0]
    assert answer["steps"][0]["answer"]["ok"] is False
    assert answer["steps"][1]["answer"]["high"] == "0.5"
    assert answer["steps"][2]["answer"]["files"][0]["path"].endswith("longer.mp4")
    assert not (tmp_path / "framehook-demo").exists()


@pytest.mark.parametrize(
    ("endpoints", "has_service", "command"),
    [
        ((), True, "pip install framehook-magi"),
        ((EXTEND,), False, "pip install framehook-local"),
        ((), False, "pip install framehook-local framehook-magi"),
    ],
)
def test_what_is_missing_is_one_line_and_one_command(
    framehook: Any, local: Local, endpoints: Any, has_service: bool, command: str
) -> None:
    """Before anything is made."""
    ran = framehook("demo", service=local if has_service else None, endpoints=endpoints)
    assert ran.code == 2
    assert ran.err.endswith(f"hint: Install what is missing with: {command}\n")


def test_a_clip_that_cannot_be_used(framehook: Any, tmp_path: Path, local: Local) -> None:
    """Is refused, and so is a folder that cannot be made."""
    (tmp_path / "bad.mp4").write_bytes(b"#EXTM3U\n")
    ran = framehook("demo", "bad.mp4", service=local, endpoints=(EXTEND,))
    assert ran.code == 2
    assert "The demo cannot use 'bad.mp4'" in ran.err
    ran = framehook("demo", "-o", "bad.mp4/x", service=local, endpoints=(EXTEND,))
    assert ran.code == 2
    assert "cannot be made" in ran.err


def test_a_step_that_fails_ends_the_demo(framehook: Any, framehook_clock: VirtualClock) -> None:
    """With its exit code, and its object."""
    local = Local([acts.failed()], name="local", clock=framehook_clock)
    assert framehook("demo", service=local, endpoints=(EXTEND,)).code == 1
    ran = framehook("demo", "--json", service=local, endpoints=(EXTEND,))
    assert (ran.code, ran.json["error"]["code"]) == (1, "job-failed")


def test_a_local_service_without_samples(framehook: Any, framehook_clock: VirtualClock) -> None:
    """An older one: upgrade it, or bring a clip."""
    plain = ScriptedService(name="local", clock=framehook_clock)
    ran = framehook("demo", service=plain, endpoints=(EXTEND,))
    assert "pip install -U framehook-local" in ran.err


def test_the_installed_local_service_makes_samples() -> None:
    """The power that the demo asks for is there."""
    from framehook.cli._demo import Samples

    assert isinstance(default_registry().service("local"), Samples)
