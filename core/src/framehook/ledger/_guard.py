"""
A folder that one process at a time may arrange.

The folder is locked, not the ledger's file: closing that behind SQLite's back would take
away the locks that SQLite has on it.
"""

from __future__ import annotations

__all__ = ("guard", "sync_folder")

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    # Windows neither locks folders nor has to be told to write them.
    @contextmanager
    def _locked(folder: Path) -> Generator[None]:
        del folder
        yield

    def sync_folder(folder: Path) -> None:
        """Put a folder's list of files on disk."""
        del folder
else:
    import fcntl

    @contextmanager
    def _locked(folder: Path) -> Generator[None]:
        opened = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX)
            try:
                yield
            finally:
                # Closing is not enough: a child that was forked meanwhile has it open, too.
                fcntl.flock(opened, fcntl.LOCK_UN)
        finally:
            os.close(opened)

    def sync_folder(folder: Path) -> None:
        """Put a folder's list of files on disk."""
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextmanager
def guard(path: Path) -> Generator[None]:
    """Make the folder of a file, and keep others from arranging its files meanwhile."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(path.parent):
        yield
