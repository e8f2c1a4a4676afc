"""Ending a job before it is done."""

from __future__ import annotations

__all__ = ("cancel",)

import os
import signal
import time

from ._record import ENDED, Record
from ._spool import Spool

_PATIENCE = 2.0
_PAUSE = 0.001
_FAILURE = {"kind": "cancelled", "code": "local.cancelled", "words": "The job was cancelled."}


def cancel(spool: Spool, record: Record) -> bool:
    """
    End a job at once, whatever it is doing, and wipe what is unfinished.

    Its processes are killed rather than asked: a coder in the middle of a picture does
    not listen, and everything they leave behind lies in the job's own folder.

    Returns:
        Whether the job is cancelled or about to be; false if it had ended before.
    """
    state = record.state()
    if state["state"] in ENDED:
        return bool(state["state"] == "cancelled")
    # For a worker whose process cannot be seen from here, in another container perhaps.
    (record.folder / "cancel").touch()
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with record.unattended() as gone:
            if gone:
                return _settle(spool, record)
        _kill(record)
        time.sleep(_PAUSE)
    return True


def _settle(spool: Spool, record: Record) -> bool:
    state = record.last_state()
    if state["state"] in ENDED:
        return bool(state["state"] == "cancelled")
    (spool.waiting / record.id).unlink(missing_ok=True)
    record.log("Cancelled.")
    record.end("cancelled", state.get("started"), _FAILURE)
    return True


def _kill(record: Record) -> None:
    pid = record.worker()
    if pid is None:
        return
    try:
        # The worker leads a session of its own, so that its children go with it.
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
