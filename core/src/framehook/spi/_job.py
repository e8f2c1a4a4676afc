"""A submitted call: where it stands, how it ended, and how to find it again."""

from __future__ import annotations

__all__ = (
    "Event",
    "EventKind",
    "Failure",
    "FailureKind",
    "Fidelity",
    "Payload",
    "Phase",
    "Status",
    "Ticket",
)

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Any, Literal, NamedTuple

from ..errors import TicketError
from ._json import Json, Obj
from ._rate import Rate
from ._record import record

TICKET_VERSION = 1

FailureKind = Literal["input", "policy", "service", "timeout", "cancelled", "expired"]
EventKind = Literal["status", "log", "progress", "retry", "transfer", "ledger", "piece", "end"]


class Phase(Enum):
    """
    Where a job stands. `ENDED` says nothing yet about success.

    Example:
        ```python
        assert Status(Phase.QUEUED, position=3).phase is not Phase.ENDED
        ```
    """

    QUEUED = "queued"
    RUNNING = "running"
    ENDED = "ended"


class Fidelity(IntEnum):
    """
    How good a result is.

    A `DRAFT` stands in for a model and is marked as such, a `MODEL` is what the model
    made, and `EXACT` is the only right answer there is.

    Example:
        ```python
        assert Fidelity.DRAFT < Fidelity.MODEL < Fidelity.EXACT
        ```
    """

    DRAFT = 1
    MODEL = 2
    EXACT = 3


class Failure(NamedTuple):
    """
    How a service says no.

    Attributes:
        kind: Whose fault it is, in one word.
        words: The service's own words.
        code: The service's own code, where it has one.
        retryable: Whether the service says that a new call may succeed.
        path: JSON pointer to the argument at fault, where it is known.
        detail: Whatever else the service said, as JSON.

    Example:
        ```python
        failure = Failure("input", "The image is too small.", code="size", path="/image_url")
        assert failure.retryable is None
        ```
    """

    kind: FailureKind
    words: str
    code: str = ""
    retryable: bool | None = None
    path: str = ""
    detail: Json = None


class Payload(NamedTuple):
    """
    What a successful job brought.

    Attributes:
        value: The result, as the service gave it.
        units: What will be billed, in the endpoint's billing unit.
        expires: When the service forgets it.
        fidelity: How good it is, if the service says so.
        assumptions: What was assumed in making it, as sentences.
        timings: Seconds by name, `run` for instance.

    Example:
        ```python
        from decimal import Decimal

        payload = Payload({"video": {"url": "https://cdn.example/a.mp4"}}, units=Decimal(5))
        assert payload.fidelity is None
        ```
    """

    value: Obj
    units: Decimal | None = None
    expires: datetime | None = None
    fidelity: Fidelity | None = None
    assumptions: Sequence[str] = ()
    timings: Mapping[str, float] = {}


@record(frozen=True, slots=True)
class Status:
    """
    One report about a job.

    Attributes:
        phase: Where it stands.
        position: How many are before it in the queue.
        progress: From 0 to 1.
        logs: All lines known so far, or the last ones; core removes repetitions.
        outcome: How it ended, where the report already has it.
        check_after: Seconds after which the service wants to be asked again.
        note: What is being done, in a few words.

    Example:
        ```python
        status = Status(Phase.RUNNING, progress=0.5, logs=["half way"])
        assert status.outcome is None
        ```
    """

    phase: Phase
    position: int | None = None
    progress: float | None = None
    logs: Sequence[str] = ()
    outcome: Payload | Failure | None = None
    check_after: float | None = None
    note: str = ""


@record(frozen=True, slots=True)
class Event:
    """
    Something that happened to a job, told once.

    Attributes:
        kind: What sort of thing.
        at: When, in UTC.
        data: The particulars, as JSON.

    Example:
        ```python
        from datetime import datetime, timezone

        event = Event("status", datetime.now(timezone.utc), {"phase": "queued", "position": 3})
        assert str(event) == "queued, position 3"
        ```
    """

    kind: EventKind
    at: datetime
    data: Obj

    def __str__(self) -> str:
        text = self.data.get("text")
        if isinstance(text, str):
            return text
        if self.kind == "status":
            position = self.data.get("position")
            place = f", position {position}" if position is not None else ""
            return f"{self.data.get('phase')}{place}"
        if self.kind == "progress":
            part = self.data.get("part")
            share = f"{part:.0%}" if isinstance(part, (int, float)) else ""
            return f"{self.data.get('what') or 'progress'} {share}".strip()
        rest = ", ".join(f"{name} {value}" for name, value in self.data.items())
        return f"{self.kind}: {rest}" if rest else self.kind


@record(frozen=True, slots=True)
class Ticket:
    """
    What identifies a submitted call.

    It can be written down as JSON and used in another process. It has no secret in it.
    What comes back from outside is not trusted: services check `state` again.

    Attributes:
        service: Name of the service.
        endpoint: Endpoint id.
        id: The service's own id of the job.
        state: What else the service needs to find it.
        intent: Key of the ledger's entry.
        account: A label of the account that pays; never a key.
        rate: What a billed unit was to cost when the call was made.
        webhook: Whether the service was asked to report the end by itself.

    Example:
        ```python
        ticket = Ticket("fal", "fal-ai/magi", "764cabcf", {}, None, None)
        assert ticket.to_json()["id"] == "764cabcf"
        ```
    """

    service: str
    endpoint: str
    id: str
    state: Obj = field(default_factory=dict)
    intent: str | None = None
    account: str | None = None
    rate: Rate | None = None
    webhook: bool = False

    def to_json(self) -> dict[str, Json]:
        """Return the ticket as plain JSON with a version."""
        # Whoever does not know these reads over them, so that they make no new version.
        more: dict[str, Json] = {} if self.rate is None else {"rate": self.rate.written}
        more |= {"webhook": True} if self.webhook else {}
        return {
            "v": TICKET_VERSION,
            "service": self.service,
            "endpoint": self.endpoint,
            "id": self.id,
            "state": dict(self.state),
            "intent": self.intent,
            "account": self.account,
            **more,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Ticket:
        """
        Read a ticket.

        Raises:
            TicketError: if it is none, or was written by a newer version.
        """
        version = value.get("v")
        if not isinstance(version, int):
            raise TicketError("This is not a ticket: it has no version 'v'.")
        if version > TICKET_VERSION:
            raise TicketError(
                f"The ticket has version {version}; this framehook reads up to {TICKET_VERSION}.",
                hint="Upgrade with: pip install -U framehook",
            )
        texts = [value.get(name) for name in ("service", "endpoint", "id")]
        state = value.get("state")
        if not all(isinstance(text, str) and text for text in texts) or not isinstance(state, dict):
            raise TicketError(
                "The ticket is damaged: 'service', 'endpoint', 'id' or 'state' is bad."
            )
        service, endpoint, job = (str(text) for text in texts)
        intent, account = value.get("intent"), value.get("account")
        return cls(
            service,
            endpoint,
            job,
            state,
            intent if isinstance(intent, str) else None,
            account if isinstance(account, str) else None,
            Rate.read(value.get("rate")),
            value.get("webhook") is True,
        )
