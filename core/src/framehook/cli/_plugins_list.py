"""`framehook plugins`: what the installed plugins offer, without importing any of it."""

from __future__ import annotations

__all__ = ("configure", "perform")

from typing import TYPE_CHECKING

from ._exit import DONE
from ._output import columns, emit

if TYPE_CHECKING:
    from argparse import Namespace

    from ._invocation import Invocation
    from ._usage import Parser

_NAMES = ("kind", "name", "distribution", "version", "state", "why", "fix")


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument("--kind", help="only these, services for instance")


def perform(given: Namespace, invocation: Invocation) -> int:
    """List every entry."""
    entries = [entry for entry in invocation.registry.entries() if given.kind in {None, entry.kind}]
    if invocation.json:
        rows = [{name: getattr(entry, name) for name in _NAMES} for entry in entries]
        for row, entry in zip(rows, entries, strict=True):
            row["state"] = entry.state.value
        emit(invocation.terminal, {"plugins": rows})
        return DONE
    told = [(entry.kind[:-1], entry.name, entry.origin, entry.state.value) for entry in entries]
    invocation.terminal.out(columns(told, ("kind", "name", "provided by", "state")))
    for entry in entries:
        if entry.why:
            invocation.say(f"{entry.name}: {entry.why} {entry.fix}".rstrip())
    return DONE
