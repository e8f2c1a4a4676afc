"""
What carries requests over HTTP, and what plays recordings of them.

Nothing is loaded until it is used, so that a command which sends nothing pays nothing.
"""

from __future__ import annotations

__all__ = (
    "AsyncHttpxTransport",
    "AsyncReplayTransport",
    "HttpxTransport",
    "ReplayTransport",
    "is_loopback",
)

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._hosts import is_loopback
    from ._httpx import HttpxTransport
    from ._httpx_async import AsyncHttpxTransport
    from ._replay import AsyncReplayTransport, ReplayTransport

_HOMES = {
    "AsyncHttpxTransport": "._httpx_async",
    "AsyncReplayTransport": "._replay",
    "HttpxTransport": "._httpx",
    "ReplayTransport": "._replay",
    "is_loopback": "._hosts",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
