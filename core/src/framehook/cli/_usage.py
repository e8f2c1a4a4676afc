"""Reading the words of a command."""

from __future__ import annotations

__all__ = ("Parser", "UsageError", "closest", "count", "seconds")

from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from math import inf
from typing import TYPE_CHECKING, NoReturn

from ..errors import CallError

if TYPE_CHECKING:
    from collections.abc import Iterable


class UsageError(CallError):
    """The command line makes no sense."""

    code = "usage"


class Parser(ArgumentParser):
    """Reads the words of one verb, and raises instead of ending the process."""

    def __init__(self, name: str, summary: str) -> None:
        super().__init__(
            prog=f"framehook {name}",
            description=summary,
            allow_abbrev=False,
            add_help=False,
            formatter_class=RawDescriptionHelpFormatter,
        )
        self._verb = name

    def common(self) -> None:
        """Add what every verb understands."""
        self.add_argument("--json", action="store_true", help="print one JSON object")
        self.add_argument("-v", "--verbose", action="count", default=0, help="say more")
        self.add_argument("-q", "--quiet", action="store_true", help="say nothing but errors")
        self.add_argument("-h", "--help", action="store_true", help="print this")

    def error(self, message: str) -> NoReturn:
        """
        Refuse the words.

        Raises:
            UsageError: always.
        """
        raise UsageError(
            f"framehook {self._verb}: {message}.", hint=f"See: framehook {self._verb} --help"
        )


def seconds(text: str) -> float:
    """
    Read a number of seconds.

    Raises:
        ArgumentTypeError: if it is none, or below 0.
    """
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < inf:
        raise ArgumentTypeError(f"{text!r} is no number of seconds from 0 on")
    return value


def count(text: str) -> int:
    """
    Read how many are wanted.

    Raises:
        ArgumentTypeError: if it is no number from 0 on.
    """
    if not text.isdecimal() or len(text) > 18:
        raise ArgumentTypeError(f"{text!r} is no number from 0 on")
    return int(text)


def closest(word: str, known: Iterable[str]) -> str:
    """Return a question that names what may have been meant; empty if nothing is near."""
    # Only a mistake pays for it.
    import difflib

    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean {found[0]!r}?" if found else ""
