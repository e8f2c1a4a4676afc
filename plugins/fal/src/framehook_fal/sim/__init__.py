"""
A service on this machine that speaks the protocol of fal's hosted models.

It is for tests, demonstrations and other people's clients: submit, status, streams,
results, cancellation, uploads, downloads, webhooks and the platform API, with documented
errors, and with faults where they are wanted. Realtime websockets are not simulated.
"""

from __future__ import annotations

__all__ = (
    "ECHO",
    "FAULTS",
    "ROUTES",
    "BaseUrls",
    "Fault",
    "FaultPlan",
    "Media",
    "Met",
    "Order",
    "Outcome",
    "Paid",
    "Quirks",
    "RealTime",
    "Retention",
    "Signer",
    "SimulatedFal",
    "Time",
    "Truth",
    "VirtualTime",
    "broken",
    "refused",
)

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._engine import Retention
    from ._fault import FAULTS, ROUTES, Fault
    from ._job import Order
    from ._outcome import ECHO, Media, Outcome, broken, refused
    from ._plan import FaultPlan
    from ._signature import Signer
    from ._simulated import SimulatedFal
    from ._time import RealTime, Time, VirtualTime
    from ._truth import Met, Paid, Truth
    from ._world import BaseUrls, Quirks

_HOMES = {
    "BaseUrls": "._world",
    "ECHO": "._outcome",
    "FAULTS": "._fault",
    "Fault": "._fault",
    "FaultPlan": "._plan",
    "Media": "._outcome",
    "Met": "._truth",
    "Order": "._job",
    "Outcome": "._outcome",
    "Paid": "._truth",
    "Quirks": "._world",
    "ROUTES": "._fault",
    "RealTime": "._time",
    "Retention": "._engine",
    "Signer": "._signature",
    "SimulatedFal": "._simulated",
    "Time": "._time",
    "Truth": "._truth",
    "VirtualTime": "._time",
    "broken": "._outcome",
    "refused": "._outcome",
}


def __getattr__(name: str) -> Any:
    # pytest imports this package in every run of every project that has it installed.
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(home, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
