"""The thread on which a ledger is written, for a loop that must not wait."""

from __future__ import annotations

__all__ = ("Scribe",)

import asyncio
import atexit
import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from ..spi._ledger import Ledger

T = TypeVar("T")
_Task: TypeAlias = "tuple[Callable[[], Any], asyncio.Future[Any]]"
# Nothing means that no more will come.
_Tasks: TypeAlias = "SimpleQueue[_Task | None]"
_Answer: TypeAlias = "Callable[[], None]"

# A disk takes as long for one line as for many. Nobody waits for more than these.
MOST_AT_ONCE = 64

_threads: WeakKeyDictionary[threading.Thread, _Tasks] = WeakKeyDictionary()


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
        self._tasks: _Tasks = SimpleQueue()
        self._is_closed = False
        # An executor takes a lock or two, and an object or five, more for each task. Like its
        # threads this one keeps neither a client that is forgotten nor the end of the process.
        self._thread = threading.Thread(
            target=_work,
            args=(self._tasks, getattr(ledger, "together", nullcontext)),
            name="framehook-ledger",
            daemon=True,
        )
        self._thread.start()
        _threads[self._thread] = self._tasks

    def __del__(self) -> None:
        self._tasks.put(None)

    def do(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Have something done, unless whoever waits for it has given up by then."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        if self._is_closed:
            # What is under way while a client is closed still has its outcome to write down.
            _answer(work, done)()
        else:
            self._tasks.put((work, done))
        return done

    def close(self) -> None:
        """Wait until everything is done. What comes later is done at once."""
        self._is_closed = True
        _end([self._thread])


@atexit.register
def _end_all() -> None:
    _end(list(_threads))


def _end(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        _threads[thread].put(None)
    for thread in threads:
        thread.join()


def _work(waiting: _Tasks, together: Callable[[], Any]) -> None:
    while (tasks := _next(waiting)) is not None:
        loop = tasks[0][1].get_loop()
        answers = _answers([task for task in tasks if not task[1].cancelled()], together)
        # Nobody waits on a loop that is closed.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_tell, answers)
        # While it waits it keeps nothing of what it has done.
        del tasks, answers, loop


def _next(waiting: _Tasks) -> list[_Task] | None:
    """Wait for a task, and return it with all that has come besides."""
    task, tasks = waiting.get(), list[_Task]()
    while task is not None:
        tasks.append(task)
        if len(tasks) == MOST_AT_ONCE or waiting.empty():
            return tasks
        task = waiting.get()
    if tasks:
        waiting.put(None)
    return tasks or None


def _answers(tasks: Sequence[_Task], together: Callable[[], Any]) -> list[_Answer]:
    if len(tasks) > 1:
        with suppress(Exception), together():
            return [_answer(*task) for task in tasks]
    # Where the whole failed nothing of it counts: each gets an answer of its own.
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
