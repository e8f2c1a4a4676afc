"""How a scripted job ended, on its way over the wire."""

from __future__ import annotations

__all__ = ("read", "written")

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..spi import Failure, Fidelity, Obj, Payload


def written(outcome: Payload | Failure) -> Obj:
    """Return an outcome as JSON."""
    if isinstance(outcome, Failure):
        return {"failure": dict(zip(Failure._fields, outcome, strict=True))}
    return {
        "value": outcome.value,
        "units": None if outcome.units is None else str(outcome.units),
        "expires": None if outcome.expires is None else outcome.expires.isoformat(),
        "fidelity": None if outcome.fidelity is None else outcome.fidelity.name,
        "assumptions": list(outcome.assumptions),
        "timings": dict(outcome.timings),
    }


def read(value: Mapping[str, Any]) -> Payload | Failure:
    """Return the outcome that JSON stands for."""
    if "failure" in value:
        return Failure(**value["failure"])
    units, expires, fidelity = value["units"], value["expires"], value["fidelity"]
    return Payload(
        value["value"],
        units=None if units is None else Decimal(units),
        expires=None if expires is None else datetime.fromisoformat(expires),
        fidelity=None if fidelity is None else Fidelity[fidelity],
        assumptions=tuple(value["assumptions"]),
        timings=value["timings"],
    )
