"""Where the files of a call were placed: what tells calls apart whose files have one name."""

from __future__ import annotations

__all__ = ("note_places", "placed")

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime

from ..spi._command import Flow
from ..spi._intent import Intent
from ..spi._json import Json, Obj
from ..spi._ledger import Annotates, Ledger, lines_of
from ..spi._pointer import put
from ._commands import Record
from ._redact import redacted

KIND = "placed"


def note_places(key: str, values: Mapping[str, Json]) -> Flow[None]:
    """Write down where the files of a call are, in a form fit for people."""
    if values:
        told = redacted(dict(values))
        yield from Record(lambda ledger, now: _note(ledger, key, told, now))


def placed(intent: Intent) -> Flow[Obj]:
    """Return the arguments of an entry with its files where they were placed."""
    places = yield from Record(lambda ledger, _: _places(ledger, intent.key))
    arguments = deepcopy(dict(intent.new.arguments))
    for pointer, value in places.items():
        put(arguments, pointer, value)
    return arguments


def _note(ledger: Ledger, key: str, told: Obj, now: datetime) -> None:
    # Optional: without it the names of files have to do.
    if isinstance(ledger, Annotates):
        ledger.note(key, KIND, told, now)


def _places(ledger: Ledger, key: str) -> Obj:
    found = [line.data for line in lines_of(ledger, key) if line.kind == KIND]
    return found[-1] if found else {}
