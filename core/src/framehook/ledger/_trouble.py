"""What SQLite and the system complain about, as sentences."""

from __future__ import annotations

__all__ = ("TROUBLE", "explanation", "is_damage")

import shutil
import sqlite3
from pathlib import Path

from ..errors import LedgerError

# What to ask for an explanation of.
TROUBLE = (sqlite3.Error, OSError, UnicodeEncodeError)
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_READ_ONLY = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})

# SQLite shares memory between processes in pieces of this size.
_LITTLE = 1 << 16


def _code(error: sqlite3.Error) -> int:
    # The upper bits say more than anyone here wants to know.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is not what it should be."""
    return _code(error) in _DAMAGE


def _is_full(path: Path) -> bool:
    # SQLite says no more than "disk I/O error" where one of its other files has no room.
    try:
        return shutil.disk_usage(path.parent).free < _LITTLE
    except OSError:
        return False


def _sentences(error: sqlite3.Error, path: Path) -> tuple[str, str]:
    name, code = repr(str(path)), _code(error)
    if code == sqlite3.SQLITE_IOERR and _is_full(path):
        code = sqlite3.SQLITE_FULL
    if code in _BUSY:
        return (
            f"The ledger {name} is busy: another process has kept it locked for too long.",
            "See which one with: fuser -v " + str(path),
        )
    if code in _READ_ONLY:
        return (
            f"The ledger {name} cannot be written: it is read-only.",
            "Make the file and its folder writable, or give another path.",
        )
    if code == sqlite3.SQLITE_FULL:
        return (
            f"The ledger {name} cannot be written: the disk is full.",
            "Make room, then try again.",
        )
    if code == sqlite3.SQLITE_CANTOPEN:
        return (
            f"The ledger {name} cannot be opened: {error}.",
            "Make sure that it is a file and that its folder is writable.",
        )
    if code in _DAMAGE:
        return (
            f"The ledger {name} is damaged: {error}.",
            "Stop every process that uses it. The next one to open it sets it aside.",
        )
    return (f"The ledger {name} cannot be used: {error}.", "Look at the disk it is on.")


def explanation(error: sqlite3.Error | OSError | UnicodeEncodeError, path: Path) -> LedgerError:
    """Return what went wrong with a ledger's file, in other words."""
    if isinstance(error, sqlite3.Error):
        message, hint = _sentences(error, path)
        return LedgerError(message, hint=hint)
    if isinstance(error, UnicodeEncodeError):
        return LedgerError(
            f"The ledger {str(path)!r} was given text that is not valid Unicode: {error.reason}.",
            hint="Look for it in the labels of the call.",
        )
    return LedgerError(
        f"The ledger {str(path)!r} cannot be used: {error.strerror}.",
        hint="Make sure that its folder can be made and written, or give another path.",
    )
