"""Which request meets which fault: seeded, so that a run can be repeated."""

from __future__ import annotations

__all__ = ("FaultPlan",)

import json
import random
import threading
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from ._fault import FAULTS, Fault, applies

# Nothing that a client could only wait out comes unless it is asked for by name.
_WAITING = frozenset({"hang", "lost-hang"})


class FaultPlan:
    """
    Decides which request meets which fault.

    The decision depends on the seed, the route and how many requests came on that route
    before, and on nothing else.

    Args:
        faults: What may come; the first that does is the one.
        seed: Another seed gives another run.

    Example:
        ```python
        plan = FaultPlan([Fault(kind="429", routes=("status",), at=(2,))])
        assert plan.draw("status") is None
        assert plan.draw("status").kind == "429"
        ```
    """

    def __init__(self, faults: Sequence[Fault] = (), *, seed: int = 0) -> None:
        self.seed = seed
        self._faults = list(faults)
        self._seen: Counter[str] = Counter()
        self._come: Counter[int] = Counter()
        self._lock = threading.Lock()

    @classmethod
    def some(cls, rate: float, *, seed: int = 0) -> Self:
        """Return a plan by which this share of all requests meets a fault of some kind."""
        return cls([Fault(kind="any", rate=rate)], seed=seed)

    @classmethod
    def each(cls, rate: float, *, seed: int = 0) -> Self:
        """Return a plan by which every kind comes at this rate wherever it makes sense."""
        kinds = dict.fromkeys(kind for kinds in FAULTS.values() for kind in kinds)
        faults = [Fault(kind=kind, rate=rate) for kind in kinds if kind not in _WAITING]
        return cls(faults, seed=seed)

    @classmethod
    def read(cls, text: str) -> Self:
        """
        Read what `--faults` says: a rate such as `10%`, or a file in TOML or JSON.

        A file has a `seed` and tables `[[fault]]` with the attributes of `Fault`.

        Raises:
            ValueError: if it makes no sense.
            OSError: if the file cannot be read.
        """
        if text.endswith("%"):
            return cls.some(float(text[:-1]) / 100)
        data = Path(text).read_text(encoding="utf-8")
        told: Any = json.loads(data) if text.endswith(".json") else tomllib.loads(data)
        unknown = sorted(set(told) - {"seed", "fault"})
        if unknown:
            raise ValueError(f"{text}: there is no setting {unknown[0]!r}, only seed and fault.")
        return cls(
            [_fault_of(row, text) for row in told.get("fault", [])], seed=told.get("seed", 0)
        )

    def add(self, fault: Fault) -> None:
        """Add a fault that comes before all others."""
        with self._lock:
            self._faults.insert(0, fault)
            self._come = Counter({index + 1: n for index, n in self._come.items()})

    def clear(self) -> None:
        """Let nothing more go wrong."""
        with self._lock:
            self._faults.clear()
            self._come.clear()

    def draw(self, route: str) -> Fault | None:
        """Return the fault that the next request on a route meets."""
        with self._lock:
            self._seen[route] += 1
            ordinal = self._seen[route]
            for index, fault in enumerate(self._faults):
                if not applies(fault, route) or (fault.at and ordinal not in fault.at):
                    continue
                if fault.times is not None and self._come[index] >= fault.times:
                    continue
                dice = random.Random(  # noqa: S311 - not a secret
                    f"{self.seed}:{fault.kind}:{index}:{route}:{ordinal}"
                )
                if dice.random() >= fault.rate:
                    continue
                self._come[index] += 1
                if fault.kind != "any":
                    return fault
                kinds = sorted(set(FAULTS[route]) - _WAITING)
                return replace(fault, kind=dice.choice(kinds), routes=(route,))
        return None


def _fault_of(row: Any, where: str) -> Fault:
    known = {"kind", "routes", "rate", "at", "times", "seconds"}
    unknown = sorted(set(row) - known)
    if unknown:
        raise ValueError(
            f"{where}: a fault has no {unknown[0]!r}. It has: {', '.join(sorted(known))}."
        )
    lists: dict[str, Any] = {name: tuple(row[name]) for name in ("routes", "at") if name in row}
    try:
        return Fault(**{**row, **lists})
    except TypeError as exc:
        raise ValueError(f"{where}: every fault needs a kind.") from exc
