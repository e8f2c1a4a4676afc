"""Entries of the ledger, found by what people have at hand, and as they are told."""

from __future__ import annotations

__all__ = ("entry_json", "find_entry", "find_ticket")

import json
from typing import TYPE_CHECKING, Any

from ..clients._outfit import as_ticket
from ..errors import TicketError
from ..spi._ledger import entries_of, strays_of
from ._output import money

if TYPE_CHECKING:
    from ..spi._intent import Intent
    from ..spi._job import Ticket
    from ..spi._ledger import Ledger
    from ._terminal import Terminal

SHORTEST = 4


def find_entry(ledger: Ledger, name: str) -> Intent:
    """
    Return the entry that a key, the beginning of one, a caller's key or a job's id names.

    Raises:
        TicketError: if there is none, or more than one.
    """
    exact = ledger.get(name)
    if exact is not None:
        return exact
    found = [
        intent
        for intent in entries_of(ledger)
        if name == intent.new.dedupe
        or (intent.ticket is not None and intent.ticket.id == name)
        or (len(name) >= SHORTEST and intent.key.startswith(name))
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise TicketError(
            f"{name!r} names {len(found)} entries of the ledger.", hint="Give more of the key."
        )
    raise TicketError(
        f"The ledger has no entry {name!r}.", hint="List its entries with: framehook jobs list"
    )


def find_ticket(ledger: Ledger, name: str, terminal: Terminal) -> Ticket:
    """
    Return the ticket that is written out, comes through the pipe, or stands in the ledger.

    Raises:
        TicketError: if there is none.
    """
    text = terminal.stdin.read() if name == "-" else name
    if text.lstrip().startswith("{"):
        return as_ticket(text)
    intent = find_entry(ledger, text.strip())
    if intent.ticket is None:
        raise TicketError(
            f"The entry {intent.key} has no job: it is {intent.state.value}.",
            hint=f"See: framehook jobs show {intent.key}",
        )
    return intent.ticket


def entry_json(ledger: Ledger, intent: Intent) -> dict[str, Any]:
    """Return everything that a ledger says of an entry, money as decimal strings."""
    new, failure = intent.new, intent.failure
    return {
        "key": intent.key,
        "state": intent.state.value,
        "endpoint": new.endpoint,
        "service": new.service,
        "account": new.account,
        "dedupe": new.dedupe,
        "batch": new.batch,
        "attempt": intent.attempt,
        "ticket": None if intent.ticket is None else intent.ticket.to_json(),
        "arguments": json.loads(json.dumps(new.arguments, default=str)),
        "estimate": money(new.estimate),
        "reserved": money(intent.reserved),
        "spent": money(intent.spent),
        "currency": new.currency,
        "units": money(intent.units),
        "failure": None if failure is None else {"kind": failure.kind, "words": failure.words},
        "evidence": intent.evidence or None,
        "expires": None if intent.expires is None else intent.expires.isoformat(),
        "files": [
            {"field": file.field, "path": file.path, "bytes": file.bytes, "sha256": file.sha256}
            for file in intent.files
        ],
        "strays": [
            {"service": stray.ticket.service, "id": stray.ticket.id, "cost": money(stray.cost)}
            for stray in strays_of(ledger, intent.key)
        ],
        "created": intent.created.isoformat(),
        "updated": intent.updated.isoformat(),
    }
