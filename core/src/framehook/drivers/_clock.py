"""The time, and waiting for it to pass."""

from __future__ import annotations

__all__ = ("AsyncNews", "Clock", "SystemClock", "pause", "pause_async")

import time
from collections.abc import Awaitable, Callable
from contextvars import Context
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import asyncio


class Clock(Protocol):
    """The time, and waiting for it to pass."""

    def now(self) -> datetime:
        """The present time with a time zone."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment in the past; never goes back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    async def sleep_async(self, seconds: float) -> None:
        """Wait without blocking the event loop."""
        ...


class SystemClock:
    """
    The clock of this machine.

    Example:
        ```python
        assert SystemClock().now().tzinfo is not None
        ```
    """

    def now(self) -> datetime:
        """The present time in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some moment in the past; never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Wait without blocking the event loop."""
        import asyncio  # The blocking client does without it.

        await asyncio.sleep(seconds)


class _News(Protocol):
    """What a thread can be woken by."""

    def wait(self, timeout: float, /) -> Any: ...


class AsyncNews:
    """
    What tasks can be woken by, thousands of them: each takes one future and one timer.

    Once it has been told, nobody waits any more.

    Args:
        check: Called after each wait, whatever ended it; what it raises, the waiting one gets.

    Example:
        ```python
        import asyncio

        async def main():
            news = AsyncNews()
            asyncio.get_running_loop().call_soon(news.tell)
            await news.wait(60)

        asyncio.run(main())
        ```
    """

    def __init__(self, check: Callable[[], None] = lambda: None) -> None:
        self._check = check
        self._is_told = False
        # A timer would keep a copy of the context it was made in. One for all loops would not
        # do: two threads cannot be in it at once.
        self._context = Context()
        self._waiting: set[asyncio.Future[None]] = set()

    async def wait(self, seconds: float) -> None:
        """Wait until it is told, but no longer than so many seconds."""
        if self._is_told:
            return self._check()
        import asyncio  # The blocking client does without it.

        loop = asyncio.get_running_loop()
        nap: asyncio.Future[None] = loop.create_future()
        timer = loop.call_later(seconds, _wake, nap, context=self._context)
        self._waiting.add(nap)
        try:
            await nap
        finally:
            timer.cancel()
            self._waiting.discard(nap)
        return self._check()

    async def beside(self, pause: Awaitable[object]) -> None:
        """Wait for something else instead."""
        await pause
        self._check()

    def tell(self) -> None:
        """Wake everyone, on their event loop."""
        self._is_told = True
        for nap in self._waiting:
            _wake(nap)


def _wake(nap: asyncio.Future[None]) -> None:
    if not nap.done():
        nap.set_result(None)


def pause(clock: Clock, news: _News, seconds: float) -> None:
    """Let time pass. On this machine's own clock news end it at once."""
    if isinstance(clock, SystemClock):
        news.wait(seconds)
    else:
        clock.sleep(seconds)


def pause_async(clock: Clock, news: AsyncNews, seconds: float) -> Awaitable[object]:
    """Let time pass without blocking the event loop; news end it at once likewise."""
    is_real = isinstance(clock, SystemClock)
    return news.wait(seconds) if is_real else news.beside(clock.sleep_async(seconds))
