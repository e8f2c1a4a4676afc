"""A submitted call, on an event loop."""

from __future__ import annotations

__all__ = ("AsyncJob",)

from collections.abc import AsyncIterator
from typing import Any, Generic, TypeVar

from ..drivers._asynchronous import AsyncDriver
from ..drivers._session import Listener
from ..flows._entry import Submitted
from ..flows._run import Collected, cancel, collect, follow
from ..flows._terms import Terms
from ..flows._watch import ask
from ..spi._endpoint import Endpoint
from ..spi._job import Event, Status, Ticket
from ..spi._json import Json
from ._async_result import AsyncResult
from ._detached import loose_job

Out = TypeVar("Out")


class AsyncJob(Generic[Out]):
    """
    A submitted call. It goes on whether or not anyone waits for it.

    Example:
        ```python
        import asyncio

        from framehook import AsyncClient
        from framehook_magi import text_to_video

        async def main():
            async with AsyncClient(service="local") as client:
                job = await client.submit(text_to_video(prompt="rising tide", resolution="480p"))
                again = client.resume(job.ticket, text_to_video)
                assert (await again.result()).output.video.url

        asyncio.run(main())
        ```
    """

    def __init__(
        self,
        driver: AsyncDriver,
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

    async def status(self) -> Status:
        """Ask once where it stands."""
        return await self._driver.run(ask(self._ticket, self._terms))

    def events(self, *, timeout: float | None = None) -> AsyncIterator[Event]:
        """Yield what happens; the last event says how it ended."""
        return self._driver.events(follow(self._ticket, self._terms, limit=timeout))

    async def result(
        self, *, timeout: float | None = None, on_event: Listener | None = None
    ) -> AsyncResult[Out]:
        """
        Wait for its end and return the result.

        Raises:
            JobTimeoutError: if it has not ended in `timeout` seconds.
            JobFailedError: if the service gave it up.
        """
        flow = collect(
            self._ticket, self._endpoint, self._terms, limit=timeout, submitted=self._submitted
        )
        return self.bring(await self._driver.run(flow, on_event))

    def bring(self, collected: Collected) -> AsyncResult[Out]:
        """Return the result that a flow has collected."""
        return AsyncResult(collected, self, self._driver, self._terms)

    async def cancel(self) -> bool | None:
        """Ask for its end. `True` if it will end, `False` if too late, `None` if impossible."""
        return await self._driver.run(cancel(self._ticket, self._terms))

    def __reduce__(self) -> tuple[Any, ...]:
        # A client does not travel; the ticket is all that another process needs.
        return loose_job, (type(self), self._ticket)

    def __repr__(self) -> str:
        return f"<AsyncJob {self._ticket.id} of {self._ticket.endpoint} on {self._ticket.service}>"
