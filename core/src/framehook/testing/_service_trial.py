"""One client of either colour, and everything that can be seen of what it does."""

from __future__ import annotations

__all__ = ("Colour", "Trial", "pointed_at")

import asyncio
import inspect
import json
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias, TypeVar

from ..clients._async_client import AsyncClient
from ..clients._client import Client
from ..errors import FramehookError
from ..flows._send import conduct, sign
from ..ledger import MemoryLedger
from ..registry import Registry
from ..spi import Endpoint, Event, Flow, Request, Service, Submission, Ticket, Timeouts
from ._service_spy import SpiedService, Talk

Colour: TypeAlias = Literal["blocking", "asynchronous"]

T = TypeVar("T")

# Nobody waits longer for a job that takes its time for ever.
PATIENCE = 200.0


class Trial:
    """
    One client of either colour around a service that is being tried.

    Args:
        service: The service.
        endpoint: What is called.
        colour: Which client.
        clock: The time; `None` for that of this machine.
        streams: Whether jobs may be watched on a stream.
        ledger: The journal; a new one by default.
    """

    def __init__(
        self,
        service: Service,
        endpoint: Endpoint[..., Any, Any],
        *,
        colour: Colour,
        clock: Any,
        streams: bool = True,
        ledger: Any = None,
    ) -> None:
        self.talk = Talk()
        self.wire = self.talk.wire
        self.clock = clock
        self.events: list[Event] = []
        self.ledger = ledger or MemoryLedger()
        self.service = SpiedService(service, self.talk, streams=streams)
        self._endpoint = endpoint
        self._runner = asyncio.Runner() if colour == "asynchronous" else None
        kind: Any = Client if self._runner is None else AsyncClient
        self.client = kind(
            service=self.service,
            registry=Registry.of(endpoint),
            ledger=self.ledger,
            clock=clock,
            hooks=(),
            timeouts=Timeouts(job=PATIENCE),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.done(self.client.close)
        if self._runner is not None:
            self._runner.close()

    def done(self, method: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """Call a method of the client, of a job or of a result, and wait for it."""
        value = method(*args, **more)
        if inspect.isawaitable(value):
            assert self._runner is not None
            return self._runner.run(_awaited(value))
        return value

    def flow(self, flow: Flow[T]) -> T:
        """Perform a flow of the service as core would."""
        terms = self.client._outfit.terms()  # noqa: SLF001 - the kit stands in for core here.
        driver = self.client._driver  # noqa: SLF001 - likewise.
        result: T = self.done(driver.run, conduct(flow, terms))
        return result

    def submit(self, arguments: Mapping[str, Any]) -> Any:
        """Submit a call and return the job."""
        call = self._endpoint.parse(arguments)
        return self.done(self.client.submit, call, on_event=self.events.append)

    def run(self, arguments: Mapping[str, Any]) -> Any:
        """Run a call and return the result."""
        call = self._endpoint.parse(arguments)
        return self.done(self.client.run, call, on_event=self.events.append)

    def attempt(self, arguments: Mapping[str, Any]) -> Any:
        """Run a call and return the result, or the error that came instead."""
        try:
            return self.run(arguments)
        except FramehookError as exc:
            return exc

    def secret(self) -> str:
        """Return the service's secret, empty if it has none."""
        found = self.flow(self.service.secret())
        return str(getattr(found, "value", found) or "")

    def signed(self, request: Request) -> Request:
        """Return a request as core would send it."""
        terms = self.client._outfit.terms()  # noqa: SLF001 - the kit stands in for core here.
        driver = self.client._driver  # noqa: SLF001 - likewise.
        signed: Request = self.done(driver.run, sign(request, terms))
        return signed

    def submission(self, arguments: Mapping[str, Any]) -> Submission:
        """Return a call as a queue sees it."""
        call = self._endpoint.parse(arguments)
        return Submission(
            endpoint=self._endpoint.id,
            target=self._endpoint.target or self._endpoint.id,
            arguments=call.arguments(),
            attempt="a0b1c2d3e4f5-1",
        )

    def entry(self, key: str | None) -> Any:
        """Return an entry of the ledger."""
        return self.ledger.get(key or "")

    def told(self) -> list[tuple[str, str]]:
        """Return what was told of jobs, without what differs from run to run."""
        found: list[tuple[str, str]] = []
        for event in self.events:
            known = {name: event.data[name] for name in _TOLD if name in event.data}
            line = (event.kind, json.dumps(known, sort_keys=True, default=str))
            if event.kind in {"status", "log", "ledger", "end"} and line not in found[-1:]:
                found.append(line)
        return found


_TOLD = ("phase", "state", "ok", "kind", "text")


def pointed_at(job: Any, endpoint: Endpoint[..., Any, Any]) -> Ticket:
    """Return the ticket of a job after a journey as text."""
    ticket = Ticket.from_json(json.loads(json.dumps(job.ticket)))
    assert ticket.endpoint == endpoint.id
    return ticket


async def _awaited(value: Any) -> Any:
    return await value
