"""What a ledger that several processes share must do besides, as tests."""

from __future__ import annotations

__all__ = ("SharedLedgerConformance",)

import subprocess
import sys
from collections.abc import Generator
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import pytest

from ..spi import Cap, Ledger, Permit
from ._ledger_walk import EVERYTHING, NOW, TTL, ZERO, act, at, audit, plan

PROCESSES = 4


def _open(factory: str, address: str) -> Ledger:
    module, _, name = factory.partition(":")
    ledger: Ledger = getattr(import_module(module), name)(address)
    return ledger


def race(factory: str, address: str) -> None:
    """Begin everything there is, after a signal, and print how often that was allowed."""
    ledger = _open(factory, address)
    keys = [intent.key for intent in ledger.find(limit=EVERYTHING)]
    _say("ready")
    sys.stdin.readline()
    answers = [ledger.begin(key, f"process {id(ledger)}", TTL, NOW) for key in keys]
    _say(str(sum(isinstance(answer, Permit) for answer in answers)))
    ledger.close()


def work(factory: str, address: str) -> None:
    """Bring one intent after the other to its end, and tell of every step, until killed."""
    ledger = _open(factory, address)
    while True:
        key = plan(ledger)
        for verb in ("begin", "accepted", "result", "fetched"):
            assert act(ledger, verb, key)
            _say(f"{verb} {key}")


def begin(factory: str, address: str) -> None:
    """Begin one intent, tell its key, and wait for the end."""
    ledger = _open(factory, address)
    key = plan(ledger)
    assert act(ledger, "begin", key)
    _say(key)
    sys.stdin.readline()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class SharedLedgerConformance:
    """
    Tests that a ledger must pass if several processes can share it.

    Derive a test class from it, and say what makes a ledger and where one is.

    Attributes:
        factory: What is called with an address, as `module:name`.

    Example:
        ```python
        from framehook.testing import SharedLedgerConformance


        class TestSharedSqliteLedger(SharedLedgerConformance):
            factory = "framehook.ledger:SqliteLedger"

            def address(self, folder):
                return str(folder / "jobs.db")
        ```
    """

    factory: ClassVar[str]

    def address(self, folder: Path) -> str:
        """Return where a new ledger is to be; the folder is empty."""
        raise NotImplementedError

    @pytest.fixture
    def place(self, tmp_path: Path) -> str:
        """Where the ledger under test is."""
        return self.address(tmp_path)

    @pytest.fixture
    def ledger(self, place: str) -> Generator[Ledger]:
        """The ledger under test, opened by this process."""
        ledger = _open(self.factory, place)
        yield ledger
        ledger.close()

    def start(self, task: str, place: str) -> subprocess.Popen[str]:
        """Start `race`, `work` or `begin` in another process."""
        code = f"from {__name__} import {task}; {task}({self.factory!r}, {place!r})"
        return subprocess.Popen(  # noqa: S603  It is this interpreter, and code from here.
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run_race(self, place: str) -> list[int]:
        """Let several processes begin everything at once, and return how often each might."""
        racers = [self.start("race", place) for _ in range(PROCESSES)]
        for racer in racers:
            _pipe(racer.stdout).readline()
        for racer in racers:
            _pipe(racer.stdin).write("go\n")
            _pipe(racer.stdin).flush()
        return [int(racer.communicate(timeout=60)[0]) for racer in racers]

    def test_what_one_writes_another_reads(self, ledger: Ledger, place: str) -> None:
        """Two ledgers in one place are one ledger, and it is still there afterwards."""
        key = plan(ledger)
        second = _open(self.factory, place)
        assert act(second, "begin", key)
        assert not act(ledger, "begin", key)
        ledger.close()
        second.close()
        third = _open(self.factory, place)
        assert audit(third) == {"submitting": 1}
        third.close()

    def test_processes_may_make_it_at_once(self, place: str) -> None:
        """All of them find a new and empty ledger."""
        assert self.run_race(place) == [0] * PROCESSES

    def test_processes_get_one_permit_for_one_call(self, ledger: Ledger, place: str) -> None:
        """Each call is sent by one of them."""
        for _ in range(100):
            plan(ledger)
        assert sum(self.run_race(place)) == 100
        assert {intent.attempt for intent in ledger.find(limit=EVERYTHING)} == {1}
        audit(ledger)

    def test_a_limit_holds_against_many_processes(self, ledger: Ledger, place: str) -> None:
        """The money is not passed by a cent, and not a cent of it is lost."""
        ledger.set_caps([Cap("total", Decimal("4.00"))], NOW)
        for _ in range(100):
            plan(ledger)
        assert sum(self.run_race(place)) == 10
        assert ledger.spending(NOW)["total"] == (Decimal("4.00"), ZERO)
        audit(ledger)

    @pytest.mark.parametrize("steps", [1, 5, 42])
    def test_a_killed_process_leaves_its_books_in_order(
        self, ledger: Ledger, place: str, steps: int
    ) -> None:
        """Whatever was answered is there, and nothing is half done."""
        told = self.kill_after(steps, place)
        verb, key = told[-1].split()
        kinds = [line.kind for line in ledger.events(key=key)]
        assert verb in kinds
        audit(ledger)

    def test_a_call_that_was_begun_by_the_dead_is_due(self, ledger: Ledger, place: str) -> None:
        """Its money is held, nobody sends it again, and after its lease someone takes over."""
        (key,) = self.kill_after(1, place, "begin")
        assert audit(ledger) == {"submitting": 1}
        assert ledger.spending(NOW)["total"] == (Decimal("0.40"), ZERO)
        assert ledger.due(at(TTL - 1)) == ()
        assert [intent.key for intent in ledger.due(at(TTL))] == [key]
        assert not act(ledger, "begin", key, at(TTL))
        assert ledger.lease(key, "sweeper", TTL, at(TTL))
        assert act(ledger, "unknown", key, at(TTL))
        assert act(ledger, "adopt", key, at(TTL))
        assert audit(ledger) == {"submitted": 1}

    def kill_after(self, steps: int, place: str, task: str = "work") -> list[str]:
        """Kill a working process once it has told of some steps, and return those."""
        worker = self.start(task, place)
        with worker:
            told = [_pipe(worker.stdout).readline().strip() for _ in range(steps)]
            worker.kill()
        return told


def _pipe(stream: Any) -> Any:
    assert stream is not None
    return stream
