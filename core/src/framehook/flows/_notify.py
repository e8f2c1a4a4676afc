"""Taking a notification of a service: checked, written down, told once."""

from __future__ import annotations

__all__ = ("Notified", "notified")

from collections.abc import Mapping

from ..errors import ConfigurationError
from ..spi._command import Flow, Now
from ..spi._inbox import inbox_entry
from ..spi._job import Status, Ticket
from ..spi._queue import Notifies
from ..spi._record import record
from ._commands import Emit, Record
from ._send import conduct
from ._terms import Terms
from ._warning import warn


@record(frozen=True, slots=True, kw_only=True)
class Notified:
    """
    A notification that really comes from the service.

    Attributes:
        job: The service's own id of the job.
        status: What it says.
        ticket: What identifies the job, if it is in the client's ledger.
        is_new: Whether it came for the first time; services repeat themselves.

    Example:
        ```python
        from framehook import Phase, Status

        notice = Notified(job="p1", status=Status(Phase.ENDED))
        assert notice.is_new and notice.ticket is None
        ```
    """

    job: str
    status: Status
    ticket: Ticket | None = None
    is_new: bool = True


def notified(headers: Mapping[str, str], body: bytes, terms: Terms) -> Flow[Notified]:
    """
    Check a notification and put it into the ledger's inbox.

    One about the job of another account is told, and not written down. A client without
    an account takes those of all.

    Raises:
        ReplyError: if it does not come from the service.
        ConfigurationError: if the service sends none.
    """
    service, queue = terms.service, terms.service.queue
    if not isinstance(queue, Notifies):
        raise ConfigurationError(
            f"The service {service.name!r} sends no notifications.",
            hint="Name the service that sent it: Client(service=…).",
        )
    now = yield from Now()
    job, status = yield from conduct(queue.verify(headers, body, now), terms)
    wanted = Ticket(service.name, "", job)
    found = yield from Record(lambda ledger, _: ledger.find(ticket=wanted, limit=1))
    intent = found[0] if found else None
    if intent is not None and not terms.concerns(intent.new):
        # Whoever has the secret of one account must not end the calls of another one.
        yield from warn(
            f"A notification about the job {job} was not written down: the entry {intent.key} is "
            f"of the account {intent.new.account!r}, and the client of {terms.account!r}."
        )
        return Notified(job=job, status=status)
    key = intent.key if intent is not None else None
    said = inbox_entry(job, status)
    is_new = yield from Record(lambda ledger, now: ledger.notice(job, key, said, now))
    if is_new:
        yield from Emit("ledger", {"intent": key, "notified": job, "phase": status.phase.value})
    ticket = intent.ticket if intent is not None else None
    return Notified(job=job, status=status, ticket=ticket, is_new=is_new)
