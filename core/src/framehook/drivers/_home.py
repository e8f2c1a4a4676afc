"""The event loop that a driver belongs to."""

from __future__ import annotations

__all__ = ("Home",)

import asyncio

from ..errors import ConfigurationError


class Home:
    """
    The event loop that a driver belongs to: the one that first used it.

    Connections wait on the loop that opened them; on another one they would wait for ever.

    Example:
        ```python
        import asyncio

        home = Home()

        async def main():
            home.enter()
            assert home.leave()

        asyncio.run(main())
        ```
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def enter(self) -> None:
        """
        Take the running loop as home, or compare it.

        Raises:
            ConfigurationError: on another loop than the first time.
        """
        running = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = running
        if self._loop is not running:
            raise ConfigurationError(
                "An asynchronous client belongs to the event loop that first used it, and this "
                "is another one.",
                hint="Make a client for each loop: 'async with AsyncClient(…)' in asyncio.run.",
            )

    def leave(self) -> bool:
        """
        Return whether connections can be closed: not once their loop is gone.

        Raises:
            ConfigurationError: on another loop, while home still runs.
        """
        if self._loop is not None and self._loop.is_closed():
            return False
        if self._loop is not None:
            self.enter()
        return True
