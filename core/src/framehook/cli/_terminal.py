"""The three streams, the environment and the folder that a command works with."""

from __future__ import annotations

__all__ = ("Terminal", "plain")

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Terminal:
    r"""
    The three streams, the environment and the folder that a command works with.

    Example:
        ```python
        import io

        terminal = Terminal(stdout=io.StringIO(), environment={})
        terminal.out("done")
        assert terminal.stdout.getvalue() == "done\n"
        ```
    """

    def __init__(
        self,
        *,
        stdin: TextIO | None = None,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
        environment: Mapping[str, str] | None = None,
        directory: Path | None = None,
    ) -> None:
        self.stdin = sys.stdin if stdin is None else stdin
        self.stdout = sys.stdout if stdout is None else stdout
        self.stderr = sys.stderr if stderr is None else stderr
        self.environment = os.environ if environment is None else environment
        self.directory = directory or Path()

    def out(self, text: str) -> None:
        """Write lines that were asked for."""
        self.stdout.write(f"{text}\n")
        self.stdout.flush()

    def err(self, text: str) -> None:
        """Write lines about them."""
        self.stderr.write(f"{plain(text)}\n")
        self.stderr.flush()

    def ask(self, question: str) -> str:
        """Return what a person answers."""
        self.stderr.write(question)
        self.stderr.flush()
        return self.stdin.readline().strip()

    def width(self, stream: TextIO) -> int | None:
        """Return how many columns there are; `None` where nobody looks."""
        if not stream.isatty():
            return None
        # Only a person's screen has a width.
        import shutil

        return shutil.get_terminal_size().columns


def plain(text: str) -> str:
    """Return text without what could steer a terminal."""
    return _CONTROL.sub("�", text)
