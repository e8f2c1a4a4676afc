"""What a job brought, blocking."""

from __future__ import annotations

__all__ = ("Result",)

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..drivers._blocking import Driver
from ..drivers._session import Listener
from ..flows._run import Collected
from ..flows._terms import Terms
from ._detached import loose_result
from ._outcome import Outcome

# What saves files is imported when the first one is saved.
if TYPE_CHECKING:
    from ..flows._fetch import Fetched
    from ._job import Job

Out = TypeVar("Out", covariant=True)  # noqa: PLC0105 - results are only read.


class Result(Outcome[Out], Generic[Out]):
    """
    What a job brought. Files stay with the service until they are saved.

    It has the attributes of `Outcome`, and `job`.

    Example:
        ```python
        from framehook import Client
        from framehook_magi import text_to_video

        with Client(service="local") as client:
            result = client.run(text_to_video(prompt="rising tide", resolution="480p"))
            print(result.save("tide.mp4", force=True).path, result.fidelity, result.billing)
        ```
    """

    def __init__(self, collected: Collected, job: Job[Out], driver: Driver, terms: Terms) -> None:
        super().__init__(collected)
        self.job = job
        self._driver = driver
        self._terms = terms

    def save(
        self,
        to: str | os.PathLike[str],
        *,
        force: bool = False,
        on_event: Listener | None = None,
    ) -> Fetched:
        """
        Download the primary file.

        Args:
            to: A file, or a folder in which it gets the server's name.
            force: Whether to replace a file that is there already.
            on_event: Called with each event.

        Raises:
            OutputRefusedError: if the place cannot be written.
            DownloadError: if the file cannot be fetched whole; the job is done all the same.
        """
        from ..flows._fetch import fetch
        from ._path_sink import into_file

        sink = into_file(Path(to), force=force)
        flow = fetch(self.files[:1], sink, self._terms, self.ticket, self.expected)
        return self._driver.run(flow, on_event)[0]

    def save_all(
        self,
        to: str | os.PathLike[str],
        *,
        force: bool = False,
        on_event: Listener | None = None,
    ) -> Sequence[Fetched]:
        """Download every file into a folder, which is made if it is not there."""
        from ..flows._fetch import fetch
        from ._path_sink import into_folder

        sink = into_folder(Path(to), force=force)
        flow = fetch(self.files, sink, self._terms, self.ticket, self.expected)
        return self._driver.run(flow, on_event)

    def __reduce__(self) -> tuple[Any, ...]:
        # What it says travels; saving its files takes a client.
        return loose_result, (type(self), type(self.job), self._collected)

    def _repr_html_(self) -> str:
        from ._display import shown  # For notebooks.

        return shown(self, self._driver, self._terms)
