"""A paid request that had to wait too long for a connection."""

from __future__ import annotations

from typing import Any

import pytest
from dream import dream

from framehook import errors
from framehook.ledger import MemoryLedger
from framehook.spi import IntentState, Permit
from framehook.testing import ScriptedService


class Crowded(ScriptedService):
    """A service to which the first connections are free only after so many seconds."""

    def __init__(self, waits: list[float], **options: Any) -> None:
        super().__init__(**options)
        self.waits = waits

    def transports(self) -> Any:
        blocking, asynchronous = super().transports()

        def late(make: Any) -> Any:
            inner = make()
            send = inner.send

            def sends(request: Any, timeout: float) -> Any:
                if request.url.endswith("/submit") and self.waits:
                    self.clock.advance(self.waits.pop(0))  # type: ignore[attr-defined]
                return send(request, timeout)

            inner.send = sends
            return inner

        return (lambda: late(blocking)), (lambda: late(asynchronous))


def kinds(ledger: Any) -> list[str]:
    return [line.kind for line in ledger.events()]


@pytest.mark.parametrize("wait", [91.0, 3600.0])
def test_an_expired_lease_never_leads_to_a_post(
    make_client: Any, framehook_clock: Any, wait: float
) -> None:
    """Nothing is sent with it, not even while it has less time left than connecting may take."""
    service, ledger = Crowded([wait], clock=framehook_clock), MemoryLedger()
    job = make_client(service=service, ledger=ledger).submit(dream(prompt="x"))
    assert job.result().output.video.url
    assert service.count("submit") == service.paid == 1
    assert kinds(ledger)[:5] == ["planned", "begin", "postponed", "begin", "accepted"]


def test_a_lease_with_time_left_is_used(make_client: Any, framehook_clock: Any) -> None:
    """Waiting alone does no harm."""
    service, ledger = Crowded([60.0], clock=framehook_clock), MemoryLedger()
    make_client(service=service, ledger=ledger).submit(dream(prompt="x"))
    assert kinds(ledger) == ["planned", "begin", "accepted"]


def test_whoever_took_over_is_left_alone(make_client: Any, framehook_clock: Any) -> None:
    """Another process sends the call meanwhile: this one sends nothing, and says so."""
    ledger = MemoryLedger()

    class Overtaken(Crowded):
        def transports(self) -> Any:
            outer = super().transports()

            def late(make: Any) -> Any:
                inner = make()
                send = inner.send

                def sends(request: Any, timeout: float) -> Any:
                    framehook_clock.advance(3600)
                    (entry,) = ledger.find()
                    now = framehook_clock.now()
                    dead = Permit(key=entry.key, attempt=1, owner="dead", until=now)
                    assert ledger.unknown(dead, "its sender died", now)
                    assert ledger.absent(entry.key, "A person looked.", now)
                    assert ledger.begin(entry.key, "other", 60, now).attempt == 2
                    return send(request, timeout)

                inner.send = sends
                return inner

            return (lambda: late(outer[0])), (lambda: late(outer[1]))

    service = Overtaken([], clock=framehook_clock)
    with pytest.raises(errors.LedgerError, match="works on"):
        make_client(service=service, ledger=ledger).submit(dream(prompt="x"), key="k")
    assert service.paid == 0
    (entry,) = ledger.find()
    assert (entry.state, entry.attempt) == (IntentState.SUBMITTING, 2)


def test_a_slow_ledger_costs_a_lease_and_not_the_call(
    make_client: Any, framehook_clock: Any
) -> None:
    """The lease has ended when it is asked about: nothing was sent, so that it is given back."""

    class Slow:
        def __init__(self) -> None:
            self.inner, self.waits = MemoryLedger(), [3600.0]

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

        def holds(self, permit: Any, now: Any) -> bool:
            if self.waits:
                framehook_clock.advance(self.waits.pop())
            return self.inner.holds(permit, framehook_clock.now())

    service, ledger = ScriptedService(clock=framehook_clock), Slow()
    make_client(service=service, ledger=ledger).submit(dream(prompt="x"))
    assert service.paid == 1
    assert kinds(ledger) == ["planned", "begin", "postponed", "begin", "accepted"]
