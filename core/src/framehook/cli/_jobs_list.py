"""`framehook jobs list`: the entries of the ledger."""

from __future__ import annotations

__all__ = ("add_ledger_option", "configure", "perform")

from contextlib import closing
from typing import TYPE_CHECKING

from ..spi._intent import IntentState
from ._bench import open_ledger
from ._entry import entry_json
from ._exit import DONE
from ._output import columns, emit, money
from ._usage import count

if TYPE_CHECKING:
    from argparse import Namespace

    from ..spi._intent import Intent
    from ._invocation import Invocation
    from ._usage import Parser


def add_ledger_option(parser: Parser) -> None:
    """Add the option that names the ledger."""
    parser.add_argument("--ledger", metavar="PATH", help="the journal of what was paid")


def configure(parser: Parser) -> None:
    """Add the options."""
    states = [state.value for state in IntentState]
    parser.add_argument("--state", action="append", default=[], choices=states, metavar="STATE")
    parser.add_argument("--endpoint", metavar="ID")
    parser.add_argument("--batch", metavar="LABEL")
    parser.add_argument("--limit", type=count, default=20, help="how many at most; 20")
    add_ledger_option(parser)


def perform(given: Namespace, invocation: Invocation) -> int:
    """List entries, the newest first."""
    with closing(open_ledger(invocation, given.ledger, reads=True)) as ledger:
        found = ledger.find(
            states=[IntentState(state) for state in given.state],
            endpoint=given.endpoint,
            batch=given.batch,
            limit=given.limit,
        )
        told = [entry_json(ledger, intent) for intent in found]
    if invocation.json:
        emit(invocation.terminal, {"jobs": told})
        return DONE
    if found:
        rows = [_row(intent) for intent in found]
        head = ("key", "state", "endpoint", "service", "cost", "created")
        invocation.terminal.out(columns(rows, head))
        for entry in told:
            for stray in entry["strays"]:
                invocation.say(
                    f"{entry['key'][:12]} was paid twice: {stray['service']} also has the job "
                    f"{stray['id']}. See: framehook jobs show {entry['key'][:12]}"
                )
    else:
        invocation.say("The ledger has no such entry.")
    return DONE


def _row(intent: Intent) -> tuple[str | None, ...]:
    amount = money(intent.spent)
    return (
        intent.key[:12],
        intent.state.value,
        intent.new.endpoint,
        intent.new.service,
        f"{amount} {intent.new.currency}" if amount is not None else None,
        f"{intent.created:%Y-%m-%d %H:%M}",
    )
