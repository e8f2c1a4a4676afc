"""The line of jobs that wait, first come, first served, with nobody in charge."""

from __future__ import annotations

__all__ = ("position", "wait_for_slot")

import fcntl
import os
import time
from pathlib import Path

from ._lock import is_held, open_lock, try_hold
from ._spool import Spool

_PAUSE = 0.02


def position(spool: Spool, job: str) -> int | None:
    """Return how many wait before a job, or `None` if it does not wait itself."""
    if not is_held(spool.waiting / job):
        return None
    return sum(is_held(spool.waiting / name) for name in _before(spool, job))


def wait_for_slot(spool: Spool, job: str, slots: int) -> int:
    """
    Wait until all who came before have a slot, and then for a free one.

    Each waits for the one before it, by asking for the lock that one holds, so that only
    the first of all looks at the slots.

    Returns:
        The descriptor of the slot's lock, which frees the slot when it is closed.
    """
    while names := _before(spool, job):
        _await_release(spool.waiting / names[-1])
    descriptors = [open_lock(spool.slots / str(number)) for number in range(slots)]
    while (mine := next(filter(try_hold, descriptors), None)) is None:
        time.sleep(_PAUSE)
    for other in descriptors:
        if other != mine:
            os.close(other)
    return mine


def _before(spool: Spool, job: str) -> list[str]:
    names = (path.name for path in spool.waiting.iterdir())
    return sorted(name for name in names if name[0] != "." and name < job)


def _await_release(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        # Whoever held it is gone or has a slot, and may have had no time to tidy up.
        path.unlink(missing_ok=True)
    finally:
        os.close(descriptor)
