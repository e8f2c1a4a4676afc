"""Keys of callers, limits, and what a submission that ends early leaves in the ledger."""

from __future__ import annotations

import signal
from decimal import Decimal
from typing import Any

import pytest
from dream import dream

from framehook import Client, errors
from framehook.ledger import MemoryLedger
from framehook.registry import Registry
from framehook.spi import Cap
from framehook.testing import ScriptedService, acts, make_mp4


def states(ledger: MemoryLedger) -> list[str]:
    return [intent.state.value for intent in ledger.find()]


def test_the_callers_key_returns_the_first_job(make_client: Any, framehook_clock: Any) -> None:
    """A second submission with the same key costs nothing and gives the same job."""
    service = ScriptedService(clock=framehook_clock)
    client = make_client(service=service)
    first = client.submit(dream(prompt="x"), key="mine")
    assert client.submit(dream(prompt="x"), key="mine").id == first.id
    assert service.paid == 1


def test_the_callers_key_brings_the_price_along(make_client: Any, framehook_clock: Any) -> None:
    """Whoever goes on with a key settles what was billed, as the first process would have."""
    service = ScriptedService([acts.succeeded(units="20")], clock=framehook_clock)
    ledger = MemoryLedger()
    make_client(service=service, ledger=ledger).submit(dream(prompt="x"), key="mine")
    result = make_client(service=service, ledger=ledger).run(dream(prompt="x"), key="mine")
    assert (result.billing.units, result.billing.cost) == (20, 2)
    assert result.request["prompt"] == "x"
    assert [entry.spent for entry in ledger.find()] == [2]


def test_a_ticket_is_worth_the_price_of_its_endpoint(
    make_client: Any, framehook_clock: Any
) -> None:
    """A ticket from before there were rates settles what was billed, if its endpoint is known."""
    cases = [(dream, True, 2), (dream, False, 2), (None, True, 2), (None, False, Decimal("2.4"))]
    for endpoint, is_new, spent in cases:
        service = ScriptedService([acts.succeeded(units="20")], clock=framehook_clock)
        ledger = MemoryLedger()
        ticket = make_client(service=service, ledger=ledger).submit(dream(prompt="x")).ticket
        assert ticket["rate"] == ["0.1", "USD"]
        if not is_new:
            del ticket["rate"]
        make_client(service=service, ledger=ledger).resume(ticket, endpoint).result()
        assert [entry.spent for entry in ledger.find()] == [spent]


def test_a_key_of_a_refused_call_says_so(make_client: Any, framehook_clock: Any) -> None:
    """A key that belongs to a call which ended without a job is not used again."""
    service = ScriptedService(submits=[acts.refused()], clock=framehook_clock)
    client = make_client(service=service)
    with pytest.raises(errors.SubmissionRejectedError):
        client.submit(dream(prompt="x"), key="mine")
    with pytest.raises(errors.JobError, match="belongs to an earlier call, which is rejected"):
        client.submit(dream(prompt="x"), key="mine")


def test_a_key_that_a_limit_refused_can_be_used_again(
    make_client: Any, framehook_clock: Any
) -> None:
    """Once the limit has room the same key is sent, and paid once."""
    service = ScriptedService(clock=framehook_clock)
    ledger = MemoryLedger()
    client = make_client(service=service, ledger=ledger)
    ledger.set_caps([Cap("total", Decimal(1))], framehook_clock.now())
    with pytest.raises(errors.CostRefusedError):
        client.submit(dream(prompt="x"), key="mine")
    with pytest.raises(errors.CostRefusedError):
        client.submit(dream(prompt="x"))
    assert sorted(states(ledger)) == ["cancelled", "planned"]
    ledger.set_caps([], framehook_clock.now())
    assert client.submit(dream(prompt="x"), key="mine").id
    assert service.paid == 1


class Stopped:
    """A ledger in which the process is told to stop, once, when leave to send is granted."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._left = 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def begin(self, *args: Any) -> Any:
        leave = self._inner.begin(*args)
        if self._left:
            self._left = 0
            signal.raise_signal(signal.SIGINT)
        return leave


@pytest.mark.parametrize("trouble", ["upload", "interrupt"])
def test_a_key_is_good_until_something_was_sent(framehook_clock: Any, trouble: str) -> None:
    """A job engine that delivers it again after a failure or a shutdown gets its one job."""
    call = dream(prompt="x", video_url=make_mp4())
    uploads = [acts.unavailable(500)] * 5 if trouble == "upload" else []
    service, ledger = ScriptedService(uploads=uploads, clock=framehook_clock), MemoryLedger()
    options: Any = {"clock": framehook_clock, "registry": Registry.of(), "service": service}
    options["ledger"] = Stopped(ledger) if trouble == "interrupt" else ledger
    with Client(**options) as client:
        with pytest.raises((errors.ReplyError, KeyboardInterrupt)):
            client.drive(call, key="mine", budget=60)
        (entry,) = ledger.find()
        assert (service.paid, entry.state.value, entry.reserved) == (0, "planned", 0)
        assert client.drive(call, key="mine", budget=60).output.video.url
    assert (service.paid, states(ledger)) == (1, ["result"])
