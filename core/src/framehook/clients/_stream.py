"""A call that is answered piece by piece, blocking."""

from __future__ import annotations

__all__ = ("Stream",)

from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

from ..drivers._blocking import Driver
from ..flows._run import Collected
from ..flows._stream import Kept, keeping
from ..flows._terms import Terms
from ..spi._command import Flow
from ..spi._endpoint import Endpoint
from ..spi._job import Event
from ._job import Job
from ._result import Result

Out = TypeVar("Out")


class Stream(Generic[Out]):
    """
    A call that is answered piece by piece. Nothing is sent before it is read.

    Iterating over it yields events; those of the kind `piece` have a partial result.

    Example:
        ```python
        from framehook import Client, ConfigurationError
        from framehook_magi import text_to_video

        with Client(service="local") as client:
            try:
                client.stream(text_to_video(prompt="rising tide")).result()
            except ConfigurationError as exc:
                assert "no streams" in exc.message
        ```
    """

    def __init__(
        self,
        driver: Driver,
        terms: Terms,
        endpoint: Endpoint[..., object, Out],
        flow: Flow[Collected],
    ) -> None:
        self._driver = driver
        self._terms = terms
        self._endpoint = endpoint
        self._kept = Kept()
        self._events = driver.events(keeping(flow, self._kept))

    def __iter__(self) -> Iterator[Event]:
        """Yield what happens, from where the last one stopped."""
        return self._events

    def result(self) -> Result[Out]:
        """
        Read it to its end and return the result.

        Raises:
            SubmissionRejectedError: if the service refused the call; nothing runs.
            SubmissionUnknownError: if it may have been accepted.
            StreamBrokenError: if it ended before its end.
            JobFailedError: if the service gave it up.
        """
        deque(self._events, maxlen=0)
        found = self._kept.take()
        job = Job(self._driver, self._terms, found.ticket, self._endpoint, found.submitted)
        return job.bring(found)
