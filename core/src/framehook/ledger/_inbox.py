"""What services tell, and how much of it is kept about jobs that no entry has."""

from __future__ import annotations

__all__ = ("KEPT", "MOST", "keep")

import logging
from datetime import datetime, timedelta

from ..spi import Obj
from ._input import digest
from ._store import Transaction

_log = logging.getLogger("framehook.ledger")

# A call whose answer was lost may be found by one for as long as services remember jobs. They
# come from other programs of the same account, too, or from anyone who is signed for.
KEPT = timedelta(days=30)
MOST = 1000


def keep(work: Transaction, job: str, key: str | None, body: Obj, now: datetime) -> bool:
    """Keep a notification, unless it is there already."""
    if not work.add_notice(job, key, digest(body), body, now):
        return False
    if key is None:
        _forget(work, now)
    work.log(now, key or "", "notice", {"job": job})
    return True


def _forget(work: Transaction, now: datetime) -> None:
    dropped = work.forget_notices(now - KEPT, MOST)
    if dropped:
        work.log(now, "", "forgotten", {"notices": dropped})
        _log.warning(
            "%d notifications about jobs that the ledger does not know were dropped: they were "
            "older than %d days, or there were more than %d.",
            dropped,
            KEPT.days,
            MOST,
        )
