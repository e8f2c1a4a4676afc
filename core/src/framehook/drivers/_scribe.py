"""The thread on which a ledger is written, for a loop that must not wait."""

from __future__ import annotations

__all__ = ("Scribe",)

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from functools import partial
from typing import Any, TypeAlias, TypeVar

from ..spi._ledger import Ledger

T = TypeVar("T")
_Task: TypeAlias = "tuple[Callable[[], Any], asyncio.Future[Any]]"
_Answer: TypeAlias = "Callable[[], None]"

# A disk takes as long for one line as for many. Nobody waits for more than these.
MOST_AT_ONCE = 64


class Scribe:
    """
    Does what is asked of a ledger on a thread of its own, in the order in which it was asked.

    What comes while it writes is written together afterwards: one flush to disk for all.

    Args:
        ledger: The ledger. Its method `together` is used if it has one.

    Example:
        ```python
        async def main(ledger):
            scribe = Scribe(ledger)
            assert await scribe.do(lambda: ledger.get("no such key")) is None
            scribe.close()
        ```
    """

    def __init__(self, ledger: Ledger) -> None:
        self._together: Callable[[], Any] = getattr(ledger, "together", nullcontext)
        self._tasks: deque[_Task] = deque()
        self._lock = threading.Lock()
        self._is_writing = False
        self._is_closed = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="framehook-ledger")

    def do(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Have something done, unless whoever waits for it has given up by then."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        if self._is_closed:
            # What is under way while a client is closed still has its outcome to write down.
            _answer(work, done)()
            return done
        with self._lock:
            self._tasks.append((work, done))
            is_idle, self._is_writing = not self._is_writing, True
        if is_idle:
            self._thread.submit(self._write, loop)
        return done

    def close(self) -> None:
        """Wait until everything is done. What comes later is done at once."""
        self._is_closed = True
        self._thread.shutdown()

    def _write(self, loop: asyncio.AbstractEventLoop) -> None:
        while tasks := self._next():
            answers = self._answers([task for task in tasks if not task[1].cancelled()])
            # Nobody waits on a loop that is closed.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_tell, answers)

    def _next(self) -> list[_Task]:
        with self._lock:
            number = min(len(self._tasks), MOST_AT_ONCE)
            self._is_writing = number > 0
            return [self._tasks.popleft() for _ in range(number)]

    def _answers(self, tasks: Sequence[_Task]) -> list[_Answer]:
        if len(tasks) > 1:
            with suppress(Exception):
                return self._answers_together(tasks)
        # Where the whole failed nothing of it counts: each gets an answer of its own.
        return [_answer(*task) for task in tasks]

    def _answers_together(self, tasks: Sequence[_Task]) -> list[_Answer]:
        with self._together():
            return [_answer(*task) for task in tasks]


def _answer(work: Callable[[], Any], done: asyncio.Future[Any]) -> _Answer:
    try:
        return partial(_set, done.set_result, done, work())
    except Exception as exc:  # noqa: BLE001 - whoever waits for it decides.
        return partial(_set, done.set_exception, done, exc)


def _set(tell: Callable[[Any], None], done: asyncio.Future[Any], answer: object) -> None:
    if not done.done():
        tell(answer)


def _tell(answers: Sequence[_Answer]) -> None:
    for answer in answers:
        answer()
