"""`framehook plugins why`: what decides about a plugin."""

from __future__ import annotations

__all__ = ("configure", "perform")

from typing import TYPE_CHECKING

from ._exit import DONE, REFUSED
from ._output import emit

if TYPE_CHECKING:
    from argparse import Namespace

    from ._invocation import Invocation
    from ._usage import Parser


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument("name", help="an entry, a family or a distribution")


def perform(given: Namespace, invocation: Invocation) -> int:
    """Explain a name."""
    found = invocation.registry.why(given.name)
    code = DONE if found.entries else REFUSED
    if not invocation.json:
        invocation.terminal.out(str(found))
        return code
    emit(
        invocation.terminal,
        {
            "ok": bool(found.entries),
            "name": found.name,
            "entries": [{**entry._asdict(), "state": entry.state.value} for entry in found.entries],
            "decisions": [decision._asdict() for decision in found.decisions],
            "hint": found.hint,
        },
    )
    return code
