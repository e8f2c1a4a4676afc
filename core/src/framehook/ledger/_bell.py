"""Waking those who wait for a notification."""

from __future__ import annotations

__all__ = ("Bell", "bell_of")

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from weakref import WeakValueDictionary

from ..forking import ForkLock

Ring = Callable[[], object]


class Bell:
    """
    Wakes those in this process who wait for a notification.

    Other processes look into the ledger instead.

    Attributes:
        is_attended: Whether notifications arrive in this process, so that nobody need ask
            the service meanwhile.

    Example:
        ```python
        bell, news = Bell(), []
        with bell.heard(["ab12"], lambda: news.append("ab12")):
            bell.ring("ab12")
        assert news == ["ab12"]
        ```
    """

    def __init__(self) -> None:
        self.is_attended = False
        self._lock = ForkLock()
        self._ears: dict[str, list[Ring]] = {}

    @contextmanager
    def heard(self, names: Iterable[str], ring: Ring) -> Generator[None]:
        """Have a function called, on any thread, whenever one of these names is rung."""
        wanted = list(names)
        with self._lock:
            for name in wanted:
                self._ears.setdefault(name, []).append(ring)
        try:
            yield
        finally:
            with self._lock:
                for name in wanted:
                    self._forget(name, ring)

    def ring(self, *names: str | None) -> None:
        """Wake whoever waits for one of these."""
        self.is_attended = True
        with self._lock:
            rings = [ring for name in names if name for ring in self._ears.get(name, ())]
        for ring in rings:
            ring()

    def _forget(self, name: str, ring: Ring) -> None:
        ears = self._ears.get(name, [])
        # A forked child begins with the ears of its parent's threads.
        if ring in ears:
            ears.remove(ring)
        if not ears:
            self._ears.pop(name, None)


_bells: WeakValueDictionary[str, Bell] = WeakValueDictionary()
_lock = ForkLock()


def bell_of(place: str) -> Bell:
    """Return the one bell of this process for a place that several ledgers may be opened at."""
    with _lock:
        return _bells.setdefault(place, Bell())
