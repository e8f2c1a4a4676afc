"""How a service gets a defect, and where it is noted which test must see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from framehook_replay_studio import ReplayStudio
from framehook_replay_studio._files import ReplayFiles
from framehook_replay_studio._queue import ReplayQueue

from framehook.spi import (
    Response,
    Send,
    Status,
    Ticket,
)

DEFECTS: dict[str, tuple[str, type[ReplayStudio]]] = {}


def fails(test: str) -> Callable[[type[Any]], type[Any]]:
    """Put a queue, a file store or a service with a defect into a service, named by its test."""

    def make(kind: type[Any]) -> type[Any]:
        class Bad(kind if issubclass(kind, ReplayStudio) else ReplayStudio):
            def __init__(self, *args: Any, **more: Any) -> None:
                super().__init__(*args, **more)
                if issubclass(kind, ReplayQueue):
                    self._queue = kind(self.name, self._settings)
                if issubclass(kind, ReplayFiles):
                    self._files = kind(self._settings)

        DEFECTS[kind.__name__] = (test, Bad)
        return kind

    return make


def relayed(flow: Any, change: Callable[[Send], Send], heard: list[Response]) -> Any:
    """Run a flow, with its requests changed and its answers heard."""
    answer: Any = None
    while True:
        try:
            command = flow.send(answer)
        except StopIteration as stop:
            return stop.value
        is_send = isinstance(command, Send)
        answer = yield (change(command) if is_send else command)
        if is_send:
            heard.append(answer)


class Retold(ReplayQueue):
    """Tells every report in another way, asked for or streamed."""

    def retold(self, status: Status, said: str) -> Status:
        raise NotImplementedError

    def status(self, ticket: Ticket) -> Any:
        return self.retold((yield from super().status(ticket)), ticket.id)

    def watch(self, ticket: Ticket) -> Any:
        request, decoder = super().watch(ticket)

        class Decoder:
            def feed(_, data: bytes) -> list[Status]:
                return [self.retold(status, ticket.id) for status in decoder.feed(data)]

        return request, Decoder()
