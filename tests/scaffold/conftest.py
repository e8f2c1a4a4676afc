"""A command line in an empty folder, and places where what it wrote is installed."""

from __future__ import annotations

import io
import json
import os
import shutil
import site
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from framehook.cli._main import main

UV = shutil.which("uv")


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def framehook(tmp_path: Path) -> Any:
    """Runs commands in an empty folder."""

    def run(*words: str) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        code = main(words, stdout=out, stderr=err, environment={}, directory=tmp_path)
        return Ran(code, out.getvalue(), err.getvalue())

    return run


class Place:
    """An environment that has what this one has, and what is installed into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "venv" / "bin" / "python"
        self._run(UV or "", "venv", "--quiet", "--python", sys.executable, folder / "venv")
        (packages,) = (folder / "venv").glob("lib/python*/site-packages")
        shared = site.getsitepackages()[0]
        line = f"import site; site.addsitedir({shared!r})\n"
        (packages / "shared.pth").write_text(line, encoding="utf-8")

    def install(self, project: Path) -> None:
        """Install a project so that its source is used where it is."""
        self._run(
            UV or "",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--python",
            self.python,
            "-e",
            project,
        )

    def framehook(self, *words: str) -> Ran:
        """Run a command."""
        start = "import sys; from framehook.cli._main import main; sys.exit(main())"
        return self.run("-c", start, *words)

    def run(self, *words: str | Path, cwd: Path | None = None) -> Ran:
        """Run Python."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("FRAMEHOOK", "FAL_", "COVERAGE", "PYTEST"))
        }
        names = ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "FRAMEHOOK_LOCAL_DIR")
        kept |= {name: str(self.folder / name.lower()) for name in names}
        done = subprocess.run(
            [str(word) for word in (self.python, *words)],
            capture_output=True,
            text=True,
            cwd=cwd or self.folder,
            env=kept,
            timeout=200,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def _run(self, *words: str | Path) -> None:
        done = subprocess.run(
            [str(word) for word in words], capture_output=True, text=True, timeout=200, check=False
        )
        assert done.returncode == 0, done.stderr


@pytest.fixture
def place(tmp_path: Path) -> Place:
    if UV is None:
        pytest.skip("uv is not on the PATH; it installs what was written.")
    return Place(tmp_path)
