"""Submissions that end early: interrupted, cancelled, or with a ledger that fails."""

from __future__ import annotations

import asyncio
import signal
from decimal import Decimal
from typing import Any

import pytest
from dream import dream

from framehook import AsyncClient, Client, errors
from framehook.ledger import MemoryLedger
from framehook.registry import Registry
from framehook.spi import IntentState
from framehook.testing import ScriptedService, VirtualClock, acts, make_mp4


def states(ledger: MemoryLedger) -> list[str]:
    return [intent.state.value for intent in ledger.find()]


def test_an_interrupt_between_two_attempts_leaves_a_cancelled_entry() -> None:
    """Nothing was accepted, and the ledger does not go on waiting for it."""

    class Impatient(VirtualClock):
        def sleep(self, seconds: float) -> None:
            raise KeyboardInterrupt

    service, ledger = ScriptedService(submits=[acts.unavailable(503)]), MemoryLedger()
    options: Any = {"registry": Registry.of(), "clock": Impatient()}
    client = Client(service=service, ledger=ledger, **options)
    with client, pytest.raises(KeyboardInterrupt):
        client.run(dream(prompt="x"))
    (intent,) = ledger.find()
    assert intent.state is IntentState.CANCELLED
    assert "Nothing was accepted" in (intent.evidence or "")
    assert service.paid == 0


def test_a_failed_upload_leaves_a_cancelled_entry(make_client: Any, framehook_clock: Any) -> None:
    """Where a file cannot be placed nothing is sent, and the entry says why."""
    service = ScriptedService(uploads=[acts.unavailable(500)] * 9, clock=framehook_clock)
    ledger = MemoryLedger()
    with pytest.raises(errors.ReplyError):
        make_client(service=service, ledger=ledger).run(dream(prompt="x", video_url=make_mp4()))
    (intent,) = ledger.find()
    assert intent.state is IntentState.CANCELLED
    assert "Nothing was sent" in intent.evidence
    assert service.count("submit") == 0


class Shaken:
    """A ledger to which something happens in one of its methods."""

    in_memory = False

    def __init__(self, method: str, happens: Any, *, is_done: bool) -> None:
        self.inner = MemoryLedger()
        self._method, self._happens, self._is_done = method, happens, is_done

    def __getattr__(self, name: str) -> Any:
        inner = getattr(self.inner, name)
        if name != self._method:
            return inner

        def shaken(*args: Any, **named: Any) -> Any:
            answer = inner(*args, **named) if self._is_done else None
            self._happens()
            return answer

        return shaken


def full() -> None:
    raise errors.LedgerError("The disk is full.")


def test_a_job_that_cannot_be_written_down_is_told(make_client: Any, framehook_clock: Any) -> None:
    """Accepted, and then the ledger fails: the error has the ticket, and nothing is repeated."""
    service = ScriptedService(clock=framehook_clock)
    ledger = Shaken("accepted", full, is_done=False)
    client = make_client(service=service, ledger=ledger)
    with pytest.raises(errors.SubmissionUnknownError, match=r"took the call on .* disk") as caught:
        client.submit(dream(prompt="x"), key="mine")
    assert caught.value.ticket is not None
    assert service.paid == 1
    assert states(ledger.inner) == ["submitting"]
    assert client.resume(caught.value.ticket, dream).result().output.video.url
    found = client.drive(dream(prompt="x"), key="mine")
    assert (service.paid, found.reason.startswith("The call may have been accepted")) == (1, True)


def test_a_doubt_that_cannot_be_written_down_is_told(
    make_client: Any, framehook_clock: Any
) -> None:
    """A lost answer, and then the ledger fails: it is in doubt all the same."""
    service = ScriptedService(submits=[acts.lost()], clock=framehook_clock)
    client = make_client(service=service, ledger=Shaken("unknown", full, is_done=False))
    with pytest.raises(errors.SubmissionUnknownError, match="not sent again"):
        client.submit(dream(prompt="x"))
    assert service.count("submit") == 1


@pytest.mark.parametrize("method", ["begin", "holds"])
def test_an_interrupt_before_it_is_sent_gives_the_money_back(
    framehook_clock: Any, method: str
) -> None:
    """Ctrl-C while leave to send is asked for: nothing is sent, and nothing waits for a lease."""
    ledger = Shaken(method, lambda: signal.raise_signal(signal.SIGINT), is_done=True)
    service = ScriptedService(clock=framehook_clock)
    options = {"clock": framehook_clock, "registry": Registry.of()}
    with (
        Client(service=service, ledger=ledger, **options) as client,
        pytest.raises(KeyboardInterrupt),
    ):
        client.submit(dream(prompt="x"))
    (entry,) = ledger.inner.find()
    assert (service.paid, entry.state, entry.reserved) == (0, IntentState.CANCELLED, 0)
    assert "Nothing was sent" in entry.evidence


def test_an_interrupt_while_it_is_sent_tells_the_job(framehook_clock: Any) -> None:
    """Ctrl-C in the middle of a submit is held back; the event with the id comes all the same."""
    ledger = Shaken("accepted", lambda: signal.raise_signal(signal.SIGINT), is_done=True)
    events: list[Any] = []
    options = {"clock": framehook_clock, "registry": Registry.of()}
    with (
        Client(service=ScriptedService(clock=framehook_clock), ledger=ledger, **options) as client,
        pytest.raises(KeyboardInterrupt),
    ):
        client.submit(dream(prompt="x"), on_event=events.append)
    (entry,) = ledger.inner.find()
    assert entry.ticket is not None
    assert events[-1].data == {"intent": entry.key, "state": "submitted", "id": entry.ticket.id}


@pytest.mark.parametrize("method", ["begin", "holds"])
def test_a_task_cancelled_before_it_is_sent_gives_the_money_back(
    framehook_clock: Any, method: str
) -> None:
    """The same for a task, while the ledger's own thread gives leave."""
    service = ScriptedService(clock=framehook_clock)

    async def main() -> Shaken:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        ledger = Shaken(method, lambda: loop.call_soon_threadsafe(task.cancel), is_done=True)
        options = {"clock": framehook_clock, "registry": Registry.of()}
        async with AsyncClient(service=service, ledger=ledger, **options) as client:
            with pytest.raises(asyncio.CancelledError):
                await client.submit(dream(prompt="x"))
        return ledger

    (entry,) = asyncio.run(main()).inner.find()
    assert (service.paid, entry.state, entry.reserved) == (0, IntentState.CANCELLED, 0)


def test_who_gives_up_leaves_the_job_of_another_alone(
    make_client: Any, framehook_clock: Any
) -> None:
    """Two share a key. What one could not place its files for runs for the other, and is paid."""
    call = dream(prompt="x", video_url=make_mp4())
    jobs: list[str] = []

    def overtake() -> None:
        jobs.append(second.submit(call, key="mine").id)

    ledger = Shaken("plan", overtake, is_done=True)
    good = ScriptedService(clock=framehook_clock)
    bad = ScriptedService(uploads=[acts.unavailable(500)] * 9, clock=framehook_clock)
    options: Any = {"clock": framehook_clock, "registry": Registry.of()}
    with Client(service=good, ledger=ledger.inner, **options) as second:
        first = make_client(service=bad, ledger=ledger)
        with pytest.raises(errors.ReplyError):
            first.submit(call, key="mine")
    (entry,) = ledger.inner.find()
    assert (good.paid, bad.paid) == (1, 0)
    assert (entry.state, [entry.ticket.id], entry.reserved) == (
        IntentState.SUBMITTED,
        jobs,
        Decimal("2.4"),
    )
