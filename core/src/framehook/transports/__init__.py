"""
What carries requests over HTTP, and what plays recordings of them.

`AsyncGate`, `Turn`, `Trust`, `Verdict` and `pack` are what a transport of another distribution is
made of, so that all of them wait, trust and fail alike.

Nothing is loaded until it is used, so that a command which sends nothing pays nothing.
"""

from __future__ import annotations

__all__ = (
    "AsyncGate",
    "AsyncHttpxTransport",
    "AsyncReplayTransport",
    "BrokenSourceError",
    "HttpxTransport",
    "Parcel",
    "ReplayTransport",
    "Trust",
    "Turn",
    "Verdict",
    "pack",
)

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._admission import AsyncGate, Turn
    from ._body import BrokenSourceError
    from ._httpx import HttpxTransport
    from ._httpx_async import AsyncHttpxTransport
    from ._parcel import Parcel, pack
    from ._replay import AsyncReplayTransport, ReplayTransport
    from ._trust import Trust
    from ._verdict import Verdict

_HOMES = {
    "AsyncGate": "._admission",
    "AsyncHttpxTransport": "._httpx_async",
    "AsyncReplayTransport": "._replay",
    "BrokenSourceError": "._body",
    "HttpxTransport": "._httpx",
    "Parcel": "._parcel",
    "ReplayTransport": "._replay",
    "Trust": "._trust",
    "Turn": "._admission",
    "Verdict": "._verdict",
    "pack": "._parcel",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
