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
        apart: Whether requests are counted apart for each API key, and on the file host
            for each name of a file. What a job meets does then not depend on when others
            ask, if it has a key of its own.

    Example:
        ```python
        plan = FaultPlan([Fault(kind="429", routes=("status",), at=(2,))])
        assert plan.draw("status") is None
        assert plan.draw("status").kind == "429"
        ```
    """

    def __init__(self, faults: Sequence[Fault] = (), *, seed: int = 0, apart: bool = False) -> None:
        self.seed = seed
        self._apart = apart
        self._faults = list(faults)
        self._seen: Counter[tuple[str, str]] = Counter()
        self._come: Counter[tuple[int, str]] = Counter()
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

        A file has a `seed`, perhaps `apart`, and tables `[[fault]]` with the attributes of `Fault`.

        Raises:
            ValueError: if it makes no sense.
            OSError: if the file cannot be read.
        """
        if text.endswith("%"):
            return cls.some(float(text[:-1]) / 100)
        data = Path(text).read_text(encoding="utf-8")
        try:
            told: Any = json.loads(data) if text.endswith(".json") else tomllib.loads(data)
        except ValueError as exc:
            raise ValueError(f"{text}: {exc}.") from exc
        unknown = sorted(set(told) - {"seed", "apart", "fault"})
        if unknown:
            raise ValueError(
                f"{text}: there is no setting {unknown[0]!r}, only seed, apart and fault."
            )
        faults = [_fault_of(row, text) for row in told.get("fault", [])]
        return cls(faults, seed=told.get("seed", 0), apart=bool(told.get("apart", False)))

    def add(self, fault: Fault) -> None:
        """Add a fault that comes before all others."""
        with self._lock:
            self._faults.insert(0, fault)
            self._come = Counter({(index + 1, who): n for (index, who), n in self._come.items()})

    def clear(self) -> None:
        """Let nothing more go wrong."""
        with self._lock:
            self._faults.clear()
            self._come.clear()

    def draw(self, route: str, who: str = "") -> Fault | None:
        """
        Return the fault that the next request on a route meets.

        Args:
            route: The route.
            who: Who asks, or for which file.
        """
        who = who if self._apart else ""
        name = f"{route}:{who}" if who else route
        with self._lock:
            self._seen[route, who] += 1
            ordinal = self._seen[route, who]
            for index, fault in enumerate(self._faults):
                if not applies(fault, route) or (fault.at and ordinal not in fault.at):
                    continue
                if fault.times is not None and self._come[index, who] >= fault.times:
                    continue
                turn = "always" if fault.lasts else ordinal
                dice = random.Random(  # noqa: S311 - not a secret
                    f"{self.seed}:{fault.kind}:{index}:{name}:{turn}"
                )
                if dice.random() >= fault.rate:
                    continue
                self._come[index, who] += 1
                if fault.kind != "any":
                    return fault
                kinds = sorted(set(FAULTS[route]) - _WAITING)
                return replace(fault, kind=dice.choice(kinds), routes=(route,))
        return None


def _fault_of(row: Any, where: str) -> Fault:
    known = {"kind", "routes", "rate", "at", "times", "seconds", "lasts"}
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
