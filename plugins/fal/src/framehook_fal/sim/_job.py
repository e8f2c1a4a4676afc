"""One request in the queue."""

from __future__ import annotations

__all__ = ("Application", "Job", "Order", "State", "application_of")

import enum
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from ._outcome import Outcome

_NAMESPACES = frozenset({"workflows", "comfy"})


class State(enum.StrEnum):
    """Where a request stands."""

    IN_QUEUE = "IN_QUEUE"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"


class Application(NamedTuple):
    """The part of an endpoint id that a request belongs to, and the route inside of it."""

    name: str
    route: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """
    What somebody asked for.

    Attributes:
        endpoint: The full endpoint id.
        arguments: The body.
        headers: The request's headers, names in lower case.
        account: Whose key it came with.
        received: When, in Unix seconds.
        route: `submit`, `run` or `stream`.
        tags: What `X-Fal-Tags` says.

    Example:
        ```python
        order = Order(endpoint="fal-ai/x", arguments={}, headers={}, account="a", received=0.0)
        assert order.route == "submit"
        ```
    """

    endpoint: str
    arguments: Any
    headers: Mapping[str, str] = field(repr=False)
    account: str
    received: float
    route: str = "submit"
    tags: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(slots=True, kw_only=True)
class Job:
    """One request, from its acceptance to the deletion of its result."""

    order: Order
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    attempt_id: str = ""
    state: State = State.IN_QUEUE
    logs: list[Mapping[str, str]] = field(default_factory=list[Mapping[str, str]])
    outcome: Outcome | None = None
    body: bytes = b""
    started: float | None = None
    ended: float | None = None
    expires: float = 0.0
    is_ready: bool = False
    webhook: str | None = None
    is_cancelled: bool = False
    requeued: int = 0
    urls: Mapping[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self.attempt_id = self.attempt_id or self.id

    @property
    def app(self) -> str:
        """The application that the request belongs to."""
        return application_of(self.order.endpoint).name

    def log(self, message: str, now: float, level: str = "INFO") -> None:
        """Add a line."""
        when = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
        stamp = when.replace("+00:00", "Z")
        line = {"message": message, "timestamp": stamp, "level": level, "source": "USER"}
        self.logs.append(line)


def application_of(endpoint: str) -> Application:
    """
    Return what an endpoint id says: `fal-ai/flux` and `dev` of `fal-ai/flux/dev`.

    Raises:
        ValueError: if it has too few steps.
    """
    steps = [step for step in endpoint.split("/") if step]
    if len(steps) == 1:
        # The oldest ids: a number, a dash and a name.
        owner, dash, name = steps[0].partition("-")
        if not (owner.isdigit() and dash and name):
            raise ValueError(f"Invalid app id: {endpoint}.")
        steps = [owner, name]
    count = 3 if steps and steps[0] in _NAMESPACES else 2
    if len(steps) < count:
        raise ValueError(f"Invalid app id: {endpoint}.")
    return Application("/".join(steps[:count]), "/".join(steps[count:]))
