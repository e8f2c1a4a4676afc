"""Keys of callers, limits, and what a submission that ends early leaves in the ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from dream import dream

from framehook import errors
from framehook.ledger import MemoryLedger
from framehook.spi import Cap
from framehook.testing import ScriptedService, acts


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
