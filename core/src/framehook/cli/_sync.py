"""`framehook sync`: a family's static files are written from its endpoint objects."""

from __future__ import annotations

__all__ = ("configure", "perform")

import shlex
from typing import TYPE_CHECKING

from ..registry._sync import sync
from ._exit import DONE, FAULT
from ._output import emit

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from ..registry import Entry
    from ._invocation import Invocation
    from ._usage import Parser


# Metadata of an installation are those of the day it was made, an editable one's too.
AGAIN = "Its entry points changed: install it again, with pip install -e . in its folder."


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument("directory", nargs="?", default=".", metavar="DIR", help="of the family")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 5 if stale")


def perform(given: Namespace, invocation: Invocation) -> int:
    """Write, or compare."""
    place = (invocation.terminal.directory / given.directory).resolve()
    drift = sync(place, check=given.check).splitlines()
    code = FAULT if drift and given.check else DONE
    if invocation.json:
        emit(invocation.terminal, {"ok": code == DONE, "drift": drift})
        return code
    for line in drift:
        invocation.terminal.out(line)
    if not drift:
        again = next(
            (entry.fix for entry in invocation.registry.stale() if _is_of(entry, place)), ""
        )
        said = f"Nothing differs, but it was installed before it changed: {again}"
        invocation.say(said if again else "Nothing differs.")
    elif not given.check:
        is_listed = not any(line.startswith("pyproject.toml") for line in drift)
        invocation.say("Written." if is_listed else f"Written. {AGAIN}")
    return code


def _is_of(entry: Entry, place: Path) -> bool:
    return (entry.fix or "").endswith(f" {shlex.quote(str(place))}")
