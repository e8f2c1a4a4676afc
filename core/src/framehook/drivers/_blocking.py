"""The blocking loop: performs the commands of a flow, one after the other."""

from __future__ import annotations

__all__ = ("Driver",)

import logging
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from ..errors import Cancelled
from ..flows._commands import (
    Admit,
    AskHooks,
    Begin,
    Blocking,
    Emit,
    HookAnswers,
    Listen,
    Open,
    Receive,
    Record,
    Shut,
    Submit,
)
from ..forking import ForkEvent
from ..spi._command import Command, Flow, Gather, Now, Progress, Sleep
from ..spi._job import Event
from ..spi._ledger import Ledger
from ..spi._request import Response, Send
from ..spi._transport import Incoming, Timeouts, Transport
from ._clock import Clock, pause
from ._ears import Ears
from ._leave import fenced, late
from ._routes import Routes
from ._session import Listener, Session

T = TypeVar("T")

logger = logging.getLogger("framehook.driver")


class Driver:
    """
    Performs the commands of flows, blocking. Any thread may use it.

    Args:
        routes: Transports by URL scheme.
        ledger: The journal.
        hooks: The enabled hooks.
        timeouts: Limits for single requests.
        clock: The time.
        keep_ledger: Whether the ledger belongs to someone else and is not to be closed.
    """

    def __init__(
        self,
        *,
        routes: Routes[Transport],
        ledger: Ledger,
        hooks: HookAnswers,
        timeouts: Timeouts,
        clock: Clock,
        keep_ledger: bool = False,
    ) -> None:
        self.routes = routes
        self.ledger = ledger
        self.clock = clock
        self._hooks = hooks
        is_heard = hooks.handles("framehook_event")
        self._told_always: tuple[Listener, ...] = (hooks.event,) if is_heard else ()
        self._keep_ledger = keep_ledger
        self._timeouts = timeouts
        self._closing = ForkEvent()
        self._ears = Ears(ledger, clock, routes.check)
        self._perform: dict[type[Any], Callable[[Any, Session], Any]] = {
            Send: self._send,
            Open: self._open,
            Receive: lambda command, _: command.stream.read(
                command.timeout if command.timeout is not None else timeouts.transfer
            ),
            Shut: self._shut,
            Submit: self._submit,
            Begin: self._submit,
            Record: self._record,
            Blocking: lambda command, _: command.work(),
            AskHooks: lambda command, _: command.question(self._hooks),
            Gather: self._gather,
            Sleep: self._sleep,
            Listen: self._ears.listen,
            Now: lambda command, _: self.clock.now(),
            Admit: lambda command, _: _nothing,
            Emit: lambda command, session: session.emit(command, clock),
            Progress: lambda command, session: session.emit(command, clock),
        }

    def run(self, flow: Flow[T], *listeners: Listener | None) -> T:
        """
        Perform a flow to its end and return what it returns.

        Args:
            flow: The flow.
            listeners: Called with each event, on the thread where it happens.
        """
        self.routes.check()
        told = self._listeners(listeners)
        session = Session(listeners=told)
        session.shield.stay()
        try:
            return self._finish(flow, session)
        finally:
            session.shield.leave()

    def events(self, flow: Flow[object], *listeners: Listener | None) -> Iterator[Event]:
        """Perform a flow and yield its events as they happen. Closing it cancels the flow."""
        self.routes.check()
        fresh: deque[Event] = deque()
        told = self._listeners(listeners)
        session = Session(listeners=(*told, fresh.append))
        steps = self._steps(flow, session)
        try:
            for _ in steps:
                while fresh:
                    yield fresh.popleft()
            yield from fresh
        finally:
            session.stopped = True
            with suppress(Cancelled):  # Raised only if the flow was still going on.
                deque(steps, maxlen=0)

    def _listeners(self, listeners: Sequence[Listener | None]) -> tuple[Listener, ...]:
        mine = tuple(each for each in listeners if each is not None)
        return (*mine, *self._told_always) if mine else self._told_always

    def close(self) -> None:
        """Close every transport, and the ledger unless it is to be kept."""
        self._closing.set()
        transports = self.routes.close()
        self._ears.close()
        for transport in transports:
            transport.close()
        if not self._keep_ledger:
            self.ledger.close()

    def _finish(self, flow: Flow[T], session: Session) -> T:
        steps = self._steps(flow, session)
        while True:
            try:
                next(steps)
            except StopIteration as stop:
                result: T = stop.value
                return result

    def _steps(self, flow: Flow[T], session: Session) -> Generator[None, None, T]:
        answer: object = None
        error: BaseException | None = None
        try:
            while True:
                try:
                    command = flow.throw(error) if error is not None else flow.send(answer)
                except StopIteration as stop:
                    if session.interrupt is not None:
                        raise session.interrupt from None
                    result: T = stop.value
                    return result
                except Cancelled:
                    if session.interrupt is not None:
                        raise session.interrupt from None
                    raise
                answer, error = self._answer(command, session)
                yield
        finally:
            for stream in session.streams:
                stream.close()
            session.shield.release()

    def _answer(
        self, command: Command[object], session: Session
    ) -> tuple[object, BaseException | None]:
        try:
            session.check()
            answer = self._perform[type(command)](command, session)
        except (Exception, KeyboardInterrupt) as exc:  # noqa: BLE001 - the flow decides.
            return None, session.met(exc, command)
        return answer, None

    def _send(self, command: Send, session: Session) -> Response:
        request = command.request
        if logger.isEnabledFor(logging.DEBUG):
            logger.debug("%s %s", request.method, request.url.partition("?")[0])
        return self.routes.of(request.scheme).send(request, self._timeouts.of(request.budget))

    def _open(self, command: Open, session: Session) -> Incoming:
        request = command.request
        stream = self.routes.of(request.scheme).open(request, self._timeouts.of(request.budget))
        session.streams.append(stream)
        return stream

    def _shut(self, command: Shut, session: Session) -> None:
        session.streams.remove(command.stream)
        command.stream.close()  # type: ignore[attr-defined]

    def _submit(self, command: Submit | Begin, session: Session) -> Any:
        transport = self.routes.of(command.request.scheme)
        if not self.ledger.holds(command.permit, self.clock.now()):
            raise late(command.permit)
        session.shielded = True
        session.shield.hold()
        limit = self._timeouts.of("submit")
        request = fenced(command.request, command.permit, self.clock, self._timeouts.connect)
        if isinstance(command, Submit):
            return transport.send(request, limit)
        session.streams.append(stream := transport.open(request, limit))
        return stream

    def _sleep(self, command: Sleep, session: Session) -> None:
        # Who waits learns at once that the client has been closed.
        pause(self.clock, self._closing, command.seconds)
        self.routes.check()

    def _record(self, command: Record[T], session: Session) -> T:
        # The flow has to be told apart from an interrupt what the ledger has done.
        session.shield.hold()
        try:
            return command.work(self.ledger, self.clock.now())
        finally:
            session.shielded = False
            session.shield.release()

    def _gather(self, command: Gather[T], session: Session) -> Sequence[T]:
        flows = list(command.flows)
        if len(flows) < 2 or command.limit < 2:
            return [self._finish(flow, session.child()) for flow in flows]
        # Few jobs do several things at once.
        from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

        children = [session.child() for _ in flows]
        with ThreadPoolExecutor(min(command.limit, len(flows))) as pool:
            futures = [
                pool.submit(self._finish, flow, child)
                for flow, child in zip(flows, children, strict=True)
            ]
            try:
                done, _ = wait(futures, return_when=FIRST_EXCEPTION)
            except KeyboardInterrupt:
                for child in children:
                    child.stopped = True
                raise
            failed = next(
                (future for future in futures if future in done and future.exception()), None
            )
            if failed is not None:
                for child in children:
                    child.stopped = True
                for future in futures:
                    future.cancel()
                raise failed.exception() or AssertionError
            return [future.result() for future in futures]


def _nothing() -> None:
    """Nobody waits for a place: each thread does one thing after the other."""
