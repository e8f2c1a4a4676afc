"""A site of bad plugins beside everything that is installed, and commands in fresh processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from installed import Site

from framehook.testing import make_mp4

GOOD = "fal-ai/ffmpeg-api/metadata"


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on standard output."""
        (line,) = self.out.splitlines()
        return json.loads(line)


# One fresh process runs all commands of a case: most of the time goes into its imports.
DRIVER = """
import io, json, sys
from framehook.cli._main import main

found = []
for words in json.load(sys.stdin):
    out, err = io.StringIO(), io.StringIO()
    code = main(words, stdin=io.StringIO(), stdout=out, stderr=err)
    found.append((code, out.getvalue(), err.getvalue()))
json.dump(found, sys.stdout)
"""


class Host:
    """A machine on which bad plugins are installed beside the good ones."""

    def __init__(self, folder: Path) -> None:
        self.site = Site(folder / "site")
        self.later = Site(folder / "later")
        self.folder = folder
        # What the last process wrote beside what its commands did: logs, and what plugins print.
        self.noise = ""
        (folder / "clip.mp4").write_bytes(make_mp4(64, 48, frames=4))
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("FRAMEHOOK_", "FAL_", "XDG_", "COVERAGE_", "PYTHON"))
        }
        self._environment = {
            **kept,
            "HOME": str(folder / "home"),
            "PYTHONPATH": os.pathsep.join(map(str, (self.site.root, self.later.root))),
            "FRAMEHOOK_CONFIG": "none",
            "FRAMEHOOK_LEDGER": "none",
            "FRAMEHOOK_LOCAL_DIR": str(folder / "local"),
        }

    def run(self, *words: str, **environment: str) -> Ran:
        """Run the installed command in a process of its own."""
        command = [str(Path(sys.executable).with_name("framehook")), *words]
        return Ran(*self._spawn(command, "", environment))

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """Start the installed command, and leave it to the caller."""
        return subprocess.Popen(
            [str(Path(sys.executable).with_name("framehook")), *words],
            cwd=self.folder,
            env={**self._environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run_all(self, *commands: Sequence[str], **environment: str) -> list[Ran]:
        """Run several commands, one after the other, in one fresh process."""
        given = json.dumps([list(words) for words in commands])
        code, out, err = self._spawn([sys.executable, "-c", DRIVER], given, environment)
        assert code == 0, err
        self.noise = err
        return [Ran(*each) for each in json.loads(out)]

    def _spawn(
        self, command: Sequence[str], given: str, environment: Mapping[str, str]
    ) -> tuple[int, str, str]:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**self._environment, **environment},
            input=given,
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr


CALL = (GOOD, "-a", "media_url=clip.mp4", "--service", "local", "--json")
# What anybody does with another family.
OTHERS = (("models", "--json"), ("check", *CALL), ("run", *CALL))


def hold_to_work(models: Ran, checked: Ran, result: Ran) -> None:
    """Hold what `OTHERS` did to what they do where nothing is wrong."""
    assert (models.code, models.err) == (0, "")
    states = {each["id"]: each["state"] for each in models.json["models"]}
    assert states[GOOD] == "ready"
    assert (checked.code, checked.json["ok"]) == (0, True), checked
    assert (result.code, result.json["ok"]) == (0, True), result
    assert result.json["output"]["media"]["frame_count"] == 4
