"""What a ledger writes down about a call that is to be paid once."""

from __future__ import annotations

__all__ = (
    "Cap",
    "Denied",
    "Intent",
    "IntentState",
    "LedgerEvent",
    "NewIntent",
    "Permit",
    "StoredFile",
)

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Literal, NamedTuple

from ._job import Failure, Ticket
from ._json import Json, Obj
from ._record import record


class IntentState(Enum):
    """
    Where an intent stands. The last seven are ends, though a late answer may still come.

    Example:
        ```python
        assert IntentState.UNKNOWN.holds_money and not IntentState.REJECTED.holds_money
        ```
    """

    # There is one of each, and the standard library would hash its name every time.
    __hash__ = object.__hash__

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


@record(frozen=True, slots=True, kw_only=True)
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

    Example:
        ```python
        from decimal import Decimal

        new = NewIntent(service="fal", endpoint="fal-ai/magi", estimate=Decimal("0.8"))
        assert new.currency == "USD"
        ```
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
    """
    A file of a result that is safe on this side.

    Example:
        ```python
        file = StoredFile("/video", "longer.mp4", 1024, "ab12…")
        assert file.bytes == 1024
        ```
    """

    field: str
    path: str
    bytes: int
    sha256: str


@record(frozen=True, slots=True, kw_only=True)
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

    Example:
        ```python
        from datetime import UTC, datetime

        now = datetime.now(UTC)
        entry = Intent(
            key="ab12",
            new=NewIntent(service="fal", endpoint="fal-ai/magi"),
            state=IntentState.PLANNED,
            created=now,
            updated=now,
        )
        assert entry.spent is None
        ```
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


@record(frozen=True, slots=True, kw_only=True)
class Permit:
    """
    The ledger's leave to send one attempt.

    Attributes:
        key: Key of the intent.
        attempt: Which attempt it is, from 1.
        owner: Who holds the lease.
        until: When the lease ends; nothing may be sent after that.

    Example:
        ```python
        from datetime import UTC, datetime

        permit = Permit(key="ab12", attempt=1, owner="host:71", until=datetime.now(UTC))
        assert permit.label == "ab12-1"
        ```
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

    Example:
        ```python
        from datetime import UTC, datetime

        now = datetime.now(UTC)
        entry = Intent(
            key="ab12",
            new=NewIntent(service="fal", endpoint="fal-ai/magi"),
            state=IntentState.SUBMITTING,
            created=now,
            updated=now,
        )
        assert Denied("leased", "Someone else is sending it.", entry).intent.key == "ab12"
        ```
    """

    reason: Literal["state", "leased", "cap"]
    message: str
    intent: Intent


class Cap(NamedTuple):
    """
    A limit on money. Where one applies, a call of unknown price is denied.

    Attributes:
        scope: `total`, `day`, `account:<label>`, `endpoint:<id>` or `batch:<label>`.
        limit: How much may be reserved and spent together.
        currency: ISO 4217 code.

    Example:
        ```python
        from decimal import Decimal

        cap = Cap("day", Decimal(20))
        assert cap.currency == "USD"
        ```
    """

    scope: str
    limit: Decimal
    currency: str = "USD"


class LedgerEvent(NamedTuple):
    """
    One line of the append-only log.

    Example:
        ```python
        from datetime import UTC, datetime

        line = LedgerEvent(1, datetime.now(UTC), "ab12", "planned", {"state": "planned"})
        assert line.kind == "planned"
        ```
    """

    number: int
    at: datetime
    key: str
    kind: str
    data: Mapping[str, Json]
