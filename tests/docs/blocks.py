"""The code blocks of a Markdown file, and a place in which they run."""

from __future__ import annotations

__all__ = ("Block", "Place", "blocks_of", "commands_of", "shows")

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from framehook.testing import make_mp4, make_png, make_wav

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^(?P<indent> *)(?P<mark>```+)(?P<info>.*)$")
TITLE = re.compile(r'title="([^"]+)"')
WILD = "…"
# What stands for a cell of a table need not have its width.
CELL = re.compile(f"(?:  +)?{WILD}(?:  +)?")
EXIT = re.compile(r"^# exit (\d+)$")


class Block(NamedTuple):
    """
    One fenced block.

    Attributes:
        language: The first word after the fence.
        title: The file that the block is written to, if it says so.
        text: What stands in it, without the indentation of the fence.
        line: The number of its first line.
    """

    language: str
    title: str
    text: str
    line: int


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the blocks of a Markdown text in order."""
    lines = iter(enumerate(text.splitlines(), 1))
    for _, line in lines:
        opened = FENCE.match(line)
        if opened is None:
            continue
        info, found, first = opened["info"].strip(), [], 0
        for number, inner in lines:
            first = first or number
            if inner.strip() == opened["mark"]:
                break
            found.append(inner.removeprefix(opened["indent"]))
        title = TITLE.search(info)
        language = info.split()[0] if info else ""
        yield Block(language, title[1] if title else "", "\n".join(found) + "\n", first)


def shows(expected: str, actual: str) -> bool:
    """
    Return whether a shown output is the real one.

    `…` stands for anything in a line, and alone in a line for any number of lines. How wide
    the columns of a table are does not matter.
    """
    parts = []
    for line in expected.rstrip().splitlines():
        if line.strip() == WILD:
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*".join(map(re.escape, CELL.split(_narrow(line)))) + r"\n")
    real = "".join(_narrow(line) + "\n" for line in actual.rstrip().splitlines())
    return re.fullmatch("".join(parts), real) is not None


def _narrow(line: str) -> str:
    """Return a line of a table whatever the width of its columns."""
    return re.sub("  +", "  ", line.rstrip())


class Place:
    """A folder with media and a state of its own, in which the blocks of one file run."""

    def __init__(self, folder: Path, monkeypatch) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        (self.folder / "clip.mp4").write_bytes(make_mp4(640, 480, frames=96, audio="aac"))
        (self.folder / "shore.mp4").write_bytes(make_mp4(640, 480, frames=96, seed=3))
        (self.folder / "sound.wav").write_bytes(make_wav(2.0))
        (self.folder / "picture.png").write_bytes(make_png(320, 240))
        self._environment(folder, monkeypatch)
        monkeypatch.chdir(self.folder)
        # As for a script, the modules beside it can be imported.
        monkeypatch.setattr(sys, "path", [str(self.folder), *sys.path])
        # Some things that examples define are looked up by the name of their module.
        self.module = ModuleType("example")
        monkeypatch.setitem(sys.modules, "example", self.module)

    @staticmethod
    def _environment(folder: Path, monkeypatch) -> None:
        for name in list(os.environ):
            if name.startswith(("FRAMEHOOK_", "FAL_", "XDG_")):
                monkeypatch.delenv(name)
        state = folder / "state"
        for name in (
            "HOME",
            "XDG_STATE_HOME",
            "XDG_CONFIG_HOME",
            "XDG_CACHE_HOME",
            "XDG_DATA_HOME",
        ):
            monkeypatch.setenv(name, str(state / name.lower()))
        monkeypatch.setenv("FRAMEHOOK_LOCAL_DIR", str(state / "local"))
        monkeypatch.setenv("FRAMEHOOK_LEDGER", str(state / "ledger.sqlite"))
        # Standard output and error come through one pipe, in the order of a terminal.
        monkeypatch.setenv("PYTHONUNBUFFERED", "1")
        # Nor is the measuring of these tests the concern of the commands in them.
        monkeypatch.delenv("COVERAGE_PROCESS_START", raising=False)
        paths = [str(Path(sys.executable).parent), os.environ["PATH"]]
        monkeypatch.setenv("PATH", os.pathsep.join(paths))

    def python(self, block: Block, name: str) -> str:
        """Run a block and return what it prints."""
        code = compile("\n" * (block.line - 1) + block.text, name, "exec", dont_inherit=True)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, vars(self.module))
        return printed.getvalue()

    def console(self, block: Block) -> None:
        """Run the commands of a block one by one, and hold them to what it shows."""
        for command, shown, wanted in commands_of(block):
            done = subprocess.run(
                ["bash", "-c", command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=120,
                check=False,
            )
            assert done.returncode == wanted, f"$ {command}\n{done.stdout}\nexit {done.returncode}"
            if shown:
                assert shows(shown, done.stdout), f"$ {command}\n{done.stdout}\nis not\n{shown}"


def commands_of(block: Block) -> Iterator[tuple[str, str, int]]:
    """Yield each command of a block, what it shows and its exit code."""
    """Yield each command of a block with what it shows and its exit code."""
    command, shown, code = "", [], 0
    for line in block.text.splitlines():
        exit_code = EXIT.match(line)
        if line.startswith("$ "):
            if command:
                yield command, "\n".join(shown), code
            command, shown, code = line[2:], [], 0
        elif command.endswith("\\"):
            command += "\n" + line
        elif exit_code is not None:
            code = int(exit_code[1])
        else:
            shown.append(line)
    assert command, f"the console block at line {block.line} has no command"
    yield command, "\n".join(shown).strip(), code
