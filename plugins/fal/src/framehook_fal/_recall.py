"""What became of a job, as the request history tells it."""

from __future__ import annotations

__all__ = ("recalled", "remembered")

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from framehook.spi import (
    Failure,
    Flow,
    Payload,
    Phase,
    ReplyError,
    Response,
    Sleep,
    Status,
    Ticket,
)

from ._errors import ErrorDocument
from ._hosts import Hosts
from ._platform import rows_of_all, rows_of_endpoint

T = TypeVar("T")

# The history is a little behind.
_PATIENCE = 15.0
_PAUSES = (5.0, _PATIENCE, 2 * _PATIENCE)


def recalled(ticket: Ticket, hosts: Hosts) -> Flow[Status]:
    """
    Say where a job stands that only the request history knows.

    Raises:
        ReplyError: if the key may not read the history.
    """
    row = yield from _row_of(ticket, hosts)
    if row is None:
        raise ReplyError(
            f"What became of the job {ticket.id} cannot be found out: it was answered on its own "
            "connection, which is gone, and this key may not read the request history.",
            status=403,
        )
    return (yield from _standing(row, hosts))


def remembered(ticket: Ticket, hosts: Hosts, *, patient: bool = False) -> Flow[Status | None]:
    """
    Say where a job stands that the queue does not know, or no longer.

    The history has what never was in the queue, and the results of a month.

    Args:
        ticket: The job.
        hosts: Where the servers are.
        patient: Whether it has ended, so that the history will have its end in a moment.

    Returns:
        `None` if the history does not have the job or its end, or the key may not read it.
    """
    row = yield from _unless_refused(_row_of(ticket, hosts))
    for pause in _PAUSES if patient else ():
        if row is None or row.get("ended_at"):
            break
        yield from Sleep(pause)
        row = yield from _unless_refused(_row_of(ticket, hosts))
    if not row or (row.get("ended_at") and row.get("json_output") is None):
        return None  # Of a result that it has not kept the queue may know in a moment.
    return (yield from _standing(row, hosts))


def _unless_refused(looking: Flow[T | None]) -> Flow[T | None]:
    # What is broken for a moment may know more in the next.
    try:
        return (yield from looking)
    except ReplyError as exc:
        if exc.status == 429 or exc.status >= 500:
            raise
    return None


def _row_of(ticket: Ticket, hosts: Hosts) -> Flow[Mapping[str, Any] | None]:
    target = str(ticket.state.get("target") or ticket.endpoint)
    listing = yield from rows_of_endpoint(target, [("request_id", ticket.id)], hosts)
    if listing is None:
        return None
    return next((row for row in listing.rows if row.get("request_id") == ticket.id), {})


def _standing(row: Mapping[str, Any], hosts: Hosts) -> Flow[Status]:
    if not row.get("ended_at"):
        return Status(Phase.RUNNING, check_after=_PATIENCE, note="looking into the history")
    outcome = _outcome_of(row)
    if isinstance(outcome, Payload):
        outcome = outcome._replace(units=(yield from _units_of(str(row["request_id"]), hosts)))
    return Status(Phase.ENDED, outcome=outcome)


def _units_of(job: str, hosts: Hosts) -> Flow[Decimal | None]:
    url = f"{hosts.platform}/models/billing-events"
    listing = yield from _unless_refused(rows_of_all(url, [("request_id", job)], "billing_events"))
    rows = listing.rows if listing is not None else ()
    row = next((row for row in rows if row.get("request_id") == job), {})
    try:
        return Decimal(str(row["output_units"]))
    except (KeyError, ArithmeticError):
        return None


def _outcome_of(row: Mapping[str, Any]) -> Payload | Failure:
    value, status = row.get("json_output"), row.get("status_code")
    code = status if isinstance(status, int) else 200
    if code >= 400:
        body = json.dumps(value).encode()
        return ErrorDocument.read(Response(code, {}, body, "")).failure()
    if value is None:
        return Failure("expired", "The request history says that it was done, and has no result.")
    return Payload(value if isinstance(value, dict) else {"output": value})
