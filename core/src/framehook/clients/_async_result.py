"""What a job brought, on an event loop."""

from __future__ import annotations

__all__ = ("AsyncResult",)

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..drivers._asynchronous import AsyncDriver
from ..drivers._session import Listener
from ..flows._run import Collected
from ..flows._terms import Terms
from ._detached import loose_result
from ._outcome import Outcome

# What saves files is imported when the first one is saved.
if TYPE_CHECKING:
    from ..flows._fetch import Fetched
    from ._async_job import AsyncJob

Out = TypeVar("Out", covariant=True)  # noqa: PLC0105 - results are only read.


class AsyncResult(Outcome[Out], Generic[Out]):
    """
    What a job brought. Files stay with the service until they are saved.

    It has the attributes of `Outcome`, and `job`.

    Example:
        ```python
        import asyncio

        from framehook import AsyncClient
        from framehook_magi import text_to_video

        async def main():
            async with AsyncClient(service="local") as client:
                result = await client.run(text_to_video(prompt="rising tide", resolution="480p"))
                print((await result.save("tide.mp4", force=True)).path, result.fidelity)

        asyncio.run(main())
        ```
    """

    def __init__(
        self, collected: Collected, job: AsyncJob[Out], driver: AsyncDriver, terms: Terms
    ) -> None:
        super().__init__(collected)
        self.job = job
        self._driver = driver
        self._terms = terms

    async def save(
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
        return (await self._driver.run(flow, on_event))[0]

    async def save_all(
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
        return await self._driver.run(flow, on_event)

    def __reduce__(self) -> tuple[Any, ...]:
        # What it says travels; saving its files takes a client.
        return loose_result, (type(self), type(self.job), self._collected)

    def _repr_html_(self) -> str:
        from ._display import shown  # For notebooks.

        return shown(self)
