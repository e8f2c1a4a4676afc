"""The distributions as their users get them: built, and installed into an empty environment."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import zipfile
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from framehook.testing import make_mp4, make_png

# Of each family one small job, and the frames that it must yield.
JOBS = {
    "amt-interpolation": (
        "fal-ai/amt-interpolation",
        ["video_url=clip.mp4", "recursive_interpolation_passes=1"],
        47,
    ),
    "animatediff": ("fal-ai/fast-animatediff/turbo/text-to-video", ["prompt=x"], 16),
    "ffmpeg-api": ("fal-ai/ffmpeg-api/extract-frame", ["video_url=clip.mp4"], 1),
    "ltx": (
        "fal-ai/ltxv-13b-098-distilled",
        ["prompt=x", "resolution=480p", "num_frames=9"],
        9,
    ),
    "luma": (
        "fal-ai/luma-dream-machine/ray-2-flash/reframe",
        ["video_url=clip.mp4", "aspect_ratio=1:1"],
        24,
    ),
    "magi": (
        "fal-ai/magi-distilled/image-to-video",
        ["prompt=x", "image_url=picture.png", "resolution=480p"],
        96,
    ),
    "magic-animate": (
        "fal-ai/magic-animate",
        ["image_url=picture.png", "motion_sequence_url=clip.mp4", "size=256"],
        24,
    ),
    "pixverse": (
        "fal-ai/pixverse/v6/text-to-video",
        ["prompt=x", "duration=1", "resolution=360p"],
        24,
    ),
    "video-upscaler": ("fal-ai/video-upscaler", ["video_url=clip.mp4", "scale=1.5"], 24),
    "wan-vace": (
        "fal-ai/wan-vace-14b/outpainting",
        [
            "prompt=x",
            "video_url=clip.mp4",
            "expand_left=true",
            "match_input_num_frames=true",
            "resolution=240p",
        ],
        24,
    ),
}

ROOT = Path(__file__).parents[2]
UV = shutil.which("uv")

pytestmark = [
    pytest.mark.skipif(UV is None, reason="uv is not on the PATH; it builds the wheels."),
    # Every wheel is built, and installed on its own.
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


@pytest.fixture(scope="module")
def local(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with core and the local service, and no family."""
    folder = tmp_path_factory.mktemp("local")
    assert run(UV or "", "venv", "--quiet", folder / "venv").returncode == 0
    home = folder / "home"
    home.mkdir()
    (home / "clip.mp4").write_bytes(make_mp4(width=160, height=96, frames=24))
    (home / "picture.png").write_bytes(make_png(160, 96))
    environment = Environment(folder / "venv", wheels, home)
    environment.install("framehook", "framehook-local")
    return environment


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

    def change(self, *words: str | Path) -> None:
        """Add or take away what needs nothing that is not there."""
        python = self._folder / "bin" / "python"
        verb, *rest = words
        done = run(UV or "", "pip", verb, "--quiet", "--python", python, *rest)
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


@pytest.mark.parametrize("family", JOBS)
def test_a_family_installs_alone_and_runs_a_job(
    local: Environment, wheels: Path, family: str
) -> None:
    """Beside core and the service it needs nothing; without it nothing of it is left."""
    name = f"framehook-{family}"
    (wheel,) = wheels.glob(f"{name.replace('-', '_')}-*.whl")
    endpoint, words, frames = JOBS[family]
    local.change("install", "--no-deps", wheel)
    try:
        models = json.loads(local.framehook("models", "--json").stdout)["models"]
        assert {model["distribution"] for model in models} == {name}
        assert {model["state"] for model in models} == {"ready"}
        given = [part for word in words for part in ("-a", word)]
        place = f"{family}.{'png' if frames == 1 else 'mp4'}"
        done = local.framehook(
            "run", endpoint, *given, "-o", place, "--service", "local", "--json", "-q"
        )
        assert done.returncode == 0, done.stderr
        (file,) = json.loads(done.stdout)["files"]
        assert file["frames"] == frames
    finally:
        local.change("uninstall", name)
    assert json.loads(local.framehook("models", "--json").stdout)["models"] == []


def test_every_family_is_run_and_needs_core_alone(wheels: Path) -> None:
    """A plugin that has endpoints is a family, and asks for framehook and nothing else."""
    families = {}
    for file in wheels.glob("*.whl"):
        with zipfile.ZipFile(file) as wheel:
            entries = [name for name in wheel.namelist() if name.endswith("/entry_points.txt")]
            metadata = next(name for name in wheel.namelist() if name.endswith("/METADATA"))
            headers = message_from_bytes(wheel.read(metadata))
            points = b"".join(wheel.read(name) for name in entries)
        if b"[framehook.endpoints.v1]" in points:
            needs = [
                line for line in headers.get_all("Requires-Dist", []) if "extra ==" not in line
            ]
            families[headers["Name"].removeprefix("framehook-")] = needs
    assert families.keys() == JOBS.keys()
    for needs in families.values():
        assert [re.match(r"[\w-]+", line)[0] for line in needs] == ["framehook"]
