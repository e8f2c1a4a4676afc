"""How one service is asked to work."""

from __future__ import annotations

__all__ = (
    "Accepted",
    "Decoder",
    "Finds",
    "Notifies",
    "Placed",
    "Queue",
    "Rejected",
    "Submission",
    "Watches",
)

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from ._job import Failure, Payload, Status, Ticket
from ._json import Json, Obj
from ._record import record
from ._request import Request, Response, Slice

if TYPE_CHECKING:
    from ._command import Flow


class Placed(NamedTuple):
    """
    A file where the service can read it.

    Attributes:
        value: What stands for it in the arguments: a URL, or an object.
        attachment: The bytes, where they travel inside the paid request.
        expires: When the service forgets it.

    Example:
        ```python
        placed = Placed("https://cdn.example/shore.mp4")
        assert placed.attachment is None
        ```
    """

    value: Json
    attachment: Slice | None = None
    expires: datetime | None = None


@record(frozen=True, slots=True, kw_only=True)
class Submission:
    """
    A call as a queue sees it.

    Attributes:
        endpoint: Endpoint id.
        target: The service's own name for it.
        arguments: The body, with every file replaced by the value of its `Placed`.
        attempt: A label for this one attempt, safe in URLs and headers.
        files: What was placed, by JSON pointer into `arguments`.
        webhook: Where the service shall report the end.
        options: The service's own options; a queue refuses those it does not know.
        since: For `find`, the earliest moment at which the service can have taken it on.
        until: For `find`, the latest one; `None` where nobody knows.

    Example:
        ```python
        submission = Submission(
            endpoint="my-team/dream",
            target="dream",
            arguments={"prompt": "a tide"},
            attempt="ab12-1",
        )
        assert submission.webhook is None
        ```
    """

    endpoint: str
    target: str
    arguments: Obj
    attempt: str
    files: Mapping[str, Placed] = field(default_factory=dict)
    webhook: str | None = None
    options: Obj = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None


class Accepted(NamedTuple):
    """
    The service took the job on.

    Attributes:
        ticket: What identifies the job; only what can be trusted.
        status: The first report.
        doubt: What in the answer cannot be trusted, as a sentence. The caller is told so,
            once the job is written down.

    Example:
        ```python
        ticket = Ticket("fal", "fal-ai/magi", "764cabcf", {}, None, None)
        accepted = Accepted(ticket, Status(Phase.QUEUED, position=2))
        assert accepted.status.position == 2
        ```
    """

    ticket: Ticket
    status: Status
    doubt: str = ""


class Rejected(NamedTuple):
    """
    The service did not take the job on, and it is certain that nothing runs.

    Attributes:
        failure: What it said.
        again: Whether the same request may be sent again.
        after: After how many seconds.
        hint: What to do next, where the service's answer tells: to check the key, for instance.

    Example:
        ```python
        refusal = Rejected(Failure("service", "Too many jobs."), again=True, after=2.0)
        assert refusal.again
        ```
    """

    failure: Failure
    again: bool = False
    after: float | None = None
    hint: str = ""


class Queue(Protocol):
    """
    How one service is asked to work.

    The methods are flows, except `accepted`, which is pure. A queue never sends the paid
    request itself: it returns it from `prepare`, and core sends it once. A flow of a
    queue or of a file store may yield `Send` (requests that can be repeated), `Read`,
    `Gather`, `Sleep`, `Now` and `Progress`; core refuses everything else.
    """

    def prepare(self, call: Submission) -> Flow[Request]:
        """Return the paid request. May read from the service."""
        ...

    def accepted(self, call: Submission, reply: Response) -> Accepted | Rejected | None:
        """Say what an answer to the paid request means; `None` if it cannot be told."""
        ...

    def status(self, ticket: Ticket) -> Flow[Status]:
        """Ask where the job stands."""
        ...

    def result(self, ticket: Ticket) -> Flow[Payload | Failure]:
        """Fetch how it ended. Not asked if a status already had the outcome."""
        ...

    def cancel(self, ticket: Ticket) -> Flow[bool | None]:
        """Ask for an end. `True` if it will end, `False` if too late, `None` if impossible."""
        ...


class Decoder(Protocol):
    """Turns the bytes of a stream into reports. However they are cut, the reports are the same."""

    def feed(self, data: bytes) -> Iterable[Status]:
        """Take the next bytes and return the reports that are complete by now."""
        ...


@runtime_checkable
class Watches(Protocol):
    """A queue that reports by itself, on a stream."""

    def watch(self, ticket: Ticket) -> tuple[Request, Decoder]:
        """Return the request that opens the stream, and what reads it."""
        ...


@runtime_checkable
class Finds(Protocol):
    """A queue that can look for jobs whose acceptance is unknown."""

    def find(
        self, calls: Sequence[Submission], since: datetime
    ) -> Flow[Mapping[str, Sequence[Ticket]]]:
        """
        Return candidates by the `attempt` of each call.

        A call that is found by what was asked for, and not by its label, is looked for
        between its own `since` and `until`: an equal call from another day has another job.

        Args:
            calls: What was sent.
            since: The earliest `since` of all.
        """
        ...


@runtime_checkable
class Notifies(Protocol):
    """A queue that calls back."""

    def verify(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> Flow[tuple[str, Status]]:
        """
        Check a notification before reading it.

        Returns:
            The service's id of the job, and the report.

        Raises:
            ReplyError: if it does not come from the service.
        """
        ...
