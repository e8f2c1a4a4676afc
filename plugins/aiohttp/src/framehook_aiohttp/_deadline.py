"""How long one request may take."""

from __future__ import annotations

__all__ = ("Deadline", "Watch")

import asyncio
from contextvars import Context
from math import inf
from types import TracebackType


class Watch:
    """
    Keeps the deadlines of one event loop, with one timer for all of them.

    A timer for each would be sorted in, and thrown away, with nearly every request.

    Attributes:
        running: Those that somebody waits in.
        by_task: The same by their tasks, for whoever connects for one.
    """

    __slots__ = ("_context", "_timer", "by_task", "due", "loop", "now", "running")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.now = loop.time
        self.due = inf
        self._timer: asyncio.TimerHandle | None = None
        # A timer keeps its context for as long as it goes on: this one holds no request, and
        # belongs to the thread of this loop alone.
        self._context = Context()
        self.running: set[Deadline] = set()
        self.by_task: dict[asyncio.Task[object] | None, Deadline] = {}

    def start_here(self) -> None:
        """Start the deadline of the current task: its connection stands."""
        deadline = self.by_task.get(asyncio.current_task(self.loop))
        if deadline is not None:
            deadline.start()

    def look_at(self, end: float) -> None:
        """Look no later than then who has run out, by the clock of the event loop."""
        if end < self.due:
            if self._timer is not None:
                self._timer.cancel()
            self.due = end
            self._timer = self.loop.call_at(end, self._look, context=self._context)

    def _look(self) -> None:
        now, self.due, self._timer = self.now(), inf, None
        for deadline in [each for each in self.running if each.end <= now]:
            self.running.discard(deadline)
            deadline.expire()
        self.look_at(min((each.end for each in self.running), default=inf))


class Deadline:
    """
    A limit in seconds that starts when a connection stands, and that can start anew.

    Within it the current task is cancelled when it runs out, and a `TimeoutError` comes out.
    It can be entered again, and goes on where it was.
    """

    __slots__ = ("_cancelling", "_is_over", "_seconds", "_task", "_watch", "end")

    def __init__(self, watch: Watch, seconds: float) -> None:
        self._watch = watch
        self._seconds = seconds
        self.end = inf

    def start(self) -> None:
        """Count from now."""
        if not self._is_over:
            watch = self._watch
            self.end = end = watch.now() + self._seconds
            if end < watch.due:
                watch.look_at(end)

    def expire(self) -> None:
        """Interrupt whoever waits in it."""
        self._is_over = True
        self._task.cancel()

    def __enter__(self) -> Deadline:
        watch = self._watch
        task = asyncio.current_task(watch.loop)
        assert task is not None
        self._task = task
        self._cancelling = task.cancelling()
        self._is_over = False
        watch.running.add(self)
        watch.by_task[task] = self
        if self.end < inf:
            watch.look_at(self.end)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._watch.running.discard(self)
        self._watch.by_task.pop(self._task, None)
        if (
            self._is_over
            and self._task.uncancel() <= self._cancelling
            and kind is asyncio.CancelledError
        ):
            raise TimeoutError from error
