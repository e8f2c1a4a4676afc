"""
Who may send now.

httpx looks through everything that waits whenever a request begins or ends, which takes
nearly all the time once hundreds wait. Here they wait in front of it, in the order in
which they came, and go to one of several small pools: a *shard*.
"""

from __future__ import annotations

__all__ = ("MAX_CONNECTIONS", "Admission", "AsyncGate", "Gate", "Turn", "closed", "shard_sizes")

import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextvars import Context
from typing import TYPE_CHECKING

from ..errors import ClosedError, ConfigurationError

if TYPE_CHECKING:
    import asyncio

MAX_CONNECTIONS = 100
# httpx compares each connection of a pool with every other one of it.
SHARD = 8


def shard_sizes(connections: int) -> list[int]:
    """
    Return how many connections each shard may have.

    Raises:
        ConfigurationError: unless it is a number from 1 to 100.
    """
    if not 1 <= connections <= MAX_CONNECTIONS:
        raise ConfigurationError(
            f"max_connections is {connections!r}; a number from 1 to {MAX_CONNECTIONS} is needed.",
            hint="For thousands of jobs at once use a transport that is made for that.",
        )
    full, rest = divmod(connections, SHARD)
    return [SHARD] * full + ([rest] if rest else [])


def closed() -> ClosedError:
    """Return the error for what is used after it was closed."""
    return ClosedError(
        "The transport, or this answer of it, has been closed.", hint="Make a new client."
    )


class Turn:
    """One request's place: in a shard, or in the queue while `shard` is `None`."""

    __slots__ = ("shard",)

    def __init__(self, shard: int | None = None) -> None:
        self.shard = shard


class Admission:
    """
    Decides who may send: at most so many per shard, the others in the order they came.

    It decides and nothing else: it neither waits nor locks.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        self._free = list(sizes)
        self._queue: OrderedDict[Turn, None] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._queue)

    def take(self) -> Turn | None:
        """Return a turn that may go at once, if there is a place."""
        for shard, free in enumerate(self._free):
            # The first shard with a place, so that its warm connections are used again.
            if free:
                self._free[shard] = free - 1
                return Turn(shard)
        return None

    def ask(self) -> Turn:
        """Return a turn, which has a shard if it may go at once."""
        turn = self.take()
        if turn is None:
            turn = Turn()
            self._queue[turn] = None
        return turn

    def leave(self, turn: Turn) -> Turn | None:
        """Give a turn back, whether it waited or went, and return the one that may go now."""
        shard, turn.shard = turn.shard, None
        if shard is None:
            self._queue.pop(turn, None)
            return None
        if not self._queue:
            self._free[shard] += 1
            return None
        following, _ = self._queue.popitem(last=False)
        following.shard = shard
        return following


class Gate:
    """Lets threads pass as `Admission` decides."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._admission = Admission(sizes)
        self._lock = threading.Lock()
        self._bells: dict[Turn, threading.Event] = {}
        self._is_closed = False

    def enter(self, timeout: float) -> Turn:
        """
        Wait for a place.

        Raises:
            TimeoutError: if there was none in time.
            ClosedError: if the gate has been closed.
        """
        with self._lock:
            self._refuse_if_closed()
            turn = self._admission.ask()
            if turn.shard is not None:
                return turn
            self._bells[turn] = bell = threading.Event()
        try:
            bell.wait(timeout)
            with self._lock:
                self._bells.pop(turn, None)
                self._refuse_if_closed()
                if turn.shard is None:
                    raise TimeoutError
        except BaseException:
            self.leave(turn)
            raise
        return turn

    def leave(self, turn: Turn) -> None:
        """Give the place back."""
        with self._lock:
            self._bells.pop(turn, None)
            following = self._admission.leave(turn)
            if following is not None:
                self._bells[following].set()

    def close(self) -> None:
        """Let nobody pass any more, and wake those that wait."""
        with self._lock:
            self._is_closed = True
            for bell in self._bells.values():
                bell.set()

    def _refuse_if_closed(self) -> None:
        if self._is_closed:
            raise closed()


class AsyncGate:
    """
    Lets the tasks of one event loop pass as `Admission` decides.

    Args:
        sizes: How many may pass at once, for each pool of connections.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        self._admission = Admission(sizes)
        self._bells: dict[Turn, asyncio.Future[None]] = {}
        # A timer keeps its context for as long as it goes on: this one holds no request.
        self._context = Context()
        self._is_closed = False

    def take(self) -> Turn | None:
        """
        Return a place, if there is one now.

        Raises:
            ClosedError: if the gate has been closed.
        """
        if self._is_closed:
            raise closed()
        return self._admission.take()

    async def enter(self, timeout: float) -> Turn:
        """
        Wait for a place.

        Raises:
            TimeoutError: if there was none in time.
            ClosedError: if the gate has been closed.
        """
        turn = self.take()
        if turn is not None:
            return turn
        turn = self._admission.ask()
        import asyncio  # The blocking client does without it.

        loop = asyncio.get_running_loop()
        self._bells[turn] = bell = loop.create_future()
        timer = loop.call_later(timeout, _ring, bell, context=self._context)
        try:
            await bell
            if self._is_closed:
                raise closed()
            if turn.shard is None:
                raise TimeoutError
        except BaseException:
            self.leave(turn)
            raise
        finally:
            timer.cancel()
            del self._bells[turn]
        return turn

    def leave(self, turn: Turn) -> None:
        """Give the place back."""
        following = self._admission.leave(turn)
        if following is not None:
            _ring(self._bells[following])

    def close(self) -> None:
        """Let nobody pass any more, and wake those that wait."""
        self._is_closed = True
        for bell in self._bells.values():
            _ring(bell)


def _ring(bell: asyncio.Future[None]) -> None:
    if not bell.done():
        bell.set_result(None)
