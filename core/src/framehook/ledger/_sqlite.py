"""A ledger in a file."""

from __future__ import annotations

__all__ = ("SqliteLedger",)

import os
import sqlite3
import sys
import threading
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from weakref import WeakSet

from ..errors import LedgerError
from ..forking import ForkLock
from ._bell import bell_of
from ._copies import Copies
from ._guard import guard
from ._journal import Journal
from ._place import create, file_of, refuse_network, set_aside
from ._schema import upgrade, version_of
from ._statements import Statements
from ._trouble import TROUBLE, explanation, is_damage

# What SQLite knows of a file, above all which locks the process has on it, is copied into a
# forked child as if the child had those locks. It has none, and would go on with files that
# others take for unused. So connections are closed while a process is forked. Those that were
# in the middle of something stay as they are in the child, which leaves their files alone.
_live: WeakSet[_Session] = WeakSet()
_inherited: list[_Session] = []
if sys.platform != "win32":
    os.register_at_fork(
        after_in_child=lambda: _inherited.extend(each for each in _live if each.process is not None)
    )


def SqliteLedger(  # noqa: N802  It is used like a class.
    path: str | os.PathLike[str], *, patience: float = 30.0
) -> Journal:
    """
    Make or open a ledger in a file, which outlives every crash.

    Whatever a method has answered outlives the process. A power cut may take back what can be
    found out again: a plan of which nothing was sent, a lease, and what the service said since
    the last line that is on disk for certain. Money that is set aside, what nobody can tell,
    notifications and everything a person decided never go.

    Any number of threads and processes of one machine may use the same file, also after a
    fork. The file is readable for its owner alone; beside it are two more while it is in use,
    ending in `-wal` and `-shm`. A damaged ledger is renamed, with a warning in the log
    `framehook.ledger`, and a new one begun; a file that does not begin like a ledger is
    refused and not touched.

    On Linux a file on a network file system is refused. On other systems nothing says what
    is one, and nothing is checked.

    Args:
        path: Where it is, or a URL such as `sqlite:///var/lib/jobs.db`. A missing folder is
            made, for its owner alone.
        patience: How many seconds to wait for other processes.

    Raises:
        LedgerError: if it cannot be opened, or was written by a newer framehook.

    Example:
        ```python
        import tempfile
        from pathlib import Path

        from framehook.ledger import SqliteLedger

        with tempfile.TemporaryDirectory() as folder:
            ledger = SqliteLedger(Path(folder, "jobs.db"))
            assert ledger.find() == ()
            ledger.close()
        ```
    """
    return Journal(SqliteStore(file_of(path), patience))


class _Session:
    """
    One connection and its lock. It is opened again after a fork.

    Attributes:
        path: Where the file is.
        process: The one that has the connection open, or is about to open it.
        gatherer: The thread that is making one transaction of many.
    """

    def __init__(self, path: Path, patience: float) -> None:
        self.lock = ForkLock(self._rest)
        self.process: int | None = None
        self.gatherer: int | None = None
        self.path = path
        self._patience = patience
        _live.add(self)
        with self.lock:
            self.open()

    def open(self) -> None:
        """Open the connection unless it is. Only under the lock."""
        if self.process == os.getpid():
            return
        if any(each.path == self.path for each in _inherited):
            raise LedgerError(
                f"The ledger {str(self.path)!r} was in use when this process was forked.",
                hint="Open it in one process only, or fork while nobody uses it.",
            )
        self.process = os.getpid()
        try:
            self.connection = _open(self.path, self._patience)
        except BaseException:
            self.process = None
            raise
        self._is_synced, self.copies = True, Copies()

    def close(self) -> None:
        """Close the connection, if it is of this process. Only under the lock."""
        if self.process == os.getpid():
            self.connection.close()
            self.process = None

    def is_gathered(self) -> bool:
        """Whether this thread is making one transaction of many."""
        return self.gatherer == threading.get_ident() and self.process == os.getpid()

    def _rest(self) -> None:
        with suppress(sqlite3.Error):
            self.close()

    def set_synced(self, wanted: bool) -> None:
        """Say whether the next transaction is on disk for certain once it is committed."""
        if wanted is not self._is_synced:
            self.connection.execute(f"PRAGMA synchronous = {'FULL' if wanted else 'NORMAL'}")
            self._is_synced = wanted


