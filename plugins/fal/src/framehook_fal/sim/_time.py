"""The time of the simulation: the real one, faster if wanted, or a virtual one."""

from __future__ import annotations

__all__ = ("RealTime", "Time", "VirtualTime")

import asyncio
import heapq
import itertools
import threading
import time
from collections.abc import Callable
from typing import Protocol, TypeAlias

Action: TypeAlias = Callable[[], None]


class Time(Protocol):
    """The time of one simulation. Everything but `now` belongs to the server's thread."""

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take note of the loop that performs the actions."""
        ...

    def now(self) -> float:
        """Return the present, in Unix seconds."""
        ...

    def later(self, seconds: float, action: Action) -> None:
        """Perform an action in so many seconds."""
        ...

    def tick(self) -> None:
        """Take note that a request has come."""
        ...

    def nudge(self, is_over: Callable[[], bool]) -> None:
        """Take note that somebody waits for something to happen."""
        ...


class RealTime:
    """
    Time that passes by itself.

    Args:
        speed: How many seconds of the simulation one second takes.

    Example:
        ```python
        assert RealTime(speed=60).now() > 1_600_000_000
        ```
    """

    def __init__(self, speed: float = 1.0) -> None:
        if not 0 < speed < 1e6:
            raise ValueError(f"A simulation's speed is above 0 and below 1000000, not {speed!r}.")
        self._speed = speed
        self._origin = time.time()
        self._start = time.monotonic()
        self._loop: asyncio.AbstractEventLoop | None = None

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take note of the loop that performs the actions."""
        self._loop = loop

    def now(self) -> float:
        """Return the present, in Unix seconds."""
        return self._origin + (time.monotonic() - self._start) * self._speed

    def later(self, seconds: float, action: Action) -> None:
        """Perform an action in so many seconds."""
        assert self._loop is not None
        self._loop.call_later(max(0.0, seconds) / self._speed, action)

    def tick(self) -> None:
        """Do nothing: time passes by itself."""

    def nudge(self, is_over: Callable[[], bool]) -> None:
        """Do nothing: time passes by itself."""


class VirtualTime:
    """
    Time that passes when a test says so.

    Args:
        step: How many seconds each request takes. With a step, time also jumps ahead when
            nothing but a stream waits, so that no conversation stands still.
        start: Where time begins, in Unix seconds. By default at the present, because tokens
            and signatures have dates that clients compare with their own clocks.

    Example:
        ```python
        time = VirtualTime(step=0.5)
        before = time.now()
        time.advance(60)
        assert time.now() == before + 60
        ```
    """

    def __init__(self, step: float = 0.0, start: float | None = None) -> None:
        self._step = step
        self._now = float(int(time.time())) if start is None else start
        self._order = itertools.count()
        self._due: list[tuple[float, int, Action]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take note of the loop that performs the actions."""
        self._loop = loop

    def now(self) -> float:
        """Return the present, in Unix seconds."""
        return self._now

    def later(self, seconds: float, action: Action) -> None:
        """Perform an action in so many seconds."""
        heapq.heappush(self._due, (self._now + max(0.0, seconds), next(self._order), action))

    def tick(self) -> None:
        """Let the time of one request pass."""
        if self._step:
            self._pass(self._step)

    def nudge(self, is_over: Callable[[], bool]) -> None:
        """Jump to where the waiting is over, if time may pass without a test."""
        if self._step and self._loop is not None:
            self._loop.call_soon(self._jump, is_over)

    def advance(self, seconds: float) -> None:
        """Let time pass, and everything happen that falls due. For the test's thread."""
        if self._loop is None or self._loop.is_closed():
            self._pass(seconds)
            return
        done = threading.Event()

        def act() -> None:
            try:
                self._pass(seconds)
            finally:
                done.set()

        self._loop.call_soon_threadsafe(act)
        if not done.wait(30):
            raise TimeoutError("The simulation did not let its time pass within 30 seconds.")

    def _pass(self, seconds: float) -> None:
        end = self._now + seconds
        while self._due and self._due[0][0] <= end:
            when, _, action = heapq.heappop(self._due)
            self._now = max(self._now, when)
            action()
        self._now = end

    def _jump(self, is_over: Callable[[], bool]) -> None:
        while self._due and not is_over():
            self._pass(max(0.0, self._due[0][0] - self._now))
