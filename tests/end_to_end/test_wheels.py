"""The distributions as their users get them: built, and installed into an empty environment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from framehook.testing import make_mp4

ROOT = Path(__file__).parents[2]
UV = shutil.which("uv")

pytestmark = [
    pytest.mark.skipif(UV is None, reason="uv is not on the PATH; it builds the wheels."),
    pytest.mark.timeout(300),
]


def run(*command: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: PLW1510 - callers look at the exit code.
        [str(part) for part in command], capture_output=True, text=True, timeout=280, **more
    )


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every distribution of the workspace as a wheel."""
    folder = tmp_path_factory.mktemp("wheels")
    done = run(UV or "", "build", "--all-packages", "--wheel", "--out-dir", folder, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with nothing in it."""
    folder = tmp_path_factory.mktemp("empty") / "venv"
    assert run(UV or "", "venv", "--quiet", folder).returncode == 0
    return folder


class Environment:
    """An environment into which distributions are installed from wheels."""

    def __init__(self, folder: Path, wheels: Path, home: Path) -> None:
        self._folder = folder
        self._wheels = wheels
        self._home = home

    def install(self, *names: str) -> None:
        python = self._folder / "bin" / "python"
        done = run(
            UV or "",
            "pip",
            "install",
            "--quiet",
            "--python",
            python,
            "--find-links",
            self._wheels,
            *names,
        )
        assert done.returncode == 0, done.stderr

    def framehook(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("FRAMEHOOK")
        }
        kept |= {
            "XDG_STATE_HOME": str(self._home / "state"),
            "XDG_CACHE_HOME": str(self._home / "cache"),
            "XDG_DATA_HOME": str(self._home / "data"),
        }
        kept.pop("FAL_KEY", None)
        return run(self._folder / "bin" / "framehook", *arguments, env=kept, cwd=self._home)


def test_wheels_are_complete_and_clean(wheels: Path) -> None:
    """Each wheel has its licence and its type marker, and no tests."""
    files = sorted(wheels.glob("*.whl"))
    assert len(files) == 1 + len(list(ROOT.glob("plugins/*/pyproject.toml")))
    for file in files:
        with zipfile.ZipFile(file) as wheel:
            names = wheel.namelist()
            metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
            headers = message_from_bytes(wheel.read(metadata))
        assert headers["License-Expression"] == "Apache-2.0", file.name
        assert any(name.endswith("/py.typed") for name in names), file.name
        assert any("/licenses/LICENSE" in name for name in names), file.name
        assert not [name for name in names if "test_" in name or "/tests/" in name], file.name
        pins = [
            line for line in headers.get_all("Requires-Dist", []) if "==" in line.partition(";")[0]
        ]
        assert pins == [], file.name


def test_core_and_a_family_check_and_quote_and_with_the_local_service_run(
    wheels: Path, empty: Path, tmp_path: Path
) -> None:
    """Only what is needed is installed, and what is missing is named with its command."""
    environment = Environment(empty, wheels, tmp_path)
    environment.install("framehook", "framehook-magi")
    (tmp_path / "clip.mp4").write_bytes(make_mp4(width=320, height=180, frames=80))
    call = (
        "fal-ai/magi/extend-video",
        "-a",
        "prompt=x",
        "-a",
        "video_url=clip.mp4",
        "-a",
        "start_frame=40",
    )

    models = json.loads(environment.framehook("models", "--json").stdout)
    assert models["models"][0]["id"] == "fal-ai/magi"
    checked = environment.framehook("check", *call, "--json")
    assert json.loads(checked.stdout)["ok"] is True, checked.stderr
    assert json.loads(environment.framehook("quote", *call, "--json").stdout)["high"] == "0.8"

    refused = environment.framehook("run", *call, "-o", "out.mp4", "--service", "local")
    assert refused.returncode == 2
    assert "pip install framehook-local" in refused.stderr
    absent = environment.framehook("show", "fal-ai/wan-vace-14b")
    assert absent.returncode == 2
    assert "pip install framehook-wan-vace" in absent.stderr

    environment.install("framehook-local")
    done = environment.framehook("run", *call, "-o", "out.mp4", "--service", "local", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["fidelity"] == "draft"
    assert answer["files"][0]["frames"] == 40 + 96
    assert (tmp_path / "out.mp4").stat().st_size == answer["files"][0]["bytes"]
