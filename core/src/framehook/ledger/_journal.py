"""The ledger's decisions, over whatever keeps the journal."""

from __future__ import annotations

__all__ = ("Journal",)

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from ..errors import LedgerError
from ..spi import (
    Cap,
    Denied,
    Failure,
    Intent,
    IntentState,
    LedgerEvent,
    NewIntent,
    Obj,
    Permit,
    StoredFile,
    Ticket,
)
from ._acceptance import stray, take_on
from ._bell import Bell
from ._change import change, grant, write_down
from ._inbox import keep
from ._input import amount, checked, kept, moment, plain, text
from ._median import medians, sample
from ._money import cap_scope, total
from ._query import Query
from ._store import Store
from ._transitions import SAID_AGAIN, Verb


class Journal:
    """
    A ledger that is kept in a store. Any number of threads may use it.

    It decides, and the store keeps. To keep a ledger in another database, write a `Store`.

    Args:
        store: What keeps it.

    Example:
        ```python
        from datetime import UTC, datetime

        from framehook.ledger import MemoryLedger
        from framehook.spi import NewIntent, Permit

        ledger, now = MemoryLedger(), datetime.now(UTC)
        intent, = ledger.plan([NewIntent(service="local", endpoint="example/echo")], now)
        permit = ledger.begin(intent.key, "me", 60, now)
        assert isinstance(permit, Permit) and ledger.holds(permit, now)
        ```
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.bell = getattr(store, "bell", None) or Bell()

    def __repr__(self) -> str:
        return f"<Journal in {self._store!r}>"

    @property
    def in_memory(self) -> bool:
        """Whether it never waits, so that nobody needs a thread for it."""
        return bool(getattr(self._store, "in_memory", False))

    def together(self) -> AbstractContextManager[None]:
        """Write all that this thread does at once. It counts once this has been left in peace."""
        return self._store.together()

    def plan(self, items: Sequence[NewIntent], now: datetime) -> Sequence[Intent]:
        """Write intents down and return their entries; the first one, for a known dedupe key."""
        now = moment(now)
        news = [checked(item) for item in items]
        with self._store.write(synced=False) as work:
            return tuple(write_down(work, new, now) for new in news)

    def begin(self, key: str, owner: str, ttl: float, now: datetime) -> Permit | Denied:
        """Reserve the money, count the attempt and take the lease, on disk when it returns."""
        with self._store.write() as work:
            entry = work.entry(key)
            if entry is None:
                raise LedgerError(f"The ledger has no entry {key!r}.", hint="Plan the call first.")
            return grant(work, entry, owner, ttl, moment(now))

    def holds(self, permit: Permit, now: datetime) -> bool:
        """Whether the permit may still be used. Asked right before sending."""
        now = moment(now)
        with self._store.read() as work:
            entry = work.entry(permit.key)
        return entry is not None and entry.holds(permit, now)

    def accepted(self, permit: Permit, ticket: Ticket, now: datetime) -> bool:
        """The service took it on."""
        with self._store.write(synced=False) as work:
            return take_on(work, permit.key, ticket, now, attempt=permit.attempt)

    def rejected(self, permit: Permit, failure: Failure, *, again: bool, now: datetime) -> bool:
        """Nothing runs: release the money. With `again` it is planned once more."""
        verb: Verb = "postponed" if again else "rejected"
        why = None if again else kept(failure)
        key, words = permit.key, failure.words
        return self._move(verb, key, words, now, attempt=permit.attempt, failure=why)

    def unknown(self, permit: Permit, evidence: str, now: datetime) -> bool:
        """Nobody can tell whether it was accepted: keep the money."""
        return self._move("unknown", permit.key, evidence, now, attempt=permit.attempt)

    def adopt(self, key: str, ticket: Ticket, evidence: str, now: datetime) -> bool:
        """An unknown one was found to be accepted. Refused if another intent has that job."""
        with self._store.write() as work:
            return take_on(work, key, ticket, now, evidence=evidence)

    def stray(self, key: str, ticket: Ticket, *, cost: Decimal | None, now: datetime) -> bool:
        """Write down a job that was paid besides the entry's own, or what it has cost."""
        with self._store.write() as work:
            return stray(work, key, ticket, amount(cost), moment(now))

    def absent(self, key: str, evidence: str, now: datetime) -> bool:
        """An unknown one is proven not to be accepted: it is planned once more."""
        return self._move("absent", key, evidence, now)

    def quarantine(self, key: str, evidence: str, now: datetime) -> bool:
        """An unknown one cannot be decided: a person must."""
        return self._move("quarantine", key, evidence, now)

    def write_off(self, key: str, evidence: str, now: datetime) -> bool:
        """A person gives a quarantined one up for lost: its money is taken for spent."""
        return self._move("write-off", key, evidence, now)

    def result(
        self,
        key: str,
        payload: Obj,
        *,
        units: Decimal | None,
        cost: Decimal | None,
        expires: datetime | None,
        now: datetime,
    ) -> bool:
        """The job is done: settle the money. Without a cost the estimate is taken."""
        return self._move(
            "result",
            key,
            "",
            now,
            cost=amount(cost),
            payload=plain(payload),
            units=amount(units),
            # A service that names no zone must not lose the customer a paid result.
            expires=None if expires is None else moment(expires, zone=UTC),
        )

    def failed(self, key: str, failure: Failure, *, cost: Decimal | None, now: datetime) -> bool:
        """The job ended without a result: settle the money, or release it without a cost."""
        why = kept(failure)
        return self._move("failed", key, failure.words, now, cost=amount(cost), failure=why)

    def cancelled(self, key: str, evidence: str, now: datetime) -> bool:
        """The plan, or an accepted job, was given up by the caller: release the money."""
        return self._move("cancelled", key, evidence, now)

    def fetched(self, key: str, files: Sequence[StoredFile], now: datetime) -> bool:
        """The files of the result are safe on this side."""
        return self._move("fetched", key, "", now, files=tuple(StoredFile(*file) for file in files))

    def expired(self, key: str, evidence: str, now: datetime) -> bool:
        """The service no longer has the result."""
        return self._move("expired", key, evidence, now)

    def lease(self, key: str, owner: str, ttl: float, now: datetime) -> bool:
        """Take or renew the lease on an entry. One on a result says that it is downloaded."""
        now = moment(now)
        with self._store.write(synced=False) as work:
            before = work.entry(key)
            if before is None or not before.is_free(owner, now):
                return False
            after = before.moved("lease", now)
            if after is None:
                work.save(before.leased(owner, ttl, now))
                return True
            return change(work, before, after.leased(owner, ttl, now), "lease", {"owner": owner})

    def release(self, key: str, owner: str, now: datetime) -> None:
        """Give the lease back."""
        now = moment(now)
        with self._store.write(synced=False) as work:
            before = work.entry(key)
            if before is None or before.owner != owner:
                return
            after = before.moved("release", now)
            if after is None:
                work.save(before.released(now))
            else:
                change(work, before, after.released(now), "release", {"owner": owner})

    def due(self, now: datetime, limit: int = 100) -> Sequence[Intent]:
        """Return entries that are open and leased by nobody, those that expire first first."""
        with self._store.read() as work:
            return tuple(entry.intent for entry in work.due(moment(now), max(0, limit)))

    def get(self, key: str) -> Intent | None:
        """Return one entry."""
        with self._store.read() as work:
            entry = work.entry(key)
        return None if entry is None else entry.intent

    def find(
        self,
        *,
        ticket: Ticket | None = None,
        dedupe: str | None = None,
        states: Iterable[IntentState] = (),
        endpoint: str | None = None,
        batch: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Sequence[Intent]:
        """Return entries that match, newest first; with `after`, the next after it first."""
        query = Query(
            job=None if ticket is None else (ticket.service, ticket.id),
            dedupe=dedupe,
            states=frozenset(states),
            endpoint=endpoint,
            batch=batch,
            after=after,
            limit=max(0, limit),
        )
        with self._store.read() as work:
            return tuple(entry.intent for entry in work.find(query))

    def notice(self, job: str, key: str | None, body: Obj, now: datetime) -> bool:
        """Put a notification into the inbox; `False` if it is there already."""
        now, body = moment(now), plain(body)
        with self._store.write() as work:
            if not keep(work, job, key or None, body, now):
                return False
        self.bell.ring(key, job)
        return True

    def note(self, key: str, kind: str, data: Obj, now: datetime) -> None:
        """Append a line of its own about an entry to the log."""
        with self._store.write(synced=False) as work:
            work.log(moment(now), key, kind, plain(data))

    def notices(self, key: str) -> Sequence[Obj]:
        """Return the notifications for one entry, in the order of arrival."""
        with self._store.read() as work:
            entry = work.entry(key)
            ticket = None if entry is None else entry.intent.ticket
            return tuple(work.notices(key, None if ticket is None else ticket.id))

    def set_caps(self, caps: Sequence[Cap], now: datetime) -> None:
        """Replace the limits."""
        now = moment(now)
        for cap in caps:
            cap_scope(cap, now)
        with self._store.write() as work:
            work.set_caps(caps)
            work.log(now, "", "caps", {"caps": [[c.scope, str(c.limit), c.currency] for c in caps]})

    def spending(self, now: datetime) -> Mapping[str, tuple[Decimal, Decimal]]:
        """Return reserved and spent money by scope: `total EUR` where it is not in USD."""
        with self._store.read() as work:
            return total(work.balances(), moment(now))

    def typical(self, endpoint: str) -> Mapping[str, Decimal]:
        """Return `cost`, `units` and `seconds`: medians of what earlier calls took."""
        with self._store.read() as work:
            return medians(work.find(sample(endpoint)))

    def events(
        self, after: int = 0, key: str | None = None, limit: int = 1000
    ) -> Sequence[LedgerEvent]:
        """Return lines of the log with a higher number than `after`."""
        with self._store.read() as work:
            return tuple(work.events(after, key, max(0, limit)))

    def close(self) -> None:
        """Let go of the journal. Closing twice has no effect."""
        self._store.close()

    def _move(
        self, verb: Verb, key: str, why: str, now: datetime, attempt: int | None = None, **more: Any
    ) -> bool:
        now, words = moment(now), text(why)
        with self._store.write(synced=verb not in SAID_AGAIN) as work:
            before = work.entry(key)
            if before is None or attempt not in {None, before.intent.attempt}:
                return False
            after = before.moved(verb, now, evidence=words, **more)
            return change(work, before, after, verb, {"evidence": words})
