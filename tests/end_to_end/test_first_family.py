"""The tutorial for authors, followed to the letter in an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from blocks import ROOT, Block, blocks_of, commands_of, shows

UV = shutil.which("uv")
TUTORIAL = ROOT / "docs" / "tutorial" / "first-family.md"
# How many lines an author may have to type; what a command shows is not typed.
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

pytestmark = [
    pytest.mark.skipif(UV is None, reason="uv is not on the PATH; it builds the wheels."),
    # Wheels are built and installed, and a family is made from nothing.
    pytest.mark.timeout(400),
]


class Folder:
    """An empty folder, the wheels of core and of the local service, and nothing else."""

    def __init__(self, folder: Path, wheels: Path) -> None:
        self.place = folder
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("FRAMEHOOK", "FAL_", "COVERAGE", "PYTEST", "UV_PROJECT"))
        }
        states = ("XDG_STATE_HOME", "XDG_DATA_HOME", "FRAMEHOOK_LOCAL_DIR")
        self._environment = {
            **kept,
            **{name: str(wheels.parent / name.lower()) for name in states},
            "VIRTUAL_ENV": str(folder / ".venv"),
            "PATH": os.pathsep.join([str(folder / ".venv" / "bin"), os.environ["PATH"]]),
            "UV_FIND_LINKS": str(wheels),
            # Output and errors come through one pipe, in the order of a terminal.
            "PYTHONUNBUFFERED": "1",
        }

    def follow(self, block: Block) -> None:
        """Run the commands of a block, and hold them to what it shows."""
        for command, shown, code in commands_of(block):
            if command.startswith("cd "):
                self.place /= command.removeprefix("cd ")
                continue
            done = subprocess.run(
                ["bash", "-c", command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                cwd=self.place,
                env=self._environment,
                timeout=200,
                check=False,
            )
            assert done.returncode == code, f"$ {command}\n{done.stdout}"
            if shown:
                assert shows(shown, done.stdout), f"$ {command}\n{done.stdout}\nis not\n{shown}"

    def edit(self, block: Block) -> int:
        """Change a file as a block says, and return how many lines were typed."""
        path = self.place / block.title
        lines = block.text.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in "- ")
        after = "".join(line[1:] for line in lines if line[0] in "+ ")
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{block.title} has not once\n{before}\nbut is\n{text}"
        path.write_text(text.replace(before, after), encoding="utf-8")
        return sum(line.startswith("+") for line in lines)


def test_a_family_is_made_as_the_tutorial_says(tmp_path: Path) -> None:
    """Each command works as printed, and the author types a few lines."""
    wheels, home = tmp_path / "wheels", tmp_path / "home"
    home.mkdir()
    for package in ("framehook", "framehook-local"):
        words = ("build", "--quiet", "--wheel", "--package", package, "--out-dir", str(wheels))
        built = subprocess.run(
            [str(UV), *words], cwd=ROOT, capture_output=True, text=True, timeout=200, check=False
        )
        assert built.returncode == 0, built.stderr
    shutil.copy(TUTORIAL.with_name("dream.json"), home)
    folder, typed = Folder(home, wheels), 0
    for block in blocks_of(TUTORIAL.read_text(encoding="utf-8")):
        if block.language == "diff":
            typed += folder.edit(block)
        else:
            assert block.language == "console", block.line
            folder.follow(block)
    assert f"You will type {WORDS[typed]} lines of Python." in TUTORIAL.read_text(encoding="utf-8")
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent))
    for words in ("check", "format --check") if ruff else ():
        done = subprocess.run(
            [str(ruff), *words.split(), "."],
            cwd=folder.place,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
