"""What really happened, as only the server knows it."""

from __future__ import annotations

__all__ = ("Met", "Paid", "Truth", "digest_of")

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """
    A request that was accepted, and what became of it.

    Attributes:
        request_id: Its id.
        endpoint: The full endpoint id.
        arguments: What it asked for.
        account: Whose key it came with.
        received: When, in Unix seconds.
        route: `submit`, `run` or `stream`.
        tags: What `X-Fal-Tags` said.
        state: Where it stands now.
        status: The status of its result; `None` before its end.
        units: What was billed.

    Example:
        ```python
        def seeds(paid: Sequence[Paid]) -> list[int]:
            return [one.arguments["seed"] for one in paid]
        ```
    """

    request_id: str
    endpoint: str
    arguments: Any
    account: str
    received: float
    route: str
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    state: str = "IN_QUEUE"
    status: int | None = None
    units: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """
    A fault that came.

    Attributes:
        kind: Which.
        route: Where.
        ordinal: On the how-manieth request of all.
        path: Of that request.

    Example:
        ```python
        assert Met(kind="429", route="status", ordinal=3, path="/x").kind == "429"
        ```
    """

    kind: str
    route: str
    ordinal: int
    path: str


class Truth:
    """
    What really happened.

    Attributes:
        leaks: Requests to the file host that carried an API key; there must be none.
        uploads: How many files were stored whole.

    Example:
        ```python
        with SimulatedFal() as fal:
            ...
            assert fal.truth.paid_twice() == {}
        ```
    """

    def __init__(self) -> None:
        self.leaks: list[str] = []
        self.uploads = 0
        self._paid: dict[str, Paid] = {}
        self._met: list[Met] = []
        self._requests: Counter[str] = Counter()
        self._webhooks: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def paid(self) -> tuple[Paid, ...]:
        """Every request that was accepted, in order."""
        with self._lock:
            return tuple(self._paid.values())

    @property
    def met(self) -> tuple[Met, ...]:
        """Every fault that came, in order."""
        with self._lock:
            return tuple(self._met)

    @property
    def requests(self) -> Mapping[str, int]:
        """How many requests came on each route."""
        with self._lock:
            return dict(self._requests)

    @property
    def webhooks(self) -> Mapping[str, int]:
        """How many deliveries of its webhook each request id saw succeed."""
        with self._lock:
            return dict(self._webhooks)

    @property
    def units(self) -> Decimal:
        """The billed units of all requests."""
        return sum((one.units for one in self.paid), Decimal(0))

    def of_jobs(self, name: Callable[[Paid], Hashable] | None = None) -> Mapping[Hashable, int]:
        """
        Return how many requests were accepted for each logical job.

        Args:
            name: Tells which job a request was for; by default its endpoint and arguments do.
        """
        return Counter((name or digest_of)(one) for one in self.paid)

    def paid_twice(self, name: Callable[[Paid], Hashable] | None = None) -> Mapping[Hashable, int]:
        """Return the logical jobs that were accepted more than once."""
        return {job: count for job, count in self.of_jobs(name).items() if count > 1}

    def note_request(self, route: str) -> int:
        """Count a request and return how many there were."""
        with self._lock:
            self._requests[route] += 1
            return self._requests.total()

    def note_fault(self, kind: str, route: str, ordinal: int, path: str) -> None:
        """Take down a fault."""
        with self._lock:
            self._met.append(Met(kind=kind, route=route, ordinal=ordinal, path=path))

    def note_paid(self, paid: Paid) -> None:
        """Take down a request, or what became of it."""
        with self._lock:
            self._paid[paid.request_id] = paid

    def note_webhook(self, request_id: str) -> None:
        """Count a delivery."""
        with self._lock:
            self._webhooks[request_id] += 1


def digest_of(paid: Paid) -> str:
    """Return a name of what a request asked for: its endpoint and arguments."""
    text = json.dumps([paid.endpoint, paid.arguments], sort_keys=True, default=str)
    return f"{paid.endpoint}#{hashlib.sha256(text.encode()).hexdigest()[:16]}"
