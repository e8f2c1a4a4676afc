"""Waiting for a notification, which may come at any moment and on any thread."""

from __future__ import annotations

__all__ = ("AsyncEars", "Ears")

import threading
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

from ..flows._commands import Listen
from ..spi._ledger import Ledger
from ._clock import AsyncNews, Clock, pause, pause_async


def _heard(ledger: Ledger, command: Listen, ring: Callable[[], object]) -> Any:
    # Optional: whoever keeps a ledger elsewhere has none, and is looked into now and then.
    bell = getattr(ledger, "bell", None)
    listening: AbstractContextManager[None] = (
        nullcontext() if bell is None else bell.heard(command.names, ring)
    )
    return listening


class Ears:
    """
    Waits for notifications on threads.

    Args:
        ledger: The journal whose inbox they come to.
        clock: The time.
        check: Raises once the client has been closed.
    """

    def __init__(self, ledger: Ledger, clock: Clock, check: Callable[[], None]) -> None:
        self._ledger = ledger
        self._clock = clock
        self._check = check
        self._waiting: set[threading.Event] = set()

    def listen(self, command: Listen, session: object) -> bool:
        """Wait until the inbox has it, no longer than the command says."""
        del session
        news = threading.Event()
        # Whoever looks before listening misses what comes in between.
        with _heard(self._ledger, command, news.set):
            if command.look(self._ledger):
                return True
            self._wait(news, command.seconds)
            self._check()
            return command.look(self._ledger)

    def close(self) -> None:
        """Wake everyone."""
        for news in list(self._waiting):
            news.set()

    def _wait(self, news: threading.Event, seconds: float) -> None:
        self._waiting.add(news)
        try:
            self._check()
            pause(self._clock, news, seconds)
        finally:
            self._waiting.discard(news)


class AsyncEars:
    """
    Waits for notifications on an event loop.

    Args:
        clock: The time.
        ask: Does something with the ledger without blocking the loop.
        check: Raises once the client has been closed.
    """

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        check: Callable[[], None],
        ask: Callable[[Callable[[], bool]], Awaitable[bool]],
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._check = check
        self._ask = ask
        self._waiting: set[AsyncNews] = set()

    async def listen(self, command: Listen, session: object) -> bool:
        """Wait until the inbox has it, no longer than the command says."""
        import asyncio  # The blocking client does without it.

        del session
        loop, news = asyncio.get_running_loop(), AsyncNews()

        def ring() -> None:
            with suppress(RuntimeError):  # The loop may have been closed.
                loop.call_soon_threadsafe(news.tell)

        with _heard(self._ledger, command, ring):
            if await self._ask(lambda: command.look(self._ledger)):
                return True
            await self._wait(news, command.seconds)
            self._check()
            return await self._ask(lambda: command.look(self._ledger))

    def close(self) -> None:
        """Wake everyone."""
        for news in list(self._waiting):
            news.tell()

    async def _wait(self, news: AsyncNews, seconds: float) -> None:
        self._waiting.add(news)
        try:
            self._check()
            await pause_async(self._clock, news, seconds)
        finally:
            self._waiting.discard(news)
