"""Finishing what must not be left half done, whoever gives up meanwhile."""

from __future__ import annotations

__all__ = ("drained", "unbroken")

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any, TypeVar

from ._session import Session

T = TypeVar("T")


async def unbroken(work: Coroutine[Any, Any, T] | asyncio.Future[T], session: Session) -> T:
    """Wait for work to its end; a cancellation is noted, and counts once it is over."""
    loop = asyncio.get_running_loop()
    over: asyncio.Future[None] = loop.create_future()

    def tell(_: object = None) -> None:
        if not over.done():
            over.set_result(None)

    async def carry(steps: Coroutine[Any, Any, T]) -> T:
        try:
            return await steps
        finally:
            tell()  # The loop need not go round once more before it calls back.

    task = work if isinstance(work, asyncio.Future) else loop.create_task(carry(work))
    task.add_done_callback(tell)
    while not task.done():
        try:
            await over
        except asyncio.CancelledError as exc:
            session.interrupt = exc
            over = loop.create_future()
    return task.result()


async def drained(events: AsyncIterator[object]) -> None:
    """Take everything there is, and keep nothing."""
    async for _ in events:
        pass
