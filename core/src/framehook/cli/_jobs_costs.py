"""`framehook jobs costs`: what was spent, and what is reserved."""

from __future__ import annotations

__all__ = ("configure", "perform")

from contextlib import closing
from typing import TYPE_CHECKING

from ..drivers._clock import SystemClock
from ._bench import open_ledger
from ._exit import DONE
from ._jobs_list import add_ledger_option
from ._output import columns, emit, money

if TYPE_CHECKING:
    from argparse import Namespace

    from ._invocation import Invocation
    from ._usage import Parser


def configure(parser: Parser) -> None:
    """Add the options."""
    add_ledger_option(parser)


def perform(given: Namespace, invocation: Invocation) -> int:
    """Say what every scope has cost."""
    now = (invocation.clock or SystemClock()).now()
    with closing(open_ledger(invocation, given.ledger, reads=True)) as ledger:
        spending = ledger.spending(now)
    rows = [(scope, money(reserved), money(spent)) for scope, (reserved, spent) in spending.items()]
    if invocation.json:
        names = ("scope", "reserved", "spent")
        emit(invocation.terminal, {"costs": [dict(zip(names, row, strict=True)) for row in rows]})
    else:
        invocation.terminal.out(columns(rows, ("scope", "reserved", "spent")))
    return DONE
