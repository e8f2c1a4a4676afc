"""Entries as rows and back."""

from __future__ import annotations

__all__ = ("INSERT", "SELECT", "UPDATE", "from_row", "stamp", "to_row", "to_state")

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

from ..errors import LedgerError, TicketError
from ..spi import Failure, Intent, IntentState, NewIntent, StoredFile, Ticket
from ._entry import Entry

Row: TypeAlias = dict[str, "str | int | float | None"]

# What never changes, and what every change writes again.
_PLAN = (
    "key",
    "service",
    "endpoint",
    "dedupe",
    "account",
    "batch",
    "arguments",
    "leaves",
    "estimate",
    "currency",
    "created",
)
_STATE = (
    "state",
    "attempt",
    "host",
    "job",
    "ticket",
    "reserved",
    "spent",
    "cost",
    "units",
    "failure",
    "evidence",
    "payload",
    "expires",
    "files",
    "updated",
    "touched",
    "begun",
    "seconds",
    "owner",
    "until",
)
_NAMES = (*_PLAN, *_STATE)
# Only names from the lists above become part of a statement.
INSERT = (
    f"INSERT INTO intents ({', '.join(_NAMES)}) "  # noqa: S608
    f"VALUES ({', '.join(':' + name for name in _NAMES)})"
)
_COLUMNS = ("number", *_NAMES)
SELECT = f"SELECT {', '.join(_COLUMNS)} FROM intents"  # noqa: S608
UPDATE = (
    f"UPDATE intents SET {', '.join(f'{name} = :{name}' for name in _STATE)} "  # noqa: S608
    "WHERE key = :key"
)


def stamp(moment: datetime) -> str:
    """Return a time in UTC as text that sorts by time."""
    return moment.isoformat(timespec="microseconds")


def to_row(entry: Entry) -> Row:
    """Return every column of an entry."""
    intent, new = entry.intent, entry.intent.new
    return {
        **to_state(entry),
        "service": new.service,
        "endpoint": new.endpoint,
        "dedupe": new.dedupe,
        "account": new.account,
        "batch": new.batch,
        "arguments": json.dumps(new.arguments),
        "leaves": json.dumps(new.leaves),
        "estimate": _number(new.estimate),
        "currency": new.currency,
        "created": stamp(intent.created),
    }


def to_state(entry: Entry) -> Row:
    """Return the columns that change, and the key."""
    intent, ticket = entry.intent, entry.intent.ticket
    return {
        "key": intent.key,
        "state": intent.state.value,
        "attempt": intent.attempt,
        "host": None if ticket is None else ticket.service,
        "job": None if ticket is None else ticket.id,
        "ticket": None if ticket is None else json.dumps(ticket.to_json()),
        "reserved": str(intent.reserved),
        "spent": _number(intent.spent),
        "cost": _number(entry.cost),
        "units": _number(intent.units),
        "failure": None if intent.failure is None else json.dumps(intent.failure),
        "evidence": intent.evidence,
        "payload": None if intent.payload is None else json.dumps(intent.payload),
        "expires": _stamp(intent.expires),
        "files": json.dumps(intent.files),
        "updated": stamp(intent.updated),
        "touched": stamp(entry.touched),
        "begun": _stamp(entry.begun),
        "seconds": entry.seconds,
        "owner": entry.owner,
        "until": _stamp(entry.until),
    }


def from_row(found: sqlite3.Row) -> Entry:
    """
    Return the entry that was written. The row has the columns of `SELECT`.

    Raises:
        LedgerError: if the row makes no sense.
    """
    # A row looks a name up by comparing it with one after the other.
    row: dict[str, Any] = dict(zip(_COLUMNS, found, strict=True))
    try:
        return Entry(
            intent=_intent(row),
            number=row["number"],
            owner=row["owner"],
            until=_moment(row["until"]),
            touched=datetime.fromisoformat(row["touched"]),
            begun=_moment(row["begun"]),
            cost=_decimal(row["cost"]),
            seconds=row["seconds"],
        )
    except (ValueError, TypeError, ArithmeticError, TicketError) as exc:
        raise LedgerError(
            f"The ledger's entry {row['key']!r} cannot be read: {exc}.",
            hint="Something else has changed the file, or a newer framehook wrote it.",
        ) from exc


def _intent(row: Mapping[str, Any]) -> Intent:
    ticket, failure = _json(row["ticket"]), _json(row["failure"])
    return Intent(
        key=row["key"],
        new=NewIntent(
            service=row["service"],
            endpoint=row["endpoint"],
            dedupe=row["dedupe"],
            account=row["account"],
            arguments=json.loads(row["arguments"]),
            leaves=json.loads(row["leaves"]),
            estimate=_decimal(row["estimate"]),
            currency=row["currency"],
            batch=row["batch"],
        ),
        state=IntentState(row["state"]),
        attempt=row["attempt"],
        ticket=None if ticket is None else Ticket.from_json(ticket),
        reserved=Decimal(row["reserved"]),
        spent=_decimal(row["spent"]),
        units=_decimal(row["units"]),
        failure=None if failure is None else Failure(*failure),
        evidence=row["evidence"],
        payload=_json(row["payload"]),
        expires=_moment(row["expires"]),
        files=tuple(StoredFile(*file) for file in json.loads(row["files"])),
        created=datetime.fromisoformat(row["created"]),
        updated=datetime.fromisoformat(row["updated"]),
    )


def _json(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _number(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
