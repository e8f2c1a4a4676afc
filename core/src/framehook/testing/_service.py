"""A service in memory that plays a script."""

from __future__ import annotations

__all__ = ("ScriptedService",)

from collections.abc import Mapping, Sequence
from typing import Literal

from ..drivers._clock import Clock
from ..spi import Flow, Request, TransportPair
from ._clock import VirtualClock
from ._queue import ScriptedFiles, ScriptedQueue
from ._stage import Arrival, ScriptedJob, ScriptedServer, Visit
from ._wire import AsyncScriptedTransport, ScriptedTransport, Traffic
from .acts import HOST, Act, succeeded


class ScriptedService:
    """
    A service in memory that plays a script, for tests of whatever calls services.

    It has a queue, a file store and transports in both colours, and counts everything.
    Nothing in it depends on time or chance: the same script and the same questions give
    the same answers. What costs money is a job that was accepted, whether or not its
    answer arrived: `paid` counts them.

    Args:
        *stories: What is told about the first job, the second one, and so on; the last
            story holds for all further jobs. Without any, a job succeeds at once.
        submits: What happens to each submission; afterwards they are accepted.
        results: What happens to each question for a result; afterwards it is given.
        cancels: What happens to each cancellation.
        uploads: What happens to each upload.
        downloads: What happens to each download.
        finds: What happens to each search for lost jobs.
        watches: What happens to each stream that is opened; it then tells the story.
        powers: Optional powers of the queue: `watch`, `find`.
        secret: The secret it demands, if any.
        can_cancel: Whether jobs can be cancelled at all.
        early_outcome: Whether the last report has the result in it.
        ranges: Whether parts of files can be fetched.
        clock: What slow answers wait for; a new `VirtualClock` if none is given.
        name: The service's name.

    Example:
        ```python
        from framehook.testing import ScriptedService, acts

        service = ScriptedService(
            [acts.queued(1), acts.running(0.5, "half"), acts.succeeded()],
            submits=[acts.lost()],
        )
        assert service.paid == 0 and service.count("submit") == 0
        ```
    """

    def __init__(
        self,
        *stories: Sequence[Act],
        submits: Sequence[Act] = (),
        results: Sequence[Act] = (),
        cancels: Sequence[Act] = (),
        uploads: Sequence[Act] = (),
        downloads: Sequence[Act] = (),
        finds: Sequence[Act] = (),
        watches: Sequence[Act] = (),
        powers: Sequence[Literal["watch", "find"]] = (),
        secret: str | None = None,
        can_cancel: bool = True,
        early_outcome: bool = False,
        ranges: bool = True,
        clock: Clock | None = None,
        name: str = "scripted",
    ) -> None:
        plans: dict[Visit, Sequence[Act]] = {
            "submit": submits,
            "result": results,
            "cancel": cancels,
            "upload": uploads,
            "download": downloads,
            "find": finds,
            "watch": watches,
        }
        self._name = name
        self._secret = secret
        self._server = ScriptedServer(
            stories=stories or [[succeeded()]],
            plans=plans,
            secret=secret,
            early_outcome=early_outcome,
            ranges=ranges,
        )
        self._queue = ScriptedQueue(name, powers=frozenset(powers), can_cancel=can_cancel)
        self._files = ScriptedFiles()
        self._traffic = Traffic()
        self.clock: Clock = clock or VirtualClock()

    @property
    def name(self) -> str:
        """The service's name."""
        return self._name

    @property
    def hosts(self) -> frozenset[str]:
        """The one host that may see the secret."""
        return frozenset({HOST})

    @property
    def queue(self) -> ScriptedQueue:
        """How it is asked to work."""
        return self._queue

    @property
    def files(self) -> ScriptedFiles:
        """How it takes and gives files."""
        return self._files

    def secret(self) -> Flow[str | None]:
        """Return the secret that it demands."""
        yield from ()
        return self._secret

    def authorize(self, request: Request, secret: str) -> Request:
        """Return the request with the secret in it."""
        return request.with_headers(("authorization", f"Scripted {secret}"))

    def transports(self) -> TransportPair:
        """Return makers of its transports."""
        return (
            lambda: ScriptedTransport(self._server, self.clock, self._traffic),
            lambda: AsyncScriptedTransport(self._server, self.clock, self._traffic),
        )

    @property
    def jobs(self) -> tuple[ScriptedJob, ...]:
        """Every job that was accepted, in order."""
        return tuple(self._server.jobs.values())

    @property
    def paid(self) -> int:
        """How many jobs were accepted, and therefore paid."""
        return len(self._server.jobs)

    @property
    def arrivals(self) -> tuple[Arrival, ...]:
        """Every request that arrived, in order."""
        return tuple(self._server.arrivals)

    @property
    def tries(self) -> tuple[Visit, ...]:
        """What every request was for that was tried, arrived or not, in order."""
        return tuple(self._server.tries)

    @property
    def stored(self) -> Mapping[str, bytes]:
        """Every file the service has, by name: uploads and files of results."""
        return dict(self._server.files)

    @property
    def open_transports(self) -> int:
        """How many of its transports were not closed."""
        return self._traffic.transports

    @property
    def open_streams(self) -> int:
        """How many of its streams were not closed."""
        return self._traffic.streams

    def count(self, visit: Visit) -> int:
        """Return how many requests of a sort arrived."""
        return sum(arrival.visit == visit for arrival in self._server.arrivals)
