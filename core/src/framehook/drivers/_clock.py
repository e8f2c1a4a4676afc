"""The time, and waiting for it to pass."""

from __future__ import annotations

__all__ = ("Clock", "SystemClock", "pause", "pause_async")

import time
from contextlib import suppress
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


def pause(clock: Clock, news: _News, seconds: float) -> None:
    """Let time pass. On this machine's own clock news end it at once."""
    if isinstance(clock, SystemClock):
        news.wait(seconds)
    else:
        clock.sleep(seconds)


async def pause_async(clock: Clock, news: asyncio.Event, seconds: float) -> None:
    """Let time pass without blocking the event loop; news end it at once likewise."""
    import asyncio  # The blocking client does without it.

    if not isinstance(clock, SystemClock):
        await clock.sleep_async(seconds)
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await news.wait()
