"""The asynchronous loop: performs the commands of a flow without blocking."""

from __future__ import annotations

__all__ = ("AsyncDriver",)

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

from ..errors import Cancelled, TransportError
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
from ..spi._command import Flow, Gather, Now, Progress, Sleep
from ..spi._job import Event
from ..spi._ledger import Ledger
from ..spi._request import Response, Send
from ..spi._transport import AsyncIncoming, AsyncTransport, Timeouts
from ._clock import AsyncNews, Clock, pause_async
from ._ears import AsyncEars
from ._home import Home
from ._leave import fenced, late
from ._routes import Routes
from ._scribe import Scribe
from ._session import MOST_ADMITTED, Listener, Session
from ._unbroken import unbroken

T = TypeVar("T")

logger = logging.getLogger("framehook.driver")


class AsyncDriver:
    """
    Performs the commands of flows on an event loop.

    Args:
        routes: Transports by URL scheme.
        ledger: The journal. Unless it says `in_memory`, it has a thread of its own.
        hooks: The enabled hooks.
        timeouts: Limits for single requests.
        clock: The time.
        keep_ledger: Whether the ledger belongs to someone else and is not to be closed.
    """

    def __init__(
        self,
        *,
        routes: Routes[AsyncTransport],
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
        self._scribe: Scribe | None = None
        self._home = Home()
        self._crowd = asyncio.Semaphore(MOST_ADMITTED)
        self._closing = AsyncNews(routes.check)
        # What never waits needs no thread, and nothing can come in between.
        self._is_quick = bool(getattr(ledger, "in_memory", False))
        self._ears = AsyncEars(ledger, clock, routes.check, self._with_ledger)
        self._at_once: dict[type[Any], Callable[[Any, Session], Any]] = {
            Now: lambda command, _: clock.now(),
            Emit: lambda command, session: session.emit(command, clock),
            Progress: lambda command, session: session.emit(command, clock),
            AskHooks: lambda command, _: command.question(self._hooks),
        }
        self._awaited: dict[type[Any], Callable[[Any, Session], Awaitable[Any]]] = {
            Send: self._send,
            Open: self._open,
            Receive: lambda command, _: command.stream.read(
                command.timeout if command.timeout is not None else timeouts.transfer
            ),
            Shut: self._shut,
            Submit: self._submit,
            Begin: self._submit,
            Blocking: self._block,
            Gather: self._gather,
            Sleep: self._sleep,
            Admit: self._admit,
            Listen: self._ears.listen,
        }
        if self._is_quick:
            self._at_once[Record] = self._jot
        else:
            self._awaited[Record] = self._record

    def run(self, flow: Flow[T], *listeners: Listener | None) -> Coroutine[Any, Any, T]:
        """
        Perform a flow to its end and return what it returns.

        Args:
            flow: The flow.
            listeners: Called with each event, on the event loop.

        Raises:
            ConfigurationError: on another event loop than the first time.
        """
        # Thousands of these wait at once: one coroutine does for each.
        return self._finish(flow, Session(listeners=self._listeners(listeners)))

    async def events(self, flow: Flow[object], *listeners: Listener | None) -> AsyncIterator[Event]:
        """Perform a flow and yield its events as they happen. Closing it cancels the flow."""
        fresh: deque[Event] = deque()
        news = asyncio.Event()

        def take(event: Event) -> None:
            fresh.append(event)
            news.set()

        work = asyncio.ensure_future(self.run(flow, *listeners, take))
        work.add_done_callback(lambda _: news.set())
        try:
            while not (work.done() and not fresh):
                await news.wait()
                news.clear()
                while fresh:
                    yield fresh.popleft()
                if work.done():
                    news.set()
            work.result()
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    def _listeners(self, listeners: Sequence[Listener | None]) -> tuple[Listener, ...]:
        mine = tuple(each for each in listeners if each is not None)
        return (*mine, *self._told_always) if mine else self._told_always

    async def close(self) -> None:
        """
        Close every transport, and the ledger unless it is to be kept.

        Raises:
            ConfigurationError: on another event loop, while the client's own still runs.
        """
        is_home = self._home.leave()
        transports = self.routes.close()
        if is_home:
            self._closing.tell()
            self._ears.close()
            for transport in transports:
                await transport.close()
        if self._scribe is not None:
            self._scribe.close()
        if not self._keep_ledger:
            self.ledger.close()

    async def _finish(self, flow: Flow[T], session: Session) -> T:
        answer: object = None
        error: BaseException | None = None
        try:
            if session.parent is None:
                self.routes.check()
                self._home.enter()
            while True:
                try:
                    command = flow.send(answer) if error is None else flow.throw(error)
                except StopIteration as stop:
                    if session.interrupt is not None:
                        raise session.interrupt from None
                    result: T = stop.value
                    return result
                except Cancelled:
                    if session.interrupt is not None:
                        raise session.interrupt from None
                    raise
                answer = None  # An answer may be large, and what comes now may take long.
                try:
                    do = self._at_once.get(type(command))
                    if do is not None:
                        answer = do(command, session)
                    else:
                        answer = await self._awaited[type(command)](command, session)
                    error = None if session.interrupt is None else session.held_back(command)
                except (Exception, asyncio.CancelledError) as exc:  # noqa: BLE001
                    error = session.met(exc, command)
        finally:
            session.leave()
            for stream in session.streams:
                await stream.close()

    async def _send(self, command: Send, session: Session) -> Response:
        request = command.request
        if logger.isEnabledFor(logging.DEBUG):
            logger.debug("%s %s", request.method, request.url.partition("?")[0])
        limit = self._timeouts.of(request.budget)
        return await self.routes.of(request.scheme).send(request, limit)

    async def _open(self, command: Open, session: Session) -> AsyncIncoming:
        request, way = command.request, self.routes.of(command.request.scheme)
        stream = await way.open(request, self._timeouts.of(request.budget))
        session.streams.append(stream)
        return stream

    async def _shut(self, command: Shut, session: Session) -> None:
        session.streams.remove(command.stream)
        await command.stream.close()  # type: ignore[attr-defined]

    async def _submit(self, command: Submit | Begin, session: Session) -> Any:
        transport = self.routes.of(command.request.scheme)
        holds = await self._with_ledger(lambda: self.ledger.holds(command.permit, self.clock.now()))
        if not holds:
            raise late(command.permit)
        session.shielded = True
        request = fenced(command.request, command.permit, self.clock, self._timeouts.connect)
        way: Any = transport.send if isinstance(command, Submit) else transport.open
        try:
            answer = await unbroken(way(request, self._timeouts.of("submit")), session)
        except asyncio.CancelledError as exc:
            # Only a loop that ends gets so far, and by then it may have been accepted.
            session.interrupt = exc
            raise TransportError("The event loop ended before the answer came.") from exc
        session.streams += [] if isinstance(command, Submit) else [answer]
        return answer

    async def _block(self, command: Blocking[T], session: Session) -> T:
        # A thread cannot be interrupted. What tidies up after it has to find it at rest, or
        # a file that it is about to make would stay.
        task = asyncio.ensure_future(asyncio.to_thread(command.work))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait([task])
            raise

    async def _admit(self, command: Admit, session: Session) -> Callable[[], None]:
        await self._crowd.acquire()
        session.place = self._crowd.release
        self.routes.check()
        return session.leave

    def _sleep(self, command: Sleep, session: Session) -> Awaitable[object]:
        session.leave()
        # Who waits learns at once that the client has been closed.
        return pause_async(self.clock, self._closing, command.seconds)

    def _jot(self, command: Record[T], session: Session) -> T:
        session.shielded = False
        return command.work(self.ledger, self.clock.now())

    def _record(self, command: Record[T], session: Session) -> Awaitable[T]:
        writing = self._written(lambda: command.work(self.ledger, self.clock.now()))
        return self._outcome(writing, session) if session.shielded else writing

    async def _outcome(self, writing: asyncio.Future[T], session: Session) -> T:
        try:
            return await unbroken(writing, session)
        finally:
            session.shielded = False

    async def _with_ledger(self, work: Callable[[], T]) -> T:
        return work() if self._is_quick else await self._written(work)

    def _written(self, work: Callable[[], T]) -> asyncio.Future[T]:
        if self._scribe is None:
            self._scribe = Scribe(self.ledger)
        return self._scribe.do(work)

    async def _gather(self, command: Gather[T], session: Session) -> Sequence[T]:
        if not command.flows:
            return []  # The loop would go round once for nothing.
        gate = asyncio.Semaphore(command.limit)

        async def part(flow: Flow[T]) -> T:
            async with gate:
                return await self._finish(flow, session.child())

        tasks = [asyncio.ensure_future(part(flow)) for flow in command.flows]
        try:
            return await asyncio.gather(*tasks)
        except BaseException:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise
