"""What the verbs that begin a plugin have in common: a plan that is shown, then written."""

from __future__ import annotations

__all__ = ("add_place_options", "carry_out", "next_steps", "requires")

import importlib.util
import shlex
from typing import TYPE_CHECKING

from ..scaffold import check, write
from ._exit import DONE
from ._output import emit
from ._terminal import expanded, plain

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from ..scaffold import Plan
    from ._invocation import Invocation
    from ._usage import Parser


def add_place_options(parser: Parser) -> None:
    """Add the options that say where to write, and whether."""
    parser.add_argument(
        "--into", metavar="DIR", help="the new folder; otherwise named like the distribution"
    )
    parser.add_argument("--dry-run", action="store_true", help="show the plan and write nothing")
    parser.add_argument(
        "--force", action="store_true", help="replace files of a folder that is not empty"
    )


def requires() -> str:
    """Return the range of versions of framehook that a new plugin asks for."""
    # Reading metadata costs more than the rest of a command's start.
    from importlib_metadata import version

    major, minor = version("framehook").split(".")[:2]
    return f">={major}.{minor},<{int(major) + 1}"


def carry_out(plan: Plan, given: Namespace, invocation: Invocation, steps: Sequence[str]) -> int:
    """
    Show a plan and write its files, unless nothing is to be written.

    Args:
        plan: The plan.
        given: The options of the command.
        invocation: Where it is shown.
        steps: The commands that come next, in the new folder.
    """
    name = given.into or plan.distribution
    folder = invocation.terminal.directory / expanded(name)
    check(folder, force=given.force)
    commands = [f"cd {shlex.quote(name)}", *steps]
    if not invocation.json:
        _show(plan, name, invocation)
    if not given.dry_run:
        write(plan, folder, force=given.force)
    if invocation.json:
        answer = {
            "ok": True,
            "written": not given.dry_run,
            "distribution": plan.distribution,
            "directory": str(folder.resolve()),
            "files": list(plan.files),
            "understood": list(plan.understood),
            "guesses": list(plan.guesses),
            "todo": list(plan.todo),
            "doubts": list(plan.doubts),
            "next": commands,
        }
        emit(invocation.terminal, answer)
    elif given.dry_run:
        invocation.say("Nothing was written.")
    else:
        invocation.terminal.out("\n".join(["next:", *(f"  {line}" for line in commands)]))
    return DONE


def _show(plan: Plan, name: str, invocation: Invocation) -> None:
    parts = {
        f"{plan.distribution}, in the folder {name}": plan.files,
        "understood": plan.understood,
        "guessed; change what is wrong": plan.guesses,
        "to do, marked TODO in the source": plan.todo,
        "not understood": plan.doubts,
    }
    for title, lines in parts.items():
        if lines:
            shown = [f"{title}:", *(f"  {line}" for line in lines)]
            invocation.terminal.out(plain("\n".join(shown)))


def next_steps(look: str) -> list[str]:
    """Return what to type next: install it, look at what is there, and test it."""
    # An environment made by uv has no pip in it.
    pip = "uv pip" if importlib.util.find_spec("pip") is None else "python -m pip"
    return [f"{pip} install -e '.[test]'", look, "pytest"]
