"""A call that is answered piece by piece, on an event loop."""

from __future__ import annotations

__all__ = ("AsyncStream",)

from collections.abc import AsyncIterator
from typing import Generic, TypeVar

from ..drivers._asynchronous import AsyncDriver
from ..drivers._unbroken import drained
from ..flows._run import Collected
from ..flows._stream import Kept, keeping
from ..flows._terms import Terms
from ..spi._command import Flow
from ..spi._endpoint import Endpoint
from ..spi._job import Event
from ._async_job import AsyncJob
from ._async_result import AsyncResult

Out = TypeVar("Out")


class AsyncStream(Generic[Out]):
    """
    A call that is answered piece by piece. Nothing is sent before it is read.

    Iterating over it yields events; those of the kind `piece` have a partial result.

    Example:
        ```python
        import asyncio

        from framehook import AsyncClient, ConfigurationError
        from framehook_magi import text_to_video

        async def main():
            async with AsyncClient(service="local") as client:
                try:
                    await client.stream(text_to_video(prompt="rising tide")).result()
                except ConfigurationError as exc:
                    assert "no streams" in exc.message

        asyncio.run(main())
        ```
    """

    def __init__(
        self,
        driver: AsyncDriver,
        terms: Terms,
        endpoint: Endpoint[..., object, Out],
        flow: Flow[Collected],
    ) -> None:
        self._driver = driver
        self._terms = terms
        self._endpoint = endpoint
        self._kept = Kept()
        self._events = driver.events(keeping(flow, self._kept))

    def __aiter__(self) -> AsyncIterator[Event]:
        """Yield what happens, from where the last one stopped."""
        return self._events

    async def result(self) -> AsyncResult[Out]:
        """
        Read it to its end and return the result.

        Raises:
            SubmissionRejectedError: if the service refused the call; nothing runs.
            SubmissionUnknownError: if it may have been accepted.
            StreamBrokenError: if it ended before its end.
            JobFailedError: if the service gave it up.
        """
        await drained(self._events)
        found = self._kept.take()
        job = AsyncJob(self._driver, self._terms, found.ticket, self._endpoint, found.submitted)
        return job.bring(found)
