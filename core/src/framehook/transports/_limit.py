"""How long the wire may take, across all that is read and written."""

from __future__ import annotations

__all__ = ("Limit", "limited", "time_left")

import time
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[Limit | None] = ContextVar("framehook_limit", default=None)


class Limit:
    """
    A number of seconds that begins with the first byte that is moved.

    The time to connect is not part of it: that has a limit of its own.
    """

    __slots__ = ("_end", "_seconds")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end: float | None = None

    def left(self) -> float:
        """Return the seconds that are left; the first question starts the clock."""
        now = time.monotonic()
        if self._end is None:
            self._end = now + self._seconds
        return self._end - now


@contextmanager
def limited(limit: Limit | None) -> Generator[None, None, None]:
    """Hold everything that this thread or task moves over the wire to one limit."""
    token = _current.set(limit)
    try:
        yield
    finally:
        _current.reset(token)


def time_left(timeout: float | None) -> float | None:
    """Return how long one operation may take that by itself may take `timeout`."""
    limit = _current.get()
    return timeout if limit is None else limit.left()
