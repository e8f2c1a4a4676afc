"""A submitted call, blocking."""

from __future__ import annotations

__all__ = ("Job",)

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from ..drivers._blocking import Driver
from ..drivers._session import Listener
from ..flows._entry import Submitted
from ..flows._run import Collected, cancel, collect, follow
from ..flows._terms import Terms
from ..flows._watch import ask
from ..spi._endpoint import Endpoint
from ..spi._job import Event, Status, Ticket
from ..spi._json import Json
from ._detached import loose_job
from ._result import Result

Out = TypeVar("Out")


class Job(Generic[Out]):
    """
    A submitted call. It goes on whether or not anyone waits for it.

    Example:
        ```python
        from framehook import Client
        from framehook_magi import text_to_video

        with Client(service="local") as client:
            job = client.submit(text_to_video(prompt="rising tide", resolution="480p"))
            again = client.resume(job.ticket, text_to_video)
            assert again.result().output.video.url
        ```
    """

    def __init__(
        self,
        driver: Driver,
        terms: Terms,
        ticket: Ticket,
        endpoint: Endpoint[..., Any, Out] | None,
        submitted: Submitted | None = None,
    ) -> None:
        self._driver = driver
        self._terms = terms
        self._ticket = ticket
        self._endpoint = endpoint
        self._submitted = submitted

    @property
    def id(self) -> str:
        """The service's own id."""
        return self._ticket.id

    @property
    def ticket(self) -> dict[str, Json]:
        """Plain JSON that identifies the job; store it to resume in another process."""
        return self._ticket.to_json()

    def status(self) -> Status:
        """Ask once where it stands."""
        return self._driver.run(ask(self._ticket, self._terms))

    def events(self, *, timeout: float | None = None) -> Iterator[Event]:
        """Yield what happens; the last event says how it ended."""
        return self._driver.events(follow(self._ticket, self._terms, limit=timeout))

    def result(
        self, *, timeout: float | None = None, on_event: Listener | None = None
    ) -> Result[Out]:
        """
        Wait for its end and return the result.

        Raises:
            JobTimeoutError: if it has not ended in `timeout` seconds.
            JobFailedError: if the service gave it up.
        """
        flow = collect(
            self._ticket, self._endpoint, self._terms, limit=timeout, submitted=self._submitted
        )
        return self.bring(self._driver.run(flow, on_event))

    def bring(self, collected: Collected) -> Result[Out]:
        """Return the result that a flow has collected."""
        return Result(collected, self, self._driver, self._terms)

    def cancel(self) -> bool | None:
        """Ask for its end. `True` if it will end, `False` if too late, `None` if impossible."""
        return self._driver.run(cancel(self._ticket, self._terms))

    def __reduce__(self) -> tuple[Any, ...]:
        # A client does not travel; the ticket is all that another process needs.
        return loose_job, (type(self), self._ticket)

    def __repr__(self) -> str:
        return f"<Job {self._ticket.id} of {self._ticket.endpoint} on {self._ticket.service}>"
