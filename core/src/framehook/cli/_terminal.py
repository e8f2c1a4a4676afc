"""The three streams, the environment and the folder that a command works with."""

from __future__ import annotations

__all__ = ("Terminal", "expanded", "plain")

import io
import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ..errors import ConfigurationError, OutputRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Terminal:
    r"""
    The three streams, the environment and the folder that a command works with.

    Attributes:
        is_lost: Whether what was asked for could not be printed.

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
        self.stdin = _open(sys.stdin if stdin is None else stdin)
        self.stdout = _open(sys.stdout if stdout is None else stdout)
        self.stderr = _open(sys.stderr if stderr is None else stderr)
        self.environment = os.environ if environment is None else environment
        self.directory = directory or Path()
        self.is_lost = False

    def out(self, text: str) -> None:
        """
        Write lines that were asked for.

        Raises:
            BrokenPipeError: if nobody reads them any more.
            OutputRefusedError: if they cannot be written, the first time that happens.
        """
        if self.is_lost:
            return
        try:
            self.stdout.write(f"{text}\n")
            self.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as exc:
            self.is_lost = True
            raise OutputRefusedError(
                f"What was asked for could not be printed: {exc.strerror}.",
                hint="Look at where the output goes.",
            ) from exc

    def err(self, text: str) -> None:
        """Write lines about them, if anyone reads them: what they tell of goes on anyway."""
        with suppress(OSError):
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


def _open(stream: TextIO | None) -> TextIO:
    # A stream that the caller has closed is none; nothing comes from it, and nobody looks.
    return io.StringIO() if stream is None else stream


def expanded(text: str) -> Path:
    """
    Return a path as it was written, with `~` for someone's home.

    Raises:
        ConfigurationError: if nobody has that name.
    """
    try:
        return Path(text).expanduser()
    except RuntimeError as exc:
        raise ConfigurationError(
            f"The path {text!r} begins with a home that nobody has.",
            hint="Write the path out, or ./~ for a folder of that name.",
        ) from exc


def plain(text: str) -> str:
    """Return text without what could steer a terminal."""
    return _CONTROL.sub("�", text)
