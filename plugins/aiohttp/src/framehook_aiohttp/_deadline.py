"""How long one request may take."""

from __future__ import annotations

__all__ = ("Deadline", "awaited_connection")

import asyncio
from collections.abc import Awaitable
from contextvars import Context, ContextVar
from types import TracebackType

# The deadline of the request that the current task is about to connect for.
awaited_connection: ContextVar[Deadline | None] = ContextVar("framehook_aiohttp", default=None)


class Deadline:
    """A limit in seconds that starts when a connection stands, and that can start anew."""

    __slots__ = ("_end", "_seconds", "_token")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = asyncio.timeout(None)

    def start(self) -> None:
        """Count from now."""
        if not self._end.expired():
            end = asyncio.get_running_loop().time() + self._seconds
            # A timer keeps a copy of its context for as long as it would have gone on, though it
            # was stopped: with this request in it. An empty one belongs to this thread alone.
            Context().run(self._end.reschedule, end)

    @property
    def end(self) -> float | None:
        """When it runs out, by the clock of the event loop; `None` if it has not started."""
        return self._end.when()

    def __aenter__(self) -> Awaitable[object]:
        self._token = awaited_connection.set(self)
        return self._end.__aenter__()

    def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> Awaitable[bool | None]:
        awaited_connection.reset(self._token)
        return self._end.__aexit__(kind, error, trace)
