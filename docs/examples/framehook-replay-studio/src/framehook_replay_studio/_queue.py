"""How Replay Studio is asked to work."""

from __future__ import annotations

__all__ = ("ReplayQueue",)

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from framehook import TicketError
from framehook.spi import (
    Accepted,
    Failure,
    Flow,
    Payload,
    Rejected,
    ReplyError,
    Request,
    Response,
    Status,
    Submission,
    Ticket,
)

from ._json import as_list, as_object
from ._notice import checked
from ._prediction import read_prediction
from ._reply import ask
from ._settings import Settings
from ._stream import PredictionDecoder
from ._verdict import paid_request, verdict

JOB = re.compile(r"[A-Za-z0-9_-]{1,64}")


class ReplayQueue:
    """
    Predictions: submitted, asked about, watched, cancelled, found and told about.

    Example:
        ```python
        from framehook.spi import Ticket
        from framehook_replay_studio import ReplayStudio

        queue = ReplayStudio(token="t").queue
        request, _ = queue.watch(Ticket("replay-studio", "replay-studio/dream", "p1"))
        assert request.url.endswith("/v1/predictions/p1/stream")
        ```
    """

    def __init__(self, name: str, settings: Settings) -> None:
        """Remember who asks, and where."""
        self._name = name
        self._settings = settings

    def prepare(self, call: Submission) -> Flow[Request]:
        """Return the paid request. Core sends it, once."""
        yield from ()
        return paid_request(call, self._settings.api)

    def accepted(self, call: Submission, reply: Response) -> Accepted | Rejected | None:
        """Say what an answer to the paid request means; `None` if it cannot be told."""
        return verdict(call, reply, self._name)

    def status(self, ticket: Ticket) -> Flow[Status]:
        """Ask for the prediction. In the end it has everything in it."""
        request = Request("GET", self._url(ticket))
        return read_prediction((yield from ask(request, "asking for a prediction")))

    def result(self, ticket: Ticket) -> Flow[Payload | Failure]:
        """Read the end from the prediction."""
        status = yield from self.status(ticket)
        if status.outcome is None:
            raise ReplyError("The prediction has not ended.", status=200, retryable=True)
        return status.outcome

    def cancel(self, ticket: Ticket) -> Flow[bool | None]:
        """Ask for an end. To cancel twice is to cancel once, so that it may be repeated."""
        request = Request("POST", f"{self._url(ticket)}/cancel", repeatable=True)
        status = read_prediction((yield from ask(request, "cancelling a prediction")))
        outcome = status.outcome
        return outcome is None or (isinstance(outcome, Failure) and outcome.kind == "cancelled")

    def watch(self, ticket: Ticket) -> tuple[Request, PredictionDecoder]:
        """Return the request that opens the stream, and what reads it."""
        headers = (("accept", "text/event-stream"),)
        return Request("GET", f"{self._url(ticket)}/stream", headers), PredictionDecoder()

    def find(
        self, calls: Sequence[Submission], since: datetime
    ) -> Flow[Mapping[str, Sequence[Ticket]]]:
        """Look for predictions by the attempt that each of them carries."""
        wanted = {call.attempt: call.endpoint for call in calls}
        found: dict[str, list[Ticket]] = {attempt: [] for attempt in wanted}
        cursor = ""
        while True:
            query = urlencode({"created_after": since.isoformat(), "cursor": cursor})
            request = Request("GET", f"{self._settings.api}/v1/predictions?{query}")
            page = yield from ask(request, "looking through the predictions")
            for job, attempt in _listed(page):
                if attempt in wanted:
                    found[attempt].append(Ticket(self._name, wanted[attempt], job))
            cursor = str(page.get("next") or "")
            if not cursor:
                return found

    def verify(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> Flow[tuple[str, Status]]:
        """Check a notification before reading it."""
        yield from ()
        said = checked(headers, body, self._settings.webhook_secret(), now)
        return str(said["id"]), read_prediction(said)

    def _url(self, ticket: Ticket) -> str:
        # Tickets come back from outside. The id is held to its form, so that it stays one
        # part of the path, and the URLs that the service handed out are not kept in them:
        # the token would go wherever someone has written another one.
        if not JOB.fullmatch(ticket.id):
            raise TicketError(f"{ticket.id!r} is the id of no prediction at Replay Studio.")
        return f"{self._settings.api}/v1/predictions/{ticket.id}"


def _listed(page: Mapping[str, Any]) -> list[tuple[str, str]]:
    results = [as_object(each) for each in as_list(page.get("results"))]
    return [
        (str(each["id"]), str(as_object(each.get("metadata")).get("attempt")))
        for each in results
        if each.get("id")
    ]
