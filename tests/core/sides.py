"""The scripted service seen from a driver, in both colours."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from framehook.spi import (
    Accepted,
    Request,
    Send,
    Status,
    Submission,
)
from framehook.testing import ScriptedService

CALL = Submission(endpoint="a/b", target="b", arguments={"prompt": "tide"}, attempt="try-1")


class Blocking:
    """Performs the flows of a service with its blocking transport."""

    def __init__(self, service: ScriptedService) -> None:
        self.service = service
        self.transport = service.transports()[0]()

    def send(self, request: Request, timeout: float = 30) -> Any:
        return self.transport.send(request, timeout)

    def read_all(self, request: Request, timeout: float = 30) -> tuple[int, bytes]:
        stream = self.transport.open(request, timeout)
        try:
            data = b""
            while piece := stream.read(timeout):
                data += piece
            return stream.head.status, data
        finally:
            stream.close()
            stream.close()

    def close(self) -> None:
        self.transport.close()


class Awaiting:
    """The same with its asynchronous transport."""

    def __init__(self, service: ScriptedService) -> None:
        self.service = service
        self.transport = service.transports()[1]()

    def send(self, request: Request, timeout: float = 30) -> Any:
        return asyncio.run(self.transport.send(request, timeout))

    def read_all(self, request: Request, timeout: float = 30) -> tuple[int, bytes]:
        async def main() -> tuple[int, bytes]:
            stream = await self.transport.open(request, timeout)
            try:
                data = b""
                while piece := await stream.read(timeout):
                    data += piece
                return stream.head.status, data
            finally:
                await stream.close()
                await stream.close()

        return asyncio.run(main())

    def close(self) -> None:
        asyncio.run(self.transport.close())


Colour = Callable[[ScriptedService], Blocking | Awaiting]


def perform(side: Blocking | Awaiting, flow: Any) -> Any:
    """Drive a flow that only sends, signing what core would sign."""
    answer: Any = None
    while True:
        try:
            command = flow.send(answer)
        except StopIteration as stop:
            return stop.value
        assert isinstance(command, Send)
        answer = side.send(signed(side.service, command.request))


def signed(service: ScriptedService, request: Request) -> Request:
    secret = finish(service.secret())
    return service.authorize(request, secret) if secret and request.signed else request


def finish(flow: Any) -> Any:
    try:
        next(flow)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("the flow asked for something")


def submitted(side: Blocking | Awaiting) -> Any:
    queue = side.service.queue
    request = finish(queue.prepare(CALL))
    reply = side.send(signed(side.service, request))
    return queue.accepted(CALL, reply)


def ticket_of(side: Blocking | Awaiting) -> Any:
    accepted = submitted(side)
    assert isinstance(accepted, Accepted)
    return accepted.ticket


def statuses(side: Blocking | Awaiting, ticket: Any, count: int) -> list[Status]:
    return [perform(side, side.service.queue.status(ticket)) for _ in range(count)]
