"""Both colours of the client behind one face, so that each claim is tested on both."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from framehook import (
    AsyncClient,
    AsyncJob,
    AsyncResult,
    AsyncStream,
    Client,
    Job,
    Result,
    Stream,
)
from framehook.ledger import MemoryLedger
from framehook.registry import Registry
from framehook.testing import VirtualClock


class Face:
    """Calls the methods of a client, a job or a result, and waits where that is needed."""

    def __init__(self, inner: Any, runner: asyncio.Runner) -> None:
        self.inner = inner
        self._runner = runner

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.inner, name)
        if inspect.ismethod(value):
            return lambda *args, **more: self._done(value(*args, **more))
        return self._dressed(value)

    def __repr__(self) -> str:
        return repr(self.inner)

    def __iter__(self) -> Iterator[Any]:
        if isinstance(self.inner, AsyncStream):
            return iter(self._runner.run(self._listed(aiter(self.inner))))
        return iter(self.inner)

    def _done(self, value: Any) -> Any:
        if inspect.isawaitable(value):
            value = self._runner.run(self._awaited(value))
        if isinstance(value, AsyncIterator):
            return self._runner.run(self._listed(value))
        return self._dressed(value)

    async def _awaited(self, value: Any) -> Any:
        return await value

    async def _listed(self, value: AsyncIterator[Any]) -> list[Any]:
        return [item async for item in value]

    def _dressed(self, value: Any) -> Any:
        kinds = (Client, AsyncClient, Job, AsyncJob, Result, AsyncResult, Stream, AsyncStream)
        return Face(value, self._runner) if isinstance(value, kinds) else value


@pytest.fixture(params=["blocking", "asynchronous"])
def make_client(
    request: pytest.FixtureRequest, framehook_clock: VirtualClock
) -> Iterator[Callable[..., Any]]:
    """Make a client of either colour, on the virtual clock, with a ledger in memory."""
    made: list[Face] = []
    kind = Client if request.param == "blocking" else AsyncClient
    with asyncio.Runner() as runner:

        def make(**options: Any) -> Any:
            options.setdefault("clock", framehook_clock)
            options.setdefault("ledger", MemoryLedger())
            options.setdefault("registry", Registry.of())
            made.append(Face(kind(**options), runner))
            return made[-1]

        yield make
        for client in made:
            client.close()
