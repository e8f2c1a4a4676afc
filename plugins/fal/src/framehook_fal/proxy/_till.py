"""The money of the calls that go through: reserved before, settled afterwards."""

from __future__ import annotations

__all__ = ("Till",)

import os
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from framehook.errors import TransportError
from framehook.spi import (
    Accepted,
    Denied,
    Failure,
    Intent,
    IntentState,
    Ledger,
    NewIntent,
    Permit,
    Price,
    Quote,
    Rejected,
    Response,
    Ticket,
    entries_of,
)

from .._address import is_request_id
from .._errors import ErrorDocument
from .._hosts import Hosts
from .._wording import billable_units
from ._doubt import judged
from ._refusal import Refusal
from ._target import Target

_SERVICE = "fal"
# The journal needs to know that the job ended, and nothing about what came out.
_KEPT = timedelta(hours=1)
# A result lives for an hour, a job perhaps for another one.
_FORGOTTEN = timedelta(hours=3)
_EVERY = timedelta(minutes=10)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """
    Keeps the money of calls in a ledger.

    Attributes:
        ledger: The journal.
        hosts: The configured servers.
        daily_limit: How much one caller may spend on one day (UTC), in USD.
        assume_cost: What a call of unknown price is taken to cost.
    """

    ledger: Ledger
    hosts: Hosts
    daily_limit: Decimal | None = None
    assume_cost: Decimal | None = None
    _looked: list[datetime] = field(default_factory=lambda: [_LONG_AGO], init=False, repr=False)

    def reserve(self, caller: str, endpoint: str, quote: Quote, ttl: float) -> Permit:
        """
        Set the money for a call aside.

        The money is set aside first and the sum looked at then, so that calls at the same
        time, in whatever process, cannot pass a limit together.

        Raises:
            Refusal: if a limit would be passed, or nobody knows whether it would.
        """
        estimate = quote.high if quote.high is not None else self.assume_cost
        if self.daily_limit is not None and (estimate is None or quote.currency != "USD"):
            raise _over(
                f"The caller {caller!r} has a daily limit of {self.daily_limit} USD, and the "
                f"price of this call to {endpoint!r} is {quote}."
            )
        now = datetime.now(UTC)
        self.settle_forgotten(now)
        batch = f"{caller} {now.date().isoformat()}"
        new = NewIntent(
            service=_SERVICE,
            endpoint=endpoint,
            account=caller,
            estimate=estimate,
            currency=quote.currency,
            batch=batch,
        )
        (intent,) = self.ledger.plan([new], now)
        leave = self.ledger.begin(intent.key, _owner(), ttl, now)
        if isinstance(leave, Denied):
            self.ledger.cancelled(intent.key, leave.message, now)
            raise _over(leave.message)
        if self.daily_limit is not None:
            reserved, spent = self.ledger.spending(now)[f"batch:{batch}"]
            if reserved + spent > self.daily_limit:
                words = (
                    f"This call may cost {estimate} USD. With it, the caller {caller!r} would have "
                    f"{reserved + spent} USD spent or reserved today, and the limit is "
                    f"{self.daily_limit} USD."
                )
                self.ledger.rejected(leave, Failure("input", words), again=False, now=now)
                raise _over(words)
        return leave

    def settle_forgotten(self, now: datetime) -> None:
        """
        Take the money of results that nobody has fetched for spent.

        fal no longer has them, and does not tell any more what they cost: they count as
        estimated, for good. It is looked for them every ten minutes.
        """
        if now - self._looked[0] < _EVERY:
            return
        self._looked[0] = now
        for entry in entries_of(self.ledger, [IntentState.SUBMITTED]):
            if entry.new.service == _SERVICE and now - entry.updated > _FORGOTTEN:
                self.ledger.expired(entry.key, "Nobody fetched the result in time.", now)

    def answered(
        self, permit: Permit, target: Target, reply: Response, price: Price[Any] | None
    ) -> None:
        """Write down what an answer to a paid request means; of a stream the head is enough."""
        now = datetime.now(UTC)
        is_sync = target.role == "run"
        if is_sync and reply.is_success:
            self.ledger.accepted(permit, _run_ticket(permit, target, reply), now)
            self._settle(permit.key, reply, price)
            return
        told = judged(target, reply, self.hosts, permit.label)
        if isinstance(told, Rejected):
            self.ledger.rejected(permit, told.failure, again=False, now=now)
        elif isinstance(told, Accepted):
            self.ledger.accepted(permit, told.ticket, now)
            if is_sync:
                self._settle(permit.key, reply, price)
        else:
            self.ledger.unknown(permit, f"The answer had status {reply.status}.", now)

    def unanswered(self, permit: Permit, error: BaseException) -> None:
        """Write down that no answer came."""
        now = datetime.now(UTC)
        if isinstance(error, TransportError) and error.sent == "no":
            failure = Failure("service", "It could not be reached.")
            self.ledger.rejected(permit, failure, again=False, now=now)
        else:
            self.ledger.unknown(permit, f"{type(error).__name__}: {error}", now)

    def unused(self, permit: Permit) -> None:
        """Write down that nothing was sent: whoever asked is gone."""
        now = datetime.now(UTC)
        failure = Failure("cancelled", "Nothing was sent: the caller went away.")
        self.ledger.rejected(permit, failure, again=False, now=now)

    def entry(self, caller: str, request_id: str) -> Intent | None:
        """
        Return the entry of a request; `None` if it did not go through here.

        Raises:
            Refusal: if it is another caller's.
        """
        found = self.ledger.find(ticket=Ticket(_SERVICE, "", request_id), limit=1)
        if found and found[0].new.account != caller:
            raise Refusal(404, "Request not found", error_type="not_found")
        return found[0] if found else None

    def ended(self, entry: Intent, reply: Response, price: Price[Any] | None) -> None:
        """Write down what the answer to the question for a result says."""
        if reply.is_success or ErrorDocument.read(reply).speaks_of_the_job:
            self._settle(entry.key, reply, price)

    def _settle(self, key: str, reply: Response, price: Price[Any] | None) -> None:
        now, units = datetime.now(UTC), billable_units(reply.headers)
        cost = _cost(units, price)
        if reply.is_success:
            expires = now + _KEPT
            self.ledger.result(key, {}, units=units, cost=cost, expires=expires, now=now)
            return
        failure = ErrorDocument.read(reply).failure()
        if failure.kind == "cancelled":
            self.ledger.cancelled(key, failure.words, now)
        else:
            self.ledger.failed(key, failure, cost=cost, now=now)


def _cost(units: Decimal | None, price: Price[Any] | None) -> Decimal | None:
    if units is None or units == 0:
        return units
    if price is None or price.amount is None:
        return None
    return units * price.amount


def _run_ticket(permit: Permit, target: Target, reply: Response) -> Ticket:
    named = reply.headers.get("x-fal-request-id", "")
    return Ticket(_SERVICE, target.endpoint, named if is_request_id(named) else permit.label)


def _owner() -> str:
    return f"proxy {socket.gethostname()}:{os.getpid()}"


def _over(words: str) -> Refusal:
    return Refusal(402, words, error_type="spending_limit", headers=(("x-fal-retryable", "false"),))
