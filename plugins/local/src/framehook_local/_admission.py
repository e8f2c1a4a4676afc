"""Taking a job on: once for each attempt, and with a process of its own."""

from __future__ import annotations

__all__ = ("AttemptConflictError", "admit", "find_attempt")

import fcntl
import hashlib
import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ._document import write_document
from ._lock import holding, open_lock
from ._record import Record
from ._settings import VARIABLES, Settings
from ._spool import Spool

# Descriptors by which the worker inherits its two locks.
ALIVE, TURN = 3, 4

# Nothing else of the environment reaches a worker: it may have secrets.
_PASSED = (
    "CUDA_VISIBLE_DEVICES",
    "FRAMEHOOK_DISABLE",
    "FRAMEHOOK_PLUGINS",
    "FRAMEHOOK_PREFER",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LD_LIBRARY_PATH",
    "PATH",
    "PYTHONHOME",
    "PYTHONPATH",
    "TMPDIR",
    "TZ",
    "USER",
    "VIRTUAL_ENV",
    *VARIABLES,
)


class AttemptConflictError(ValueError):
    """An attempt was made before, with another order."""


def admit(spool: Spool, settings: Settings, order: Mapping[str, Any]) -> tuple[str, bool]:
    """
    Take a job on and start its worker, which waits for its turn by itself.

    Args:
        spool: Where.
        settings: What the worker is told.
        order: Has `endpoint`, `arguments`, `options` and `attempt`.

    Returns:
        The job's id, and whether it is new: the same attempt leads to the same job.

    Raises:
        AttemptConflictError: if the attempt was made before, with another order.
    """
    spool.prepare()
    digest = hashlib.sha256(json.dumps(order, sort_keys=True).encode()).hexdigest()
    with holding(spool.admission):
        known = find_attempt(spool, order["attempt"])
        if known is not None:
            if known.order().get("digest") != digest:
                raise AttemptConflictError(
                    f"The attempt {order['attempt']!r} was made before, with another order."
                )
            return known.id, False
        job = spool.next_id()
        record = Record(spool.jobs / job)
        try:
            _begin(spool, settings, record, {**order, "digest": digest, "submitted": time.time()})
        except BaseException:
            (spool.waiting / job).unlink(missing_ok=True)
            shutil.rmtree(record.folder, ignore_errors=True)
            raise
        return job, True


def find_attempt(spool: Spool, label: str) -> Record | None:
    """Return the job that an attempt led to."""
    try:
        job = spool.attempt(label).read_text("ascii")
    except OSError:
        return None
    return spool.record(job)


def _begin(spool: Spool, settings: Settings, record: Record, order: Mapping[str, Any]) -> None:
    record.folder.mkdir(mode=0o700)
    # Both locks are taken here and inherited, so that there is no moment at which the
    # job is on record and its worker seems to be gone.
    alive = _held(record.folder / "alive")
    turn = -1
    try:
        draft = spool.waiting / f".{record.id}"
        turn = _held(draft)
        draft.replace(spool.waiting / record.id)
        record.write_state("waiting")
        write_document(record.folder / "job.json", order, lasting=True)
        pid = _spawn(record.folder, _environment(spool, settings), alive, turn)
        record.write_worker(pid)
        # Written last: an attempt without a worker must not be found.
        path = spool.attempt(order["attempt"])
        part = path.with_suffix(".part")
        part.write_text(record.id, "ascii")
        part.replace(path)
    finally:
        for descriptor in (alive, turn):
            if descriptor >= 0:
                os.close(descriptor)


def _held(path: Path) -> int:
    low = open_lock(path)
    try:
        # Above the numbers that the worker gets them by, so that neither overwrites one.
        high = fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, 64)
    finally:
        os.close(low)
    fcntl.flock(high, fcntl.LOCK_EX)
    return high


def _environment(spool: Spool, settings: Settings) -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED if name in os.environ}
    return {
        **passed,
        "FRAMEHOOK_LOCAL_DIR": str(spool.folder),
        "FRAMEHOOK_LOCAL_SLOTS": str(settings.slots),
        "PYTHONUNBUFFERED": "1",
    }


def _spawn(folder: Path, environment: Mapping[str, str], alive: int, turn: int) -> int:
    if not sys.executable:
        raise OSError("This program does not know its Python interpreter, so no job can start.")
    words = str(folder / "words.txt")
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-P", "-m", "framehook_local._worker", str(folder)],
        environment,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, words, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
            (os.POSIX_SPAWN_DUP2, alive, ALIVE),
            (os.POSIX_SPAWN_DUP2, turn, TURN),
        ],
        setsid=True,
        setsigmask=(),
        setsigdef=(signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD),
    )
    # It outlives this program; while both live, somebody has to hear of its end.
    threading.Thread(target=_reap, args=(pid,), name=f"framehook-{pid}", daemon=True).start()
    return pid


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        return
