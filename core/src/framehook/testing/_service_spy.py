"""A service with somebody at its elbow, who notes what it is asked and what it says."""

from __future__ import annotations

__all__ = ("SpiedService", "Talk")

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ..spi import (
    Accepted,
    Finds,
    Flow,
    Notifies,
    Placed,
    Rejected,
    Request,
    Response,
    Send,
    Service,
    Slice,
    Status,
    Submission,
    Ticket,
    Timeouts,
    TransportPair,
    Watches,
)
from ..transports._pair import httpx
from ._service_tap import AsyncTap, Tap, Wire

T = TypeVar("T")


@dataclass(slots=True)
class Talk:
    """
    What a service was asked and said.

    Attributes:
        wire: What went over its transports.
        submissions: Every call that was prepared.
        statuses: Every report about a job, asked for or streamed.
        outcomes: What the questions for results brought.
        replies: Every answer to a paid request that was read.
        depth: Whether one of the service's own flows is being asked right now.
    """

    wire: Wire = field(default_factory=Wire)
    submissions: list[Submission] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    outcomes: list[object] = field(default_factory=list)
    replies: list[Response] = field(default_factory=list)
    depth: int = 0

    def listen(self, visit: str, flow: Flow[T]) -> Flow[T]:
        """Run a flow of the service, and note what each of its requests is for."""
        answer: object = None
        error: BaseException | None = None
        while True:
            self.depth += 1
            try:
                command = flow.throw(error) if error is not None else flow.send(answer)
            except StopIteration as stop:
                result: T = stop.value
                return result
            finally:
                self.depth -= 1
            if isinstance(command, Send):
                self.wire.expect(visit, command.request)
            try:
                answer, error = (yield command), None
            except Exception as exc:  # noqa: BLE001 - the service's flow decides what it means.
                error = exc


class _SpiedDecoder:
    def __init__(self, inner: Any, talk: Talk) -> None:
        self._inner = inner
        self._talk = talk

    def feed(self, data: bytes) -> list[Status]:
        statuses = list(self._inner.feed(data))
        self._talk.statuses += statuses
        return statuses


class _SpiedQueue:
    def __init__(self, inner: Any, talk: Talk, *, streams: bool) -> None:
        self._inner = inner
        self._talk = talk
        if streams and isinstance(inner, Watches):
            self.watch = self._watch
        finds: Any = inner
        if isinstance(finds, Finds):
            self.find = lambda *given: talk.listen("find", finds.find(*given))
        notifies: Any = inner
        if isinstance(notifies, Notifies):
            self.verify = lambda *given: talk.listen("verify", notifies.verify(*given))

    def prepare(self, call: Submission) -> Flow[Request]:
        self._talk.submissions.append(call)
        request: Request = yield from self._talk.listen("prepare", self._inner.prepare(call))
        self._talk.wire.expect("submit", request)
        return request

    def accepted(self, call: Submission, reply: Response) -> Accepted | Rejected | None:
        self._talk.replies.append(reply)
        answer: Accepted | Rejected | None = self._inner.accepted(call, reply)
        if isinstance(answer, Accepted):
            self._talk.statuses.append(answer.status)
        return answer

    def status(self, ticket: Ticket) -> Flow[Status]:
        status: Status = yield from self._talk.listen("status", self._inner.status(ticket))
        self._talk.statuses.append(status)
        return status

    def result(self, ticket: Ticket) -> Flow[Any]:
        outcome = yield from self._talk.listen("result", self._inner.result(ticket))
        self._talk.outcomes.append(outcome)
        return outcome

    def cancel(self, ticket: Ticket) -> Flow[bool | None]:
        done: bool | None = yield from self._talk.listen("cancel", self._inner.cancel(ticket))
        return done

    def _watch(self, ticket: Ticket) -> tuple[Request, _SpiedDecoder]:
        request, decoder = self._inner.watch(ticket)
        self._talk.wire.expect("watch", request)
        return request, _SpiedDecoder(decoder, self._talk)


class _SpiedFiles:
    def __init__(self, inner: Any, talk: Talk) -> None:
        self._inner = inner
        self._talk = talk

    @property
    def reads(self) -> frozenset[str]:
        schemes: frozenset[str] = self._inner.reads
        return schemes

    def place(self, data: Slice, path: str) -> Flow[Placed]:
        placed: Placed = yield from self._talk.listen("place", self._inner.place(data, path))
        return placed

    def fetch(self, url: str) -> Flow[Request]:
        request: Request = yield from self._talk.listen("fetch", self._inner.fetch(url))
        self._talk.wire.expect("download", request)
        return request


class SpiedService:
    """The service itself to whoever asks, and a witness to the test."""

    def __init__(self, inner: Service, talk: Talk, *, streams: bool = True) -> None:
        self._inner = inner
        self._talk = talk
        self.queue = _SpiedQueue(inner.queue, talk, streams=streams)
        self.files = _SpiedFiles(inner.files, talk)

    def __getattr__(self, name: str) -> Any:
        # Whatever else it says of itself.
        return getattr(self._inner, name)

    @property
    def name(self) -> str:
        """Its name."""
        return self._inner.name

    @property
    def hosts(self) -> frozenset[str]:
        """Hosts that may see its secret."""
        return self._inner.hosts

    @property
    def variables(self) -> Mapping[str, str]:
        """The variables it reads."""
        found: Mapping[str, str] = getattr(self._inner, "variables", {})
        return found

    def secret(self) -> Flow[Any]:
        """Ask it for its secret."""
        return self._talk.listen("secret", self._inner.secret())

    def authorize(self, request: Request, secret: str) -> Request:
        """Let it add the secret."""
        return self._inner.authorize(request, secret)

    def transports(self) -> TransportPair:
        """Return its transports, or those for plain HTTP, with an ear to each."""
        wire = self._talk.wire
        blocking, asynchronous = self._inner.transports() or httpx(Timeouts())
        return lambda: Tap(blocking(), wire), lambda: AsyncTap(asynchronous(), wire)
