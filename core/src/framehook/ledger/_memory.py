"""A ledger that lasts as long as its process."""

from __future__ import annotations

__all__ = ("MemoryLedger",)

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Self, TypeAlias

from ..errors import LedgerError
from ..forking import ForkLock
from ..spi import Cap, Json, LedgerEvent, Obj
from ._entry import Entry
from ._journal import Journal
from ._money import Balance
from ._transitions import OPEN

if TYPE_CHECKING:
    from ._query import Query

_Line: TypeAlias = tuple[datetime, str, str, tuple[str, ...], tuple[Json, ...]]
_LATEST = datetime.max.replace(tzinfo=UTC)


def MemoryLedger(url: str = "memory:") -> Journal:  # noqa: N802  It is used like a class.
    """
    Make a ledger that lasts as long as its process.

    It keeps every promise but one: what it knows is gone when the process ends, so that
    nobody can tell afterwards what had been sent. Other processes do not see it, nor does
    a child see what happens after the fork.

    Args:
        url: Says nothing more; a ledger that is chosen by name is given one.

    Example:
        ```python
        from framehook.ledger import MemoryLedger

        ledger = MemoryLedger()
        assert ledger.find() == ()
        ```
    """
    del url
    return Journal(MemoryStore())


class MemoryStore:
    """Keeps a journal in dictionaries; it is its own transaction, one at a time."""

    in_memory = True

    def __init__(self) -> None:
        self._lock = ForkLock()
        self._is_closed = False
        self._entries: dict[str, Entry] = {}
        self._dedupes: dict[str, str] = {}
        self._jobs: dict[tuple[str, str], str] = {}
        self._balances: dict[tuple[str, str], Balance] = {}
        self._caps: Sequence[Cap] = ()
        self._notices: dict[tuple[str, str | None, str], Obj] = {}
        self._unclaimed: dict[tuple[str, str | None, str], datetime] = {}
        self._log: list[_Line] = []

    def __repr__(self) -> str:
        return "memory"

    def __enter__(self) -> Self:
        self._lock.__enter__()
        if self._is_closed:
            self._lock.__exit__(None, None, None)
            raise LedgerError("The ledger in memory has been closed.")
        return self

    def __exit__(self, *exc: object) -> None:
        self._lock.__exit__(None, None, None)

    def write(self, *, synced: bool = True) -> Self:
        """Keep everyone else out until the end. Nothing raises between two changes."""
        del synced
        return self

    def read(self) -> Self:
        """Likewise: what is looked at does not change."""
        return self

    @contextmanager
    def together(self) -> Generator[None]:
        """Do nothing: each part is done when it is done."""
        yield

    def close(self) -> None:
        """Refuse everything from now on."""
        self._is_closed = True

    def entry(self, key: str) -> Entry | None:
        """Return the entry with a key."""
        return self._entries.get(key)

    def with_dedupe(self, dedupe: str) -> Entry | None:
        """Return the entry with a caller's key."""
        key = self._dedupes.get(dedupe)
        return None if key is None else self._entries[key]

    def with_job(self, service: str, job: str) -> Entry | None:
        """Return the entry that has a service's job."""
        key = self._jobs.get((service, job))
        return None if key is None else self._entries[key]

    def add(self, entry: Entry) -> None:
        """Add an entry; a dictionary remembers the order."""
        self._entries[entry.intent.key] = entry
        if entry.intent.new.dedupe is not None:
            self._dedupes[entry.intent.new.dedupe] = entry.intent.key

    def save(self, entry: Entry) -> None:
        """Replace an entry."""
        self._entries[entry.intent.key] = entry
        if entry.intent.ticket is not None:
            ticket = entry.intent.ticket
            self._jobs[ticket.service, ticket.id] = entry.intent.key

    def due(self, now: datetime, limit: int) -> Sequence[Entry]:
        """Return open entries without a good lease."""
        found = [
            entry
            for entry in self._entries.values()
            if entry.intent.state in OPEN and not entry.is_leased(now)
        ]
        found.sort(key=lambda entry: (entry.intent.expires or _LATEST, entry.touched))
        return found[:limit]

    def find(self, query: Query) -> Sequence[Entry]:
        """Return entries that match, newest first unless they come after another one."""
        entries: Iterable[Entry] = reversed(self._entries.values())
        if query.after is not None:
            entries = _after(query.after, self._entries.values())
        found = (entry for entry in entries if _matches(entry, query))
        return list(islice(found, query.limit))

    def balance(self, scope: str, currency: str) -> Balance:
        """Return the money of one scope."""
        return self._balances.get((scope, currency), Balance())

    def set_balance(self, scope: str, currency: str, balance: Balance) -> None:
        """Replace the money of one scope."""
        self._balances[scope, currency] = balance

    def balances(self) -> Mapping[tuple[str, str], Balance]:
        """Return the money of every scope and currency."""
        return self._balances

    def caps(self) -> Sequence[Cap]:
        """Return the limits."""
        return self._caps

    def set_caps(self, caps: Sequence[Cap]) -> None:
        """Replace the limits."""
        self._caps = tuple(caps)

    def add_notice(self, job: str, key: str | None, digest: str, body: Obj, now: datetime) -> bool:
        """Keep a notification, if it is new."""
        if (job, key, digest) in self._notices:
            return False
        self._notices[job, key, digest] = body
        if key is None:
            self._unclaimed[job, key, digest] = now
        return True

    def claim_notices(self, job: str, key: str) -> None:
        """Give the notifications without a key about a job that key."""
        mine = {name: (job, key, name[2]) for name in self._unclaimed if name[0] == job}
        if mine:
            self._notices = {mine.get(name, name): body for name, body in self._notices.items()}
        for name in mine:
            del self._unclaimed[name]

    def forget_notices(self, before: datetime, most: int) -> int:
        """Drop notifications without a key: those from before, and the oldest of too many."""
        names = [name for name, at in self._unclaimed.items() if at < before]
        left = len(self._unclaimed) - len(names)
        if left > most:
            young = (name for name, at in self._unclaimed.items() if at >= before)
            names += islice(young, left - most + most // 10)
        for name in names:
            del self._notices[name], self._unclaimed[name]
        return len(names)

    def notices(self, key: str, job: str | None) -> Sequence[Obj]:
        """Return notifications for one entry."""
        return [
            body
            for (its_job, its_key, _), body in self._notices.items()
            if its_key == key or (its_key is None and its_job == job)
        ]

    def log(self, at: datetime, key: str, kind: str, data: Obj) -> None:
        """Append a line to the log."""
        # Python looks at all objects again and again, and nothing has as many as a log. It does
        # not look at plain tuples of texts and numbers.
        self._log.append((at, key, kind, tuple(data), tuple(data.values())))

    def events(self, after: int, key: str | None, limit: int) -> Sequence[LedgerEvent]:
        """Return lines of the log in order."""
        later = enumerate(islice(self._log, max(0, after), None), max(0, after) + 1)
        mine = ((number, line) for number, line in later if key is None or line[1] == key)
        return [
            LedgerEvent(number, at, its_key, kind, dict(zip(names, values, strict=True)))
            for number, (at, its_key, kind, names, values) in islice(mine, limit)
        ]


def _after(key: str, entries: Iterable[Entry]) -> Iterator[Entry]:
    later = iter(entries)
    if key:
        # Nothing is left after a key that nobody has.
        deque(takewhile(lambda entry: entry.intent.key != key, later), maxlen=0)
    return later


def _matches(entry: Entry, query: Query) -> bool:
    intent, ticket = entry.intent, entry.intent.ticket
    return (
        (query.job is None or (ticket is not None and (ticket.service, ticket.id) == query.job))
        and (query.dedupe is None or intent.new.dedupe == query.dedupe)
        and (not query.states or intent.state in query.states)
        and (query.endpoint is None or intent.new.endpoint == query.endpoint)
        and (query.batch is None or intent.new.batch == query.batch)
    )
