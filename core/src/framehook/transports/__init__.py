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

from typing import TYPE_CHECKING, Any

from .._exports import exported

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
    "._admission": "AsyncGate Turn",
    "._body": "BrokenSourceError",
    "._httpx": "HttpxTransport",
    "._httpx_async": "AsyncHttpxTransport",
    "._parcel": "Parcel pack",
    "._replay": "AsyncReplayTransport ReplayTransport",
    "._trust": "Trust",
    "._verdict": "Verdict",
}


def __getattr__(name: str) -> Any:
    return exported(__name__, _HOMES, name)


def __dir__() -> list[str]:
    return sorted(__all__)
