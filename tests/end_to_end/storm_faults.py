"""What goes wrong in a storm, and how its jobs are done."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass

from framehook_fal.sim import FAULTS, Fault, FaultPlan

JOBS = 300
SEED = int(os.environ.get("FRAMEHOOK_STORM_SEED", "7"))
RATE = 0.1


# Where several kinds are drawn for a request, the first one comes: rare ones go ahead.
RARE = (
    *("missing", "sse-duplicated", "sse-reordered", "sse-cut", "sse-torn"),
    *("expired-token", "failed-part", "no-range", "omitted", "payloads-missing"),
    *("lost-reply", "lost-502", "garbled"),
)


COMMON = ("reset-before", "reset-after", "truncated", "429", "slow")
STATUSES = tuple(f"{status}{form}" for form in ("", "-html") for status in (500, 502, 503, 504))


def plan() -> FaultPlan:
    """Ten percent of each kind; the statuses count as one kind with JSON and one with HTML."""
    faults = [Fault(kind="expired", routes=("result",), rate=RATE, lasts=True)]
    faults += [Fault(kind=kind, rate=RATE) for kind in (*RARE, *COMMON)]
    faults += [Fault(kind=kind, rate=RATE / 4) for kind in STATUSES]
    return FaultPlan(faults, seed=SEED, apart=True)


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How a job is done."""

    streams: bool = True
    in_parts: bool = False
    is_sync: bool = False
    is_cancelled: bool = False
    in_pieces: bool = False


def usual(number: int) -> Shape:
    """Of everything some."""
    return Shape(
        streams=number % 4 < 3,
        in_parts=number % 3 == 0,
        is_sync=number % 10 == 9,
        is_cancelled=number % 20 == 4,
        in_pieces=number % 10 == 7,
    )


class Scripts(FaultPlan):
    """
    One kind of fault on one route for each job, at the first request that can meet it.

    What comes to the signed way of storing a file comes only where the other one is closed.
    """

    ROUTES = (
        *("submit", "run", "stream", "status", "watch", "result", "cancel"),
        *("token", "initiate", "upload", "start", "part", "complete", "download"),
    )

    def __init__(self) -> None:
        super().__init__(apart=True)
        endless = {"hang", "lost-hang"}
        self.scripts = [
            (route, kind) for route in self.ROUTES for kind in FAULTS[route] if kind not in endless
        ]
        self._count: Counter[tuple[str, str]] = Counter()
        self._is_over = False

    def shape(self, number: int) -> Shape:
        route, _ = self.scripts[number]
        return Shape(
            streams=route != "status",
            in_parts=route in {"start", "part", "complete"},
            is_sync=route == "run",
            is_cancelled=route == "cancel",
            in_pieces=route == "stream",
        )

    def clear(self) -> None:
        self._is_over = True

    def draw(self, route: str, who: str = "") -> Fault | None:
        number = re.search(r"\d+", who)
        if self._is_over or number is None:
            return None
        script = self.scripts[int(number[0])]
        self._count[route, who] += 1
        # So often the first way is tried.
        if route == "upload" and script[0] == "initiate" and self._count[route, who] <= 5:
            return Fault(kind="500", routes=(route,))
        is_first = self._count[route, who] == 1 and not who.endswith((":2", ":3"))
        return Fault(kind=script[1], routes=(route,)) if script[0] == route and is_first else None
