"""Runs that are killed or interrupted: nothing half is left, and nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from framehook.testing import make_mp4

FRAMEHOOK = (
    sys.executable,
    "-c",
    "import sys; from framehook.cli._main import main; sys.exit(main())",
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "clip.mp4").write_bytes(make_mp4(width=640, height=360, frames=60))
    return tmp_path


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FRAMEHOOK")}
    return {
        **kept,
        "FRAMEHOOK_LOCAL_DIR": str(home / "spool"),
        "FRAMEHOOK_LEDGER": str(home / "ledger.sqlite"),
        "FAL_KEY": "bogus:key",
    }


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*FRAMEHOOK, *arguments],
        cwd=home,
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def framehook(home: Path, *arguments: str) -> Any:
    process = start(home, *arguments)
    out, err = process.communicate(timeout=50)
    assert process.returncode == 0, err
    return json.loads(out)


def run_until_it_works(home: Path) -> subprocess.Popen[str]:
    """Start a long run and return once its job is at work."""
    process = start(
        home,
        *("run", "fal-ai/magi/extend-video", "-a", "prompt=x", "-a", "video_url=clip.mp4"),
        *("-a", "start_frame=40", "-a", "num_frames=192", "--service", "local", "-o", "out.mp4"),
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "Drafting" in line or "frames" in line:
            return process
    pytest.fail("The run ended before it worked.")


def test_a_killed_run_goes_on_without_its_client(home: Path) -> None:
    """After SIGKILL the job is in the ledger, goes on by itself, and can be fetched."""
    process = run_until_it_works(home)
    process.kill()
    process.communicate(timeout=10)
    assert not list(home.glob("*out*"))
    (entry,) = framehook(home, "jobs", "list", "--json")["jobs"]
    assert entry["state"] == "submitted"
    done = framehook(home, "jobs", "fetch", entry["key"], "-o", "out.mp4", "--json")
    assert done["files"][0]["frames"] == 40 + 192
    assert (home / "out.mp4").exists()
    (entry,) = framehook(home, "jobs", "list", "--json")["jobs"]
    assert entry["state"] == "fetched"


def test_an_interrupted_run_prints_its_ticket(home: Path) -> None:
    """Ctrl-C ends with 130 and says how to go on; no file is left, and the job can be cancelled."""
    process = run_until_it_works(home)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "framehook jobs wait" in err
    assert not list(home.glob("*out*"))
    (entry,) = framehook(home, "jobs", "list", "--json")["jobs"]
    cancelled = framehook(home, "jobs", "cancel", entry["key"], "--json")
    assert cancelled["ok"] is True
    deadline = time.monotonic() + 20
    while framehook(home, "jobs", "list", "--json")["jobs"][0]["state"] != "cancelled":
        assert time.monotonic() < deadline
