"""The blocking loop: interrupts, parts side by side, and what stays open."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from dream import dream

from framehook import errors
from framehook.drivers._blocking import Driver
from framehook.drivers._clock import SystemClock
from framehook.flows._commands import Blocking, Emit
from framehook.spi import Flow, Gather, Progress, Sleep
from framehook.testing import ScriptedService, VirtualClock, acts


def test_parts_run_side_by_side_in_order(driver: Driver) -> None:
    """Answers come in the order of the parts, and no more run at once than allowed."""
    running: list[int] = []
    most: list[int] = []
    lock = threading.Lock()

    def part(number: int) -> Flow[int]:
        def work() -> None:
            with lock:
                running.append(number)
                most.append(len(running))
            barrier.wait(5)
            with lock:
                running.remove(number)

        yield from Blocking(work)
        return number

    def flow() -> Flow[list[int]]:
        return list((yield from Gather([part(number) for number in range(6)], limit=2)))

    barrier = threading.Barrier(2)
    assert driver.run(flow()) == list(range(6))
    assert max(most) == 2


def test_the_first_failure_stops_the_others(driver: Driver) -> None:
    """A failing part cancels its siblings at their next command, and its error is raised."""
    stopped = threading.Event()
    failing = threading.Event()

    def good() -> Flow[None]:
        try:
            failing.wait(5)
            while True:
                yield from Progress(0, None, "work")
        except errors.Cancelled:
            stopped.set()
            raise

    def bad() -> Flow[None]:
        yield from Progress(0, None, "work")
        failing.set()
        raise ValueError("no")

    def flow() -> Flow[None]:
        yield from Gather([good(), bad()], limit=2)

    with pytest.raises(ValueError, match="no"):
        driver.run(flow())
    assert stopped.is_set()


def test_closing_the_events_cancels_the_flow(driver: Driver) -> None:
    """Whoever stops reading events ends the flow, which may still put things in order."""
    ended: list[str] = []

    def flow() -> Flow[None]:
        try:
            while True:
                yield from Emit("log", {"text": "tick"})
        except errors.Cancelled:
            ended.append("tidied")
            raise

    events = driver.events(flow())
    assert str(next(events)) == "tick"
    events.close()  # type: ignore[attr-defined]
    assert ended == ["tidied"]


def test_streams_are_closed_whatever_happens(make_client: Any, framehook_clock: Any) -> None:
    """A watcher that raises leaves no open stream behind."""
    service = ScriptedService([acts.running(0.5, "half")], powers=["watch"], clock=framehook_clock)

    def stop(event: Any) -> None:
        if str(event) == "half":
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        make_client(service=service).run(dream(prompt="x"), on_event=stop)
    assert service.open_streams == 0


def test_waiting_uses_the_clock(driver: Driver, framehook_clock: VirtualClock) -> None:
    """A Sleep takes the clock's time, not ours."""

    def flow() -> Flow[None]:
        yield from Sleep(3600)

    driver.run(flow())
    assert framehook_clock.naps == [3600]


def test_the_system_clock_goes_on() -> None:
    """The real clock has a time zone and never goes back."""
    clock = SystemClock()
    before = clock.monotonic()
    clock.sleep(0)
    asyncio.run(clock.sleep_async(0))
    assert clock.monotonic() >= before
    assert clock.now().utcoffset() is not None


def test_unknown_schemes_are_refused(driver: Driver) -> None:
    """A URL that no transport carries is an error with the scheme in it."""
    with pytest.raises(errors.ConfigurationError, match="'gopher'"):
        driver.routes.of("gopher")
