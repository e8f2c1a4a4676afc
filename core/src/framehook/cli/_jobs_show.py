"""`framehook jobs show`: one entry of the ledger."""

from __future__ import annotations

__all__ = ("configure", "perform")

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

from ._bench import open_ledger
from ._entry import entry_json, find_entry
from ._exit import DONE
from ._jobs_list import add_ledger_option
from ._output import columns, emit

if TYPE_CHECKING:
    from argparse import Namespace

    from ._invocation import Invocation
    from ._usage import Parser


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument("key", metavar="KEY", help="a key, its beginning, or a job's id")
    add_ledger_option(parser)


def perform(given: Namespace, invocation: Invocation) -> int:
    """Show an entry with its log."""
    with closing(open_ledger(invocation, given.ledger, reads=True)) as ledger:
        intent = find_entry(ledger, given.key)
        lines = ledger.events(key=intent.key)
        answer = entry_json(ledger, intent)
    log: list[dict[str, Any]] = [
        {"at": line.at.isoformat(), "kind": line.kind, "state": line.data.get("state")}
        for line in lines
    ]
    if invocation.json:
        emit(invocation.terminal, {"job": answer, "log": log})
        return DONE
    facts = [(name, _text(value)) for name, value in answer.items() if value not in (None, [], {})]
    told = [(line["at"], line["kind"], line["state"]) for line in log]
    invocation.terminal.out(f"{columns(facts)}\n\n{columns(told, ('at', 'what', 'state'))}")
    return DONE


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
