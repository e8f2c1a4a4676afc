"""The process of one job: `python -m framehook_local._worker FOLDER`."""

from __future__ import annotations

__all__ = ("main",)

import faulthandler
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from ._admission import ALIVE, TURN
from ._limits import confine
from ._line import wait_for_slot
from ._record import Record
from ._settings import Settings
from ._spool import Spool


def main(arguments: list[str]) -> int:
    """Wait for a slot, do the job, and tidy up."""
    settings = Settings.read()
    record = Record(Path(arguments[0]))
    spool = Spool(settings.folder)
    faulthandler.enable()
    os.umask(0o077)
    os.chdir(record.folder)
    for descriptor in (ALIVE, TURN):
        os.set_inheritable(descriptor, False)
    signal.signal(signal.SIGTERM, _stop)
    record.write_worker(os.getpid())
    slot = wait_for_slot(spool, record.id, settings.slots)
    started = time.time()
    record.write_state("running", started=started, note="loading")
    (spool.waiting / record.id).unlink(missing_ok=True)
    os.close(TURN)
    confine(settings)

    # Schemas and codecs take longer to load than everything above. A job that waits for
    # its turn shall not hold their memory.
    from ._execution import execute

    execute(record, spool, settings, started)
    os.close(slot)
    os.close(ALIVE)

    from ._sweep import sweep  # For the same reason.

    sweep(spool, settings)
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit("The process that worked on this job was asked to end, by SIGTERM.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
