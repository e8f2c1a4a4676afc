"""
A framehook transport for thousands of jobs at once, on aiohttp.

It serves `AsyncClient` only: `AsyncClient(transport="aiohttp")`.
"""

from __future__ import annotations

__all__ = ("AsyncAiohttpTransport", "aiohttp")

from typing import TYPE_CHECKING, Any

from ._pair import aiohttp

if TYPE_CHECKING:
    from ._transport import AsyncAiohttpTransport


def __getattr__(name: str) -> Any:
    if name != "AsyncAiohttpTransport":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Finding the transport by its name does not pay for the HTTP library.
    from ._transport import AsyncAiohttpTransport

    return AsyncAiohttpTransport
