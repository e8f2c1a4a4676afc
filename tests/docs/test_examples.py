"""The examples run as people run them, and make what they promise."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from blocks import ROOT

from framehook import Client
from framehook.ledger import SqliteLedger

EXAMPLES = ROOT / "docs" / "examples"
SCRIPTS = sorted(EXAMPLES.glob("[0-9]*.py"))
# Of each file: frames, rate and size; None stands for what a script does not settle.
PROMISES = {
    "01_extend_a_clip": {"clip.mp4": (48, 24, (320, 180)), "longer.mp4": (136, 24, (854, 480))},
    "02_chain_without_uploads": {"finished.mp4": (71, 48, (960, 540))},
    "03_three_aspect_ratios": {
        "wide.mp4": (24, 24, (640, 360)),
        "square.mp4": (24, 24, (360, 360)),
        "tall.mp4": (24, 24, (360, 640)),
    },
    "04_from_one_image_to_another": {
        "morning.png": (1, None, (320, 180)),
        "evening.png": (1, None, (320, 180)),
        "between.mp4": (48, 24, (640, 360)),
    },
    "05_keyframes": {"keyed.mp4": (65, 24, (854, 480))},
    "06_another_shape": {"tall.mp4": (24, 24, (180, 320)), "wider.mp4": (24, 24, (640, 240))},
    "07_slow_motion": {"slow.mp4": (93, 24, (256, 144))},
    "08_batch_with_a_cap": {f"scene-{number}.mp4": (24, 24, (640, 360)) for number in range(4)},
    "09_several_models_at_once": {
        "ltx.mp4": (25, 24, (854, 480)),
        "pixverse.mp4": (24, 24, (640, 360)),
        "animatediff.mp4": (16, 8, (512, 512)),
    },
    "10_media_pipeline": {
        "finished.mp4": (48, 24, (320, 180)),
        "middle.png": (1, None, (320, 180)),
    },
}
WITH_SOUND = {"finished.mp4"}


def _ran(script: Path, folder: Path) -> str:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FRAMEHOOK_", "FAL_", "XDG_", "COVERAGE_"))
    }
    state = folder / "state"
    kept |= {name: str(state / name.lower()) for name in ("HOME", "XDG_STATE_HOME")}
    kept |= {name: str(state / name.lower()) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
    kept["FRAMEHOOK_LOCAL_DIR"] = str(state / "local")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script), str(folder / "out")],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        timeout=55,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_example_makes_what_it_promises(script, tmp_path):
    """Each file has the frames, rate and size that follow from the call, and a sheet shows it."""
    assert _ran(script, tmp_path)
    out = tmp_path / "out"
    with Client() as client:
        for name, (frames, fps, size) in PROMISES[script.stem].items():
            facts = client.probe(out / name)
            assert (facts.frames, facts.fps, facts.size) == (frames, fps, size), name
            assert facts.has_audio is (name in WITH_SOUND), name
        sheet = client.probe(out / f"{script.stem}.png")
    assert sheet.size is not None
    assert sheet.size[0] > 300
    assert sheet.size[1] > 120


def test_a_batch_that_runs_again_takes_up_its_jobs(tmp_path):
    """What has a key is submitted once; what the limit refused goes on once there is room."""
    script = EXAMPLES / "08_batch_with_a_cap.py"
    assert "4 jobs, 0.100 USD reserved" in _ran(script, tmp_path)
    assert "6 jobs, 0.050 USD reserved" in _ran(script, tmp_path)
    assert "6 jobs, 0.000 USD reserved" in _ran(script, tmp_path)
    with closing(SqliteLedger(tmp_path / "out" / "spend.sqlite")) as ledger:
        assert len([intent for intent in ledger.find() if intent.ticket is not None]) == 6


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_example_is_short_and_says_what_it_does(script):
    """Sixty lines at most, with the task and what is made at the top."""
    text = script.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    about = ast.get_docstring(ast.parse(text)) or ""
    assert "Task: " in about
    assert "Makes: " in about
    assert f"{script.stem}.png" in about
    assert f"]({script.name})" in (EXAMPLES / "README.md").read_text(encoding="utf-8")


def test_every_example_is_looked_at():
    """There are ten, each with its promises here."""
    assert [path.stem for path in SCRIPTS] == sorted(PROMISES)
