"""What an interrupt, a cancelled task and a loop that ends leave behind."""

from __future__ import annotations

import asyncio
import signal
import threading
from typing import Any

import pytest
from dream import dream

from framehook import AsyncClient, Client, errors
from framehook.drivers._asynchronous import AsyncDriver
from framehook.drivers._blocking import Driver
from framehook.drivers._routes import Routes
from framehook.flows._commands import Blocking
from framehook.hooks import Hooks
from framehook.ledger import MemoryLedger
from framehook.registry import Registry
from framehook.spi import Flow, Timeouts
from framehook.testing import ScriptedService, VirtualClock, acts


def interrupted(*_: Any) -> None:
    signal.raise_signal(signal.SIGINT)


def test_an_interrupt_lets_the_flow_put_things_in_order(driver: Driver) -> None:
    """Ctrl-C is thrown into the flow as Cancelled, and comes out as KeyboardInterrupt."""
    order: list[str] = []

    def flow() -> Flow[None]:
        try:
            yield from Blocking(interrupted)
        except errors.Cancelled:
            yield from Blocking(lambda: order.append("tidied"))
            raise

    with pytest.raises(KeyboardInterrupt):
        driver.run(flow())
    assert order == ["tidied"]


def test_a_flow_that_survives_an_interrupt_is_still_interrupted(driver: Driver) -> None:
    """A flow cannot swallow Ctrl-C."""

    def flow() -> Flow[int]:
        try:
            yield from Blocking(interrupted)
        except errors.Cancelled:
            return 1
        return 0

    with pytest.raises(KeyboardInterrupt):
        driver.run(flow())


@pytest.mark.parametrize("story", [[acts.ordinary()], [acts.lost()]])
def test_an_interrupt_waits_until_a_paid_request_is_recorded(story: Any) -> None:
    """Ctrl-C while the paid request is under way: its outcome is in the ledger first."""
    clock = VirtualClock()
    ledger = MemoryLedger()

    class Interrupting(ScriptedService):
        def transports(self) -> Any:
            blocking, asynchronous = super().transports()

            class Slow:
                def __init__(self) -> None:
                    self._inner = blocking()
                    self.schemes = self._inner.schemes

                def send(self, request: Any, timeout: float) -> Any:
                    if request.url.endswith("/submit"):
                        signal.raise_signal(signal.SIGINT)
                    return self._inner.send(request, timeout)

                def __getattr__(self, name: str) -> Any:
                    return getattr(self._inner, name)

            return Slow, asynchronous

    service = Interrupting(submits=story, clock=clock)
    with (
        Client(service=service, ledger=ledger, clock=clock, registry=Registry.of()) as client,
        pytest.raises(KeyboardInterrupt),
    ):
        client.run(dream(prompt="x"))
    (intent,) = ledger.find()
    assert intent.state.value in {"submitted", "unknown"}
    assert service.paid == 1


def test_a_cancelled_task_waits_until_a_paid_request_is_recorded() -> None:
    """Cancelling a task while the paid request is under way: the outcome is recorded first."""
    ledger = MemoryLedger()
    held = asyncio.Event()

    class Held(ScriptedService):
        def transports(self) -> Any:
            blocking, asynchronous = super().transports()

            class Slow:
                def __init__(self) -> None:
                    self._inner = asynchronous()
                    self.schemes = self._inner.schemes

                async def send(self, request: Any, timeout: float) -> Any:
                    if request.url.endswith("/submit"):
                        started.set()
                        await held.wait()
                    return await self._inner.send(request, timeout)

                def __getattr__(self, name: str) -> Any:
                    return getattr(self._inner, name)

            return blocking, Slow

    started = asyncio.Event()

    async def main() -> ScriptedService:
        service = Held()
        async with AsyncClient(service=service, ledger=ledger, registry=Registry.of()) as client:
            task = asyncio.ensure_future(client.run(dream(prompt="x")))
            await started.wait()
            task.cancel()
            await asyncio.sleep(0)
            held.set()
            with pytest.raises(asyncio.CancelledError):
                await task
        return service

    service = asyncio.run(main())
    assert service.paid == 1
    (intent,) = ledger.find()
    assert intent.state.value == "submitted"
    assert service.count("status") == 0


def test_a_loop_that_ends_while_a_paid_request_is_under_way_leaves_a_doubt() -> None:
    """Nobody awaits the answer any more: the ledger says at once that nobody can tell."""
    ledger, clock = MemoryLedger(), VirtualClock()
    started = asyncio.Event()

    class Endless(ScriptedService):
        def transports(self) -> Any:
            blocking, asynchronous = super().transports()

            class Silent:
                def __init__(self) -> None:
                    self._inner = asynchronous()
                    self.schemes = self._inner.schemes

                async def send(self, request: Any, timeout: float) -> Any:
                    if request.url.endswith("/submit"):
                        started.set()
                        await asyncio.Event().wait()
                    return await self._inner.send(request, timeout)

            return blocking, Silent

    async def main() -> asyncio.Task[Any]:
        client = AsyncClient(
            service=Endless(clock=clock), ledger=ledger, clock=clock, registry=Registry.of()
        )
        task = asyncio.ensure_future(client.submit(dream(prompt="x")))
        await started.wait()
        return task

    task = asyncio.run(main())
    assert task.cancelled()
    (intent,) = ledger.find()
    assert (intent.state.value, intent.evidence) == (
        "unknown",
        "The event loop ended before the answer came.",
    )


@pytest.mark.parametrize(("policy", "cancels"), [("cancel", 1), ("keep", 0)])
def test_an_abandoned_job_is_cancelled_only_if_asked(policy: Any, cancels: int) -> None:
    """Whoever stops waiting leaves the job running, unless the client says otherwise."""
    clock = VirtualClock()
    service = ScriptedService([acts.running(0.5, "half")], clock=clock)

    def stop(event: Any) -> None:
        if str(event) == "half":
            raise KeyboardInterrupt

    with (
        Client(service=service, clock=clock, on_abandon=policy, registry=Registry.of()) as client,
        pytest.raises(KeyboardInterrupt),
    ):
        client.run(dream(prompt="x"), on_event=stop)
    assert service.count("cancel") == cancels


def test_a_cancelled_task_waits_until_a_thread_is_at_rest(framehook_clock: VirtualClock) -> None:
    """What tidies up finds every file that a thread was about to make."""
    order: list[str] = []
    started, goes_on = threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        goes_on.wait(10)
        order.append("made")

    def flow() -> Flow[None]:
        try:
            yield from Blocking(work)
        except errors.Cancelled:
            yield from Blocking(lambda: order.append("tidied"))
            raise

    async def main() -> None:
        driver = AsyncDriver(
            routes=Routes({}),
            ledger=MemoryLedger(),
            hooks=Hooks.none(),
            timeouts=Timeouts(),
            clock=framehook_clock,
        )
        task = asyncio.ensure_future(driver.run(flow()))
        await asyncio.to_thread(started.wait, 10)
        task.cancel()
        await asyncio.sleep(0)
        goes_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        await driver.close()

    asyncio.run(main())
    assert order == ["made", "tidied"]
