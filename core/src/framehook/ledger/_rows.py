"""Entries as rows and back."""

from __future__ import annotations

__all__ = (
    "ARGUMENTS",
    "INSERT",
    "SELECT",
    "Row",
    "changes",
    "from_row",
    "json_of",
    "stamp",
    "to_row",
    "update",
)

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeAlias

from ..errors import LedgerError, TicketError
from ..spi import Failure, Intent, IntentState, NewIntent, StoredFile, Ticket
from ._entry import Entry

Value: TypeAlias = "str | int | float | None"
Row: TypeAlias = tuple[Value, ...]
_Write: TypeAlias = "Callable[[Any], Value] | None"

# `json.dumps` looks at ten settings each time.
json_of = json.JSONEncoder().encode


@lru_cache(maxsize=64)
def stamp(moment: datetime) -> str:
    """Return a time in UTC as text that sorts by time; a step writes its own thrice."""
    return moment.isoformat(timespec="microseconds")


# Every column, where an entry has it, and how that is written where it is not written as it
# is. These never change.
_PLAN: Mapping[str, tuple[str, _Write]] = {
    "key": ("intent.key", None),
    "service": ("intent.new.service", None),
    "endpoint": ("intent.new.endpoint", None),
    "dedupe": ("intent.new.dedupe", None),
    "account": ("intent.new.account", None),
    "batch": ("intent.new.batch", None),
    "arguments": ("intent.new.arguments", json_of),
    "leaves": ("intent.new.leaves", json_of),
    "estimate": ("intent.new.estimate", str),
    "currency": ("intent.new.currency", None),
    "created": ("intent.created", stamp),
}
# These do.
_STATE: Mapping[str, tuple[str, _Write]] = {
    "state": ("intent.state", attrgetter("value")),
    "attempt": ("intent.attempt", None),
    "host": ("intent.ticket", attrgetter("service")),
    "job": ("intent.ticket", attrgetter("id")),
    "ticket": ("intent.ticket", lambda ticket: json_of(ticket.to_json())),
    "reserved": ("intent.reserved", str),
    "spent": ("intent.spent", str),
    "cost": ("cost", str),
    "units": ("intent.units", str),
    "failure": ("intent.failure", json_of),
    "evidence": ("intent.evidence", None),
    "payload": ("intent.payload", json_of),
    "expires": ("intent.expires", stamp),
    "files": ("intent.files", json_of),
    "updated": ("intent.updated", stamp),
    "touched": ("touched", stamp),
    "begun": ("begun", stamp),
    "seconds": ("seconds", None),
    "owner": ("owner", None),
    "until": ("until", stamp),
}
_NAMES = (*_PLAN, *_STATE)
_COLUMNS = ("number", *_NAMES)
# Where the arguments are in a row without its number.
ARGUMENTS = _NAMES.index("arguments")
# Only names from the lists above become part of a statement.
INSERT = (
    f"INSERT INTO intents ({', '.join(_NAMES)}) "  # noqa: S608
    f"VALUES ({', '.join('?' * len(_NAMES))})"
)
SELECT = f"SELECT {', '.join(_COLUMNS)} FROM intents"  # noqa: S608

_all = attrgetter(*(where for where, _ in (*_PLAN.values(), *_STATE.values())))
_state = attrgetter(*(where for where, _ in _STATE.values()))
_WRITES = tuple(write for _, write in (*_PLAN.values(), *_STATE.values()))
_CHANGES = tuple((name, write) for name, (_, write) in _STATE.items())


@lru_cache(maxsize=256)
def update(names: tuple[str, ...]) -> str:
    """Return the statement that changes some columns of the row with a number."""
    return f"UPDATE intents SET {', '.join(f'{name} = ?' for name in names)} WHERE number = ?"  # noqa: S608


def to_row(entry: Entry) -> Row:
    """Return every column of an entry but its number."""
    pairs = zip(_WRITES, _all(entry), strict=True)
    return tuple(
        [value if write is None or value is None else write(value) for write, value in pairs]
    )


def changes(before: Entry, after: Entry) -> dict[str, Value]:
    """Return the columns in which an entry is another one: an index is a page to write."""
    pairs = zip(_CHANGES, _state(before), _state(after), strict=True)
    return {
        name: new if write is None or new is None else write(new)
        for (name, write), old, new in pairs
        if new is not old
    }


def from_row(found: Sequence[Any]) -> Entry:
    """
    Return the entry that was written. The row has the columns of `SELECT`.

    Raises:
        LedgerError: if the row makes no sense.
    """
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


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
