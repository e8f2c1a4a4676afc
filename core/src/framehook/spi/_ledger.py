"""
The durable journal of what was intended, sent, accepted, billed and fetched.

Every method is one transaction. A method that changes something takes the present time
as `now`, so that a ledger has no clock of its own, and answers whether the change was
made: a change that another process has made first is refused, not repeated.
"""

from __future__ import annotations

__all__ = (
    "Cap",
    "Denied",
    "Intent",
    "IntentState",
    "Ledger",
    "LedgerEvent",
    "NewIntent",
    "Permit",
    "StoredFile",
)

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Literal, NamedTuple, Protocol

from ._job import Failure, Ticket
from ._json import Json, Obj


class IntentState(Enum):
    """Where an intent stands. The last seven are ends, though a late answer may still come."""

    PLANNED = "planned"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    UNKNOWN = "unknown"
    RESULT = "result"
    DOWNLOADING = "downloading"
    QUARANTINED = "quarantined"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    FETCHED = "fetched"
    WRITTEN_OFF = "written-off"

    @property
    def holds_money(self) -> bool:
        """Whether its reservation still counts against the limits."""
        return self in _HOLDING


_HOLDING = frozenset(
    {
        IntentState.SUBMITTING,
        IntentState.SUBMITTED,
        IntentState.UNKNOWN,
        IntentState.QUARANTINED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIntent:
    """
    A call to be paid once.

    Attributes:
        dedupe: The caller's own key. A second intent with it is the first one.
        service: Name of the service.
        endpoint: Endpoint id.
        account: Label of the account that pays.
        arguments: The body in a form fit for people: no secret, no data URI.
        leaves: SHA-256 of every leaf of the body, by JSON pointer.
        estimate: High end of the quote in `currency`; `None` if unknown.
        currency: ISO 4217 code.
        batch: Label of a group of calls.
    """

    service: str
    endpoint: str
    dedupe: str | None = None
    account: str | None = None
    arguments: Obj = field(default_factory=dict)
    leaves: Mapping[str, str] = field(default_factory=dict)
    estimate: Decimal | None = None
    currency: str = "USD"
    batch: str | None = None


class StoredFile(NamedTuple):
    """A file of a result that is safe on this side."""

    field: str
    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """
    One entry of the ledger.

    Attributes:
        key: The ledger's own key, safe in URLs, headers and file names.
        new: What was intended.
        state: Where it stands.
        attempt: How many attempts at sending have begun.
        ticket: What identifies the accepted job.
        reserved: Money set aside.
        spent: Money settled.
        units: Billed units.
        failure: How it ended, where it failed.
        evidence: What is known of an attempt with unknown outcome, or of its end.
        payload: The result, as the service gave it.
        expires: When the service forgets the result.
        files: Files that were fetched.
        created: When it was planned.
        updated: When it last changed.
    """

    key: str
    new: NewIntent
    state: IntentState
    attempt: int = 0
    ticket: Ticket | None = None
    reserved: Decimal = Decimal(0)
    spent: Decimal | None = None
    units: Decimal | None = None
    failure: Failure | None = None
    evidence: str = ""
    payload: Obj | None = None
    expires: datetime | None = None
    files: Sequence[StoredFile] = ()
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """
    The ledger's leave to send one attempt.

    Attributes:
        key: Key of the intent.
        attempt: Which attempt it is, from 1.
        owner: Who holds the lease.
        until: When the lease ends; nothing may be sent after that.
    """

    key: str
    attempt: int
    owner: str
    until: datetime

    @property
    def label(self) -> str:
        """A name for the attempt that is safe in URLs and headers."""
        return f"{self.key}-{self.attempt}"


class Denied(NamedTuple):
    """
    The ledger does not give leave.

    Attributes:
        reason: `state` (it is not planned any more), `leased` (someone else is sending
            it), or `cap` (a limit would be passed).
        message: A sentence.
        intent: The entry as it stands.
    """

    reason: Literal["state", "leased", "cap"]
    message: str
    intent: Intent


class Cap(NamedTuple):
    """
    A limit on money.

    Attributes:
        scope: `total`, `day`, `account:<label>`, `endpoint:<id>` or `batch:<label>`.
        limit: How much may be reserved and spent together.
        currency: ISO 4217 code.
    """

    scope: str
    limit: Decimal
    currency: str = "USD"


class LedgerEvent(NamedTuple):
    """One line of the append-only log."""

    number: int
    at: datetime
    key: str
    kind: str
    data: Mapping[str, Json]


class Ledger(Protocol):
    """
    The journal of one account's calls, shared by any number of processes.

    Raises:
        LedgerError: from any method, if the journal cannot be read or written.
    """

    def plan(self, items: Sequence[NewIntent], now: datetime) -> Sequence[Intent]:
        """Write intents down and return their entries; the first one, for a known dedupe key."""
        ...

    def begin(self, key: str, owner: str, ttl: float, now: datetime) -> Permit | Denied:
        """Reserve the money, count the attempt and take the lease, on disk when it returns."""
        ...

    def holds(self, permit: Permit, now: datetime) -> bool:
        """Whether the permit may still be used. Asked right before sending."""
        ...

    def accepted(self, permit: Permit, ticket: Ticket, now: datetime) -> bool:
        """The service took it on."""
        ...

    def rejected(self, permit: Permit, failure: Failure, *, again: bool, now: datetime) -> bool:
        """Nothing runs: release the money. With `again` it is planned once more."""
        ...

    def unknown(self, permit: Permit, evidence: str, now: datetime) -> bool:
        """Nobody can tell whether it was accepted: keep the money."""
        ...

    def adopt(self, key: str, ticket: Ticket, evidence: str, now: datetime) -> bool:
        """An unknown one was found to be accepted. Refused if another intent has that job."""
        ...

    def absent(self, key: str, evidence: str, now: datetime) -> bool:
        """An unknown one is proven not to be accepted: it is planned once more."""
        ...

    def quarantine(self, key: str, evidence: str, now: datetime) -> bool:
        """An unknown one cannot be decided: a person must."""
        ...

    def write_off(self, key: str, evidence: str, now: datetime) -> bool:
        """A person decided that a quarantined one will not be looked for any more."""
        ...

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
        ...

    def failed(self, key: str, failure: Failure, *, cost: Decimal | None, now: datetime) -> bool:
        """The job ended without a result: settle the money, or release it without a cost."""
        ...

    def cancelled(self, key: str, evidence: str, now: datetime) -> bool:
        """The job, or the plan, was given up by the caller."""
        ...

    def fetched(self, key: str, files: Sequence[StoredFile], now: datetime) -> bool:
        """The files of the result are safe on this side."""
        ...

    def expired(self, key: str, evidence: str, now: datetime) -> bool:
        """The service no longer has the result."""
        ...

    def lease(self, key: str, owner: str, ttl: float, now: datetime) -> bool:
        """Take or renew the lease on an entry."""
        ...

    def release(self, key: str, owner: str, now: datetime) -> None:
        """Give the lease back."""
        ...

    def due(self, now: datetime, limit: int = 100) -> Sequence[Intent]:
        """Return entries that are open and leased by nobody, those that expire first first."""
        ...

    def get(self, key: str) -> Intent | None:
        """Return one entry."""
        ...

    def find(
        self,
        *,
        ticket: Ticket | None = None,
        dedupe: str | None = None,
        states: Iterable[IntentState] = (),
        endpoint: str | None = None,
        batch: str | None = None,
        limit: int = 100,
    ) -> Sequence[Intent]:
        """Return entries that match everything that is given, newest first."""
        ...

    def notice(self, job: str, key: str | None, body: Obj, now: datetime) -> bool:
        """Put a notification into the inbox; `False` if it is there already."""
        ...

    def notices(self, key: str) -> Sequence[Obj]:
        """Return the notifications for one entry, in the order of arrival."""
        ...

    def set_caps(self, caps: Sequence[Cap], now: datetime) -> None:
        """Replace the limits."""
        ...

    def spending(self, now: datetime) -> Mapping[str, tuple[Decimal, Decimal]]:
        """Return reserved and spent money by scope."""
        ...

    def typical(self, endpoint: str) -> Mapping[str, Decimal]:
        """Return `cost`, `units` and `seconds`: medians of what earlier calls took."""
        ...

    def events(
        self, after: int = 0, key: str | None = None, limit: int = 1000
    ) -> Sequence[LedgerEvent]:
        """Return lines of the log with a higher number than `after`."""
        ...

    def close(self) -> None:
        """Let go of the journal. Closing twice has no effect."""
        ...
