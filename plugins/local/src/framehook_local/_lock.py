"""Locks that the system lets go of when their process ends, however it ends."""

from __future__ import annotations

__all__ = ("holding", "is_held", "open_lock", "try_hold")

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


def open_lock(path: Path) -> int:
    """Open a lock file, made if it is missing, and return its descriptor."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def try_hold(descriptor: int) -> bool:
    """Take the lock if nobody has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def holding(path: Path, *, wait: bool = True) -> Generator[bool, None, None]:
    """Hold a lock for a while; says whether it is held, which is certain with `wait`."""
    descriptor = open_lock(path)
    try:
        if wait:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield wait or try_hold(descriptor)
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Say whether some process holds the lock; a missing file is held by nobody."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        # A shared lock, so that two who look at the same time do not see each other.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
