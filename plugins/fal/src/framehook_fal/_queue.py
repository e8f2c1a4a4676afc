"""How fal is asked to work."""

from __future__ import annotations

__all__ = ("FalQueue",)

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from framehook.spi import (
    Accepted,
    Decoder,
    Failure,
    Flow,
    Payload,
    Rejected,
    ReplyError,
    Request,
    Response,
    Send,
    Sleep,
    Status,
    Submission,
    Ticket,
)

from ._address import Address
from ._asking import ask, document
from ._hosts import Hosts
from ._result import fetch_end
from ._run import HELD
from ._status import Ends, StatusDecoder, read_status
from ._submission import paid_request, verdict

# What few calls come to is imported when one does.
if TYPE_CHECKING:
    from framehook.spi import Began

    from ._jwks import KeySet
    from ._notice import Notice


class FalQueue:
    """
    How fal is asked to work.

    Args:
        hosts: Returns where the servers are.
        service: Name of the service, for tickets.
        stream: Whether jobs are watched on a stream; otherwise they are only asked about.
        webhook_secret: Returns what signs the labels in webhook addresses, if anything.

    Example:
        ```python
        from framehook_fal import Hosts

        queue = FalQueue(Hosts, service="fal")
        request, _ = queue.watch(Ticket("fal", "fal-ai/flux/dev", "r1"))
        assert request.url.endswith("/fal-ai/flux/requests/r1/status/stream?logs=1")
        ```
    """

    def __init__(
        self,
        hosts: Callable[[], Hosts],
        *,
        service: str,
        stream: bool = True,
        webhook_secret: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._hosts = hosts
        self._service = service
        self._webhook_secret = webhook_secret
        self._ends = Ends()
        if stream:
            self.watch = self._watch

    def prepare(self, call: Submission) -> Flow[Request]:
        """
        Return the paid request.

        Raises:
            ConfigurationError: if the endpoint id, an option or the webhook makes no sense.
        """
        yield from ()
        return paid_request(call, self._hosts(), self._webhook_secret())

    def accepted(self, call: Submission, reply: Response) -> Accepted | Rejected | None:
        """Say what an answer to the paid request means; `None` if it cannot be told."""
        return verdict(call, reply, self._hosts(), self._service)

    def prepare_stream(self, call: Submission) -> Flow[Request]:
        """
        Return the paid request whose answer is a stream of partial results.

        Raises:
            ConfigurationError: if the endpoint id, an option or a webhook makes no sense.
        """
        from ._pieces import stream_request

        yield from ()
        return stream_request(call, self._hosts())

    def began(self, call: Submission, head: Response) -> Began | Rejected | None:
        """Say what the beginning of a stream means; `None` if it cannot be told."""
        from ._pieces import began

        return began(call, head, self._service)

    def status(self, ticket: Ticket) -> Flow[Status]:
        """
        Ask where the job stands, with its last lines of log.

        Raises:
            ReplyError: if the answer makes no sense. It has status 404 for a moment after
                a submission.
        """
        if HELD in ticket.state:
            from ._recall import recalled

            return (yield from recalled(ticket, self._hosts()))
        url = f"{Address.of(ticket, self._hosts()).status}?logs=1"
        try:
            said, reply = yield from _patiently(Request("GET", url, _JSON), "asking for the status")
        except ReplyError as exc:
            status = None
            if exc.status == 404:
                from ._recall import remembered

                status = yield from remembered(ticket, self._hosts())
            if status is None:
                raise
            return status
        if not isinstance(said.get("status"), str):
            from ._errors import trouble

            raise trouble(reply, "asking for the status, with an object that has no status")
        self._ends.note(ticket.id, said)
        return read_status(said)

    def result(self, ticket: Ticket) -> Flow[Payload | Failure]:
        """
        Fetch how the job ended.

        Raises:
            ReplyError: if the answer says nothing about the job; with status 404 fal no
                longer has the result, neither in its queue nor in a history for this key.
        """
        address = Address.of(ticket, self._hosts())
        try:
            return (yield from fetch_end(address, self._ends.get(ticket.id)))
        except ReplyError as exc:
            status = None
            if exc.status == 404:
                from ._recall import remembered

                status = yield from remembered(ticket, self._hosts(), patient=True)
            if status is None or status.outcome is None:
                raise
            return status.outcome

    def cancel(self, ticket: Ticket) -> Flow[bool | None]:
        """
        Ask for an end. Work that has begun may still be finished, and billed.

        Raises:
            ReplyError: if fal does not know the job, or the answer makes no sense.
        """
        if HELD in ticket.state:
            return None  # It is on a connection, not in the queue.
        request = Request("PUT", Address.of(ticket, self._hosts()).cancel, _JSON)
        reply = yield from Send(request)
        word = (document(reply) or {}).get("status")
        if word == "ALREADY_COMPLETED":
            return False
        if reply.is_success and word != "NOT_FOUND":
            return True
        from ._errors import trouble

        raise trouble(reply, "asking for the end of the job")

    def find(
        self, calls: Sequence[Submission], since: datetime
    ) -> Flow[Mapping[str, Sequence[Ticket]]]:
        """
        Look for jobs whose acceptance is unknown: by their tag, and in the request history.

        Returns:
            Candidates by attempt. An attempt is missing where nobody could look for it: the
            key may not read the history, or the history has gaps. An empty list says that
            the history, as far as it goes by now, has no such job.
        """
        from ._platform import candidates

        return (yield from candidates(calls, since, self._hosts(), self._service))

    def verify(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> Flow[tuple[str, Status]]:
        """
        Check a notification before reading it.

        Raises:
            ReplyError: if it does not come from fal, or is too old.
            ConfigurationError: if the extra `webhooks` is not installed.
        """
        notice = yield from self.notice(headers, body, now)
        return notice.request_id, notice.status

    def notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Flow[Notice]:
        """Check a notification, and return everything it says."""
        return (yield from self._keys.checked(headers, body, now, self._hosts()))

    @cached_property
    def _keys(self) -> KeySet:
        from ._jwks import KeySet

        return KeySet()

    def _watch(self, ticket: Ticket) -> tuple[Request, Decoder]:
        url = f"{Address.of(ticket, self._hosts()).stream}?logs=1"
        headers = (("accept", "text/event-stream"), ("cache-control", "no-store"))
        return Request("GET", url, headers), StatusDecoder(ticket.id, self._ends)


_JSON = (("accept", "application/json"),)
# One server of many may not know yet what another one has accepted.
_PAUSES = (1.0, 3.0)


def _patiently(request: Request, doing: str) -> Flow[tuple[Mapping[str, Any], Response]]:
    for pause in _PAUSES:
        try:
            return (yield from ask(request, doing))
        except ReplyError as exc:
            if exc.status != 404:
                raise
        yield from Sleep(pause)
    return (yield from ask(request, doing))
