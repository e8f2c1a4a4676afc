"""A body that is read piece by piece while it is sent."""

from __future__ import annotations

__all__ = ("Outpour",)

from collections.abc import AsyncIterator

from framehook.transports import BrokenSourceError

from ._deadline import Deadline


class Outpour:
    """
    The pieces of a body, once.

    Args:
        pieces: The body.
        deadline: Starts anew with each piece; `None` for what has one limit as a whole.

    Attributes:
        failure: Why the body broke off. aiohttp reports that as a broken connection.
    """

    def __init__(self, pieces: AsyncIterator[bytes], deadline: Deadline | None) -> None:
        self._pieces = pieces
        self._deadline = deadline
        self._has_begun = False
        self.failure: BrokenSourceError | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        # Half a body must never look like a whole one, whoever sends it a second time.
        if self._has_begun:
            raise RuntimeError("This body has been sent already.")
        self._has_begun = True
        try:
            async for piece in self._pieces:
                yield piece
                if self._deadline is not None:
                    self._deadline.start()
        except BrokenSourceError as exc:
            self.failure = exc
            raise
