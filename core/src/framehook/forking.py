"""Locks in a process that is forked while its threads are at work."""

from __future__ import annotations

__all__ = ("ForkEvent", "ForkLock")

import os
import threading
import time
from collections.abc import Callable
from weakref import WeakMethod, WeakSet

# A thread that does not come out of its lock keeps a fork waiting no longer than this.
PATIENCE = 1.0


class ForkLock:
    """
    A lock that is free in a forked child, with everything behind it in order.

    Of all threads only the one that forks comes along. A lock that another one held would
    never be released, and what it guards could be half changed. So a fork waits for a
    moment until nobody holds one of these, and makes them anew in the child.

    Args:
        rest: A method that is called right before a fork, with the lock held, unless another
            thread does not come out of it. It puts down what no child may inherit.

    Example:
        ```python
        lock = ForkLock()
        with lock:
            pass
        ```
    """

    __slots__ = ("__weakref__", "_lock", "_rest")

    def __init__(self, rest: Callable[[], None] | None = None) -> None:
        self._lock = threading.Lock()
        self._rest = None if rest is None else WeakMethod(rest)
        with _world.lock:
            _world.locks.add(self)

    def __enter__(self) -> ForkLock:
        """Take it, once it is free."""
        self._lock.acquire()
        return self

    def __exit__(self, *exc: object) -> None:
        """Give it back."""
        # Whoever forked while holding it has a new one in the child.
        if self._lock.locked():
            self._lock.release()

    def try_hold(self, seconds: float) -> bool:
        """Take it if it gets free in time, and say whether it did."""
        return self._lock.acquire(timeout=max(0.0, seconds))

    def rest(self) -> None:
        """Have put down what no child may inherit."""
        rest = None if self._rest is None else self._rest()
        if rest is not None:
            rest()

    def begin_again(self) -> None:
        """Be free, whoever held it."""
        self._lock = threading.Lock()


class ForkEvent:
    """
    An event on which nobody waits in a forked child; it is set there if it was.

    Example:
        ```python
        event = ForkEvent()
        event.set()
        event.wait(60)
        ```
    """

    __slots__ = ("__weakref__", "_event")

    def __init__(self) -> None:
        self._event = threading.Event()
        with _world.lock:
            _world.events.add(self)

    def set(self) -> None:
        """Wake everyone who waits, and let nobody wait any more."""
        self._event.set()

    def wait(self, seconds: float) -> None:
        """Wait until it is set, but no longer than so many seconds."""
        self._event.wait(seconds)

    def begin_again(self) -> None:
        """Forget who waits."""
        was_set, self._event = self._event.is_set(), threading.Event()
        if was_set:
            self._event.set()


class _World:
    """All that has to be told of a fork."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.locks: WeakSet[ForkLock] = WeakSet()
        self.events: WeakSet[ForkEvent] = WeakSet()
        self.held: list[ForkLock] = []

    def before(self) -> None:
        end = time.monotonic() + PATIENCE
        self.lock.acquire(timeout=PATIENCE)
        # One after the other: the time is what they have together.
        self.held = [lock for lock in list(self.locks) if lock.try_hold(end - time.monotonic())]
        for lock in self.held:
            lock.rest()

    def after_in_parent(self) -> None:
        held, self.held = self.held, []
        for lock in held:
            lock.__exit__()
        if self.lock.locked():
            self.lock.release()

    def after_in_child(self) -> None:
        self.lock, self.held = threading.Lock(), []
        for lock in self.locks:
            lock.begin_again()
        for event in self.events:
            event.begin_again()


_world = _World()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_world.before,
        after_in_parent=_world.after_in_parent,
        after_in_child=_world.after_in_child,
    )
