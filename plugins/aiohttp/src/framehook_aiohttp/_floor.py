"""What the requests of one event loop share."""

from __future__ import annotations

__all__ = ("Floor",)

import asyncio
from typing import TYPE_CHECKING

from framehook.transports import AsyncGate

from ._deadline import Watch

if TYPE_CHECKING:
    from ._answer import Answer


class Floor:
    """
    What the requests of one event loop share.

    Attributes:
        loop: The event loop.
        gate: Lets them wait for a place.
        watch: Keeps their deadlines.
        answers: The open ones.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, places: int) -> None:
        self.loop = loop
        self.gate = AsyncGate([places])
        self.watch = Watch(loop)
        self.answers: set[Answer] = set()
