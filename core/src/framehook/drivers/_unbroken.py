"""Finishing what must not be left half done, whoever gives up meanwhile."""

from __future__ import annotations

__all__ = ("drained", "unbroken")

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import TypeVar

from ._session import Session

T = TypeVar("T")


async def unbroken(work: Awaitable[T], session: Session) -> T:
    """Wait for work to its end; a cancellation is noted, and counts once it is over."""
    task = asyncio.ensure_future(work)
    while True:
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError as exc:
            if task.cancelled():
                raise
            session.interrupt = exc


async def drained(events: AsyncIterator[object]) -> None:
    """Take everything there is, and keep nothing."""
    async for _ in events:
        pass
