"""Interrupts from the keyboard, held back and let through."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from framehook.drivers._blocking import Driver
from framehook.drivers._shield import Shield
from framehook.flows._commands import Blocking, Emit, Record
from framehook.spi import Flow


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """Interrupts that a handler of the application has heard of."""
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    yield came
    signal.signal(signal.SIGINT, before)


def interrupt() -> None:
    """Press Ctrl-C."""
    signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("stays", [False, True])
def test_what_comes_meanwhile_comes_afterwards(heard: list[int], *, stays: bool) -> None:
    """Once, to whoever handled it before, who handles it again in the end."""
    mine = signal.getsignal(signal.SIGINT)
    shield = Shield()
    if stays:
        shield.stay()
    for round_ in (1, 2):
        shield.hold()
        interrupt()
        interrupt()
        assert len(heard) == round_ - 1
        shield.release()
        assert len(heard) == round_
    assert (signal.getsignal(signal.SIGINT) == mine) is not stays
    shield.leave()
    assert signal.getsignal(signal.SIGINT) == mine


def test_what_comes_later_goes_through(heard: list[int]) -> None:
    """A shield that stays passes on what need not be held back."""
    shield = Shield()
    shield.stay()
    shield.hold()
    shield.release()
    interrupt()
    assert len(heard) == 1
    shield.leave()


def test_a_handler_that_came_meanwhile_stays(heard: list[int]) -> None:
    """Whoever takes over while a shield is in the way keeps the signal."""
    shield = Shield()
    shield.stay()
    shield.hold()
    shield.release()
    later: list[int] = []

    def handler(number: int, _: Any) -> None:
        later.append(number)

    signal.signal(signal.SIGINT, handler)
    shield.leave()
    assert signal.getsignal(signal.SIGINT) is handler
    interrupt()
    assert (heard, len(later)) == ([], 1)


@pytest.mark.parametrize(("kind", "code"), [("SIG_DFL", -signal.SIGINT), ("SIG_IGN", 0)])
def test_handlers_that_are_no_functions(kind: str, code: int) -> None:
    """What the system does by itself, or does not do, happens all the same."""
    program = (
        "import signal\n"
        "from framehook.drivers._shield import Shield\n"
        f"signal.signal(signal.SIGINT, signal.{kind})\n"
        "shield = Shield()\n"
        "shield.stay()\n"
        "shield.hold()\n"
        "shield.release()\n"
        "signal.raise_signal(signal.SIGINT)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, timeout=60)
    assert done.returncode == code


def test_a_run_leaves_the_handler_as_it_was(driver: Driver, heard: list[int]) -> None:
    """However it ends; in between an interrupt gets through where nothing is being written."""

    def flow() -> Flow[None]:
        yield from Record(lambda ledger, now: interrupt())
        assert len(heard) == 1
        yield from Blocking(interrupt)
        assert len(heard) == 2
        raise ValueError("the end")

    mine = signal.getsignal(signal.SIGINT)
    with pytest.raises(ValueError, match="the end"):
        driver.run(flow())
    assert signal.getsignal(signal.SIGINT) == mine


def test_between_two_events_the_handler_is_the_callers(driver: Driver, heard: list[int]) -> None:
    """Code of the caller runs there, for as long as it likes."""

    def flow() -> Flow[None]:
        for _ in range(2):
            yield from Record(lambda ledger, now: None)
            yield from Emit("log", {"text": "a line"})

    mine = signal.getsignal(signal.SIGINT)
    for _ in driver.events(flow()):
        assert signal.getsignal(signal.SIGINT) == mine
    assert heard == []
