"""What a ledger's inbox keeps of a notification, whatever words the service has for it."""

from __future__ import annotations

__all__ = ("inbox_entry",)

from collections.abc import Iterable
from typing import Any

from ._job import Failure, Payload, Status
from ._json import Obj


def inbox_entry(job: str, status: Status, *, also: Iterable[str] = ()) -> Obj:
    """
    Return what a ledger's inbox keeps of a notification.

    Args:
        job: The service's own id of the job.
        status: What the notification says.
        also: Other ids under which the service knows the job.

    Example:
        ```python
        from framehook.spi import Payload, Phase, Status

        entry = inbox_entry("p1", Status(Phase.ENDED, outcome=Payload({"seed": 7})))
        assert entry["result"] == {"seed": 7}
        ```
    """
    entry: dict[str, Any] = {"v": 1, "job": job, "phase": status.phase.value}
    if others := sorted({*also} - {job}):
        entry["also"] = others
    if isinstance(status.outcome, Payload):
        entry["result"] = dict(status.outcome.value)
    if isinstance(status.outcome, Failure):
        entry["failure"] = status.outcome.words
    return entry
