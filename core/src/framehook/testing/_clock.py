"""Time that passes only when someone waits for it."""

from __future__ import annotations

__all__ = ("VirtualClock",)

import asyncio
import heapq
import threading
from datetime import UTC, datetime, timedelta
from itertools import count

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
# Where a loop does not tell what it still has to do, it counts as idle after this many
# turns in which nobody began to wait.
QUIET_TURNS = 50


class VirtualClock:
    """
    A clock for tests, in which waiting takes no time.

    `sleep` moves the clock on and returns at once. `sleep_async` waits until the event
    loop has nothing else to do, and then the sleeper that is due first wakes up, at
    exactly its time. Several sleepers therefore wake in the order of their times, the
    same in every run. Work on other threads does not keep the clock from moving on.

    Args:
        start: What `now` says at first, with a time zone.

    Attributes:
        naps: How long everyone slept, in the order in which they went to sleep.

    Example:
        ```python
        clock = VirtualClock()
        clock.sleep(90)
        clock.advance(30)
        assert clock.monotonic() == 120
        assert clock.naps == [90]
        ```
    """

    def __init__(self, start: datetime = BEGINNING) -> None:
        if start.tzinfo is None:
            msg = f"start needs a time zone, unlike {start!r}."
            raise ValueError(msg)
        self._start = start
        self._elapsed = 0.0
        self._lock = threading.Lock()
        self._numbers = count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._watched: set[asyncio.AbstractEventLoop] = set()
        self._quiet = 0
        self.naps: list[float] = []

    def __repr__(self) -> str:
        return f"<VirtualClock at {self.now().isoformat()}>"

    def now(self) -> datetime:
        """Return the present time."""
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        """Return the seconds since the clock was made."""
        return self._elapsed

    def advance(self, seconds: float) -> None:
        """Move on, without anyone waiting. Sleepers that become due wake up one by one."""
        if seconds < 0:
            msg = f"Time does not go back: {seconds!r} seconds."
            raise ValueError(msg)
        with self._lock:
            self._elapsed += seconds

    def sleep(self, seconds: float) -> None:
        """Let that much time pass, at once."""
        with self._lock:
            self.naps.append(seconds)
            self._elapsed += max(0.0, seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Wait until that much time has passed."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        with self._lock:
            self.naps.append(seconds)
            due = self._elapsed + max(0.0, seconds)
            heapq.heappush(self._sleepers, (due, next(self._numbers), future))
            self._quiet = 0
        if loop not in self._watched:
            self._watched.add(loop)
            loop.call_soon(self._watch, loop)
        await future

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._is_idle(loop):
            self._wake(loop)
        if any(future.get_loop() is loop for _, _, future in self._sleepers):
            loop.call_soon(self._watch, loop)
        else:
            self._watched.discard(loop)

    def _is_idle(self, loop: asyncio.AbstractEventLoop) -> bool:
        # No public name says whether anything else is ready to run. The loops of the
        # standard library all have this one; others are given time.
        self._quiet += 1
        ready = getattr(loop, "_ready", None)
        if ready is None:
            return self._quiet > QUIET_TURNS
        return not ready and self._quiet > 1

    def _wake(self, loop: asyncio.AbstractEventLoop) -> None:
        self._quiet = 0
        with self._lock:
            while self._sleepers:
                due, _, future = heapq.heappop(self._sleepers)
                if future.done() or future.get_loop() is not loop:
                    continue
                self._elapsed = max(self._elapsed, due)
                future.set_result(None)
                return