class SqliteStore:
    """Keeps a journal in an SQLite file, with one connection for each process."""

    def __init__(self, path: Path, patience: float) -> None:
        self._path = path
        self._is_closed = False
        self.bell = bell_of(str(path.resolve()))
        try:
            self._session = _Session(path, patience)
        except TROUBLE as exc:
            raise explanation(exc, path) from exc

    def __repr__(self) -> str:
        return repr(str(self._path))

    def write(self, *, synced: bool = True) -> AbstractContextManager[Statements]:
        """Keep every other writer out, in all processes, until the end is written."""
        return self._transaction("BEGIN IMMEDIATE", synced=synced)

    def read(self) -> AbstractContextManager[Statements]:
        """Look at one moment of the journal."""
        return self._transaction("BEGIN")

    @contextmanager
    def together(self) -> Generator[None]:
        """Make one transaction of what this thread does until the end: one flush to disk."""
        if self._session.is_gathered():
            yield
            return
        with self._transaction("BEGIN IMMEDIATE", synced=True):
            self._session.gatherer = threading.get_ident()
            try:
                yield
            finally:
                self._session.gatherer = None

    def close(self) -> None:
        """Close the connection of this process."""
        self._is_closed = True
        with self._session.lock:
            self._session.close()

    @contextmanager
    def _transaction(self, beginning: str, *, synced: bool | None = None) -> Generator[Statements]:
        session = self._session
        try:
            if session.gatherer is not None and session.is_gathered():
                self._check_open()
                with _part(session.connection, session.copies) as work:
                    yield work
                return
            with session.lock:
                # Looked at under the lock, as another thread may be closing it.
                self._check_open()
                session.open()
                if synced is not None:
                    session.set_synced(synced)
                connection = session.connection
                connection.execute(beginning)
                try:
                    yield Statements(connection, session.copies)
                    connection.execute("COMMIT")
                except BaseException:
                    session.copies.forget()
                    connection.rollback()
                    raise
        except TROUBLE as exc:
            raise explanation(exc, self._path) from exc

    def _check_open(self) -> None:
        if self._is_closed:
            raise LedgerError(f"The ledger {str(self._path)!r} has been closed.")


@contextmanager
def _part(connection: sqlite3.Connection, copies: Copies) -> Generator[Statements]:
    if not connection.in_transaction:
        # SQLite gives everything up by itself where the disk is full, for instance.
        raise LedgerError("The change was taken back together with another one.")
    connection.execute("SAVEPOINT part")
    try:
        yield Statements(connection, copies)
    except BaseException:
        copies.forget()
        if connection.in_transaction:
            connection.execute("ROLLBACK TO part")
            connection.execute("RELEASE part")
        raise
    connection.execute("RELEASE part")


def _open(path: Path, patience: float) -> sqlite3.Connection:
    refuse_network(path)
    with guard(path):
        return _connect(path, patience, is_first=True)


def _connect(path: Path, patience: float, *, is_first: bool) -> sqlite3.Connection:
    create(path)
    connection = sqlite3.connect(
        path, timeout=patience, isolation_level=None, check_same_thread=False
    )
    try:
        _prepare(connection, path)
    except BaseException as exc:
        is_damaged = isinstance(exc, sqlite3.DatabaseError) and is_damage(exc)
        try:
            if is_first and is_damaged:
                # Closing it first would throw away what its other file has.
                set_aside(path)
        finally:
            connection.close()
        if is_first and is_damaged:
            return _connect(path, patience, is_first=False)
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    # Before anything is changed: it may be the database of another program.
    version_of(connection, str(path))
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise LedgerError(
            f"The ledger {str(path)!r} cannot be shared between processes on this disk.",
            hint="Put it on an ordinary local disk.",
        )
    # What is synced must survive a power cut; elsewhere than on a Mac the last two have no
    # effect.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")
    connection.execute("PRAGMA checkpoint_fullfsync = ON")
    upgrade(connection, str(path))
    connection.execute("SELECT max(number) FROM events").fetchone()
