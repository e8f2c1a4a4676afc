"""Paying once, whatever goes wrong."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from typing import Any

import pytest
from dream import dream
from hypothesis import given, settings
from hypothesis import strategies as st

from framehook import Client, errors
from framehook.ledger import MemoryLedger
from framehook.registry import Registry
from framehook.spi import Cap, IntentState
from framehook.testing import ScriptedService, VirtualClock, acts


def states(ledger: MemoryLedger) -> list[str]:
    return [intent.state.value for intent in ledger.find()]


@pytest.mark.parametrize(
    "story",
    [
        [acts.unreachable()],
        [acts.unavailable(503)],
        [acts.unavailable(429, after=7)],
        [acts.unreachable()] * 3,
    ],
)
def test_what_provably_was_not_accepted_is_sent_again(
    make_client: Any, framehook_clock: Any, story: Any
) -> None:
    """A request that never left, or was turned away, is repeated; one job is paid."""
    service = ScriptedService(submits=story, clock=framehook_clock)
    ledger = MemoryLedger()
    make_client(service=service, ledger=ledger).run(dream(prompt="x"))
    assert service.paid == 1
    assert service.tries.count("submit") == len(story) + 1
    assert states(ledger) == ["result"]


@pytest.mark.parametrize("act", [acts.lost(), acts.garbled(), acts.garbled(502), acts.slow(1000)])
def test_what_may_have_been_accepted_is_never_repeated(
    make_client: Any, framehook_clock: Any, act: Any
) -> None:
    """After a lost or senseless answer there is one request, an error and an open entry."""
    service = ScriptedService(submits=[act], clock=framehook_clock)
    ledger = MemoryLedger()
    client = make_client(service=service, ledger=ledger)
    with pytest.raises(errors.SubmissionUnknownError, match="was not sent again") as caught:
        client.run(dream(prompt="x"), key="mine")
    assert service.count("submit") == 1
    assert states(ledger) == ["unknown"]
    assert caught.value.intent is not None
    with pytest.raises(errors.SubmissionUnknownError):
        client.run(dream(prompt="x"), key="mine")
    assert service.count("submit") == 1


def test_a_refusal_is_final(make_client: Any, framehook_clock: Any) -> None:
    """What the service refuses is not repeated, and nothing stays reserved."""
    service = ScriptedService(submits=[acts.refused(words="Bad.")], clock=framehook_clock)
    ledger = MemoryLedger()
    with pytest.raises(errors.SubmissionRejectedError, match=r"did not take the call .* Bad\."):
        make_client(service=service, ledger=ledger).run(dream(prompt="x"))
    assert states(ledger) == ["rejected"]
    assert service.paid == 0


def test_a_service_that_stays_away_is_given_up(make_client: Any, framehook_clock: Any) -> None:
    """After the last attempt the call is rejected, and nothing was paid."""
    service = ScriptedService(submits=[acts.unreachable()] * 99, clock=framehook_clock)
    ledger = MemoryLedger()
    with pytest.raises(errors.SubmissionRejectedError):
        make_client(service=service, ledger=ledger).run(dream(prompt="x"))
    assert service.tries.count("submit") == 5
    assert service.paid == 0


def test_a_lease_that_has_run_out_stops_the_request(make_client: Any, framehook_clock: Any) -> None:
    """The permit is checked in the same step as the sending, and its money is given back."""

    class Forgetful:
        def __init__(self) -> None:
            self._inner = MemoryLedger()

        def __getattr__(self, name: str) -> Any:
            return getattr(self._inner, name)

        def holds(self, permit: Any, now: Any) -> bool:
            return False

    service = ScriptedService(clock=framehook_clock)
    ledger = Forgetful()
    with pytest.raises(errors.SubmissionRejectedError, match="nothing was sent"):
        make_client(service=service, ledger=ledger).run(dream(prompt="x"))
    assert service.count("submit") == 0
    assert [(entry.state, entry.reserved) for entry in ledger.find()] == [(IntentState.REJECTED, 0)]


def test_nothing_secret_is_in_the_ledger(make_client: Any, framehook_clock: Any) -> None:
    """The entry has the arguments without data URIs and queries, and a hash of every leaf."""
    service = ScriptedService(clock=framehook_clock, secret="hush-hush")
    ledger = MemoryLedger()
    client = make_client(service=service, ledger=ledger)
    url = "https://files.example/a.mp4?signature=topsecret"
    client.run(dream(prompt="x", video_url=url))
    entry = ledger.find()[0].new
    assert entry.arguments == {
        "prompt": "x",
        "video_url": "https://files.example/a.mp4?…",
        "safe": True,
    }
    assert set(entry.leaves) == {"/prompt", "/video_url", "/safe"}
    assert service.jobs[0].arguments["video_url"] == url
    assert "hush" not in repr(ledger.find())


ACTS = [
    acts.ordinary(),
    acts.unreachable(),
    acts.lost(),
    acts.garbled(),
    acts.unavailable(),
    acts.refused(),
    acts.slow(999),
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(ACTS), max_size=6))
def test_no_script_makes_it_pay_twice(script: list[Any]) -> None:
    """For every sequence of faults: at most one job, and none that nobody knows of."""
    clock = VirtualClock()
    service = ScriptedService(submits=script, clock=clock)
    ledger = MemoryLedger()
    with (
        Client(service=service, ledger=ledger, clock=clock, registry=Registry.of()) as client,
        contextlib.suppress(errors.JobError),
    ):
        client.submit(dream(prompt="x"))
    assert service.paid <= 1
    (state,) = states(ledger)
    assert state in ({"submitted", "unknown"} if service.paid else {"rejected", "unknown"})


def test_what_costs_nothing_is_no_example(make_client: Any, framehook_clock: Any) -> None:
    """A service that bills nothing reserves nothing, and its jobs teach no price."""

    class Free(ScriptedService):
        bills = False

    ledger = MemoryLedger()
    free = make_client(
        service=Free([acts.succeeded(units=0)], clock=framehook_clock), ledger=ledger
    )
    ledger.set_caps([Cap("total", Decimal(1))], framehook_clock.now())
    free.run(dream(prompt="x"))
    assert ledger.find()[0].reserved == 0
    assert ledger.typical("my-team/dream") == {}
    paying = make_client(service=ScriptedService(clock=framehook_clock), ledger=ledger)
    with pytest.raises(errors.CostRefusedError):
        paying.run(dream(prompt="x"))


class Loose:
    """A transport that fails in its own way when it is to pay."""

    schemes = frozenset({"scripted"})

    def __init__(self, error: Exception) -> None:
        self._error = error

    def send(self, request: Any, timeout: float) -> Any:
        raise self._error

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("raised", "told", "state", "reserved"),
    [
        (errors.ClosedError("It is closed."), errors.ClosedError, IntentState.CANCELLED, "0"),
        (KeyError("bug"), errors.SubmissionUnknownError, IntentState.UNKNOWN, "2.4"),
    ],
)
def test_whatever_a_transport_raises_is_written_down(
    framehook_clock: Any, raised: Exception, told: type[Exception], state: Any, reserved: str
) -> None:
    """One that is closed has sent nothing; after a fault of its own nobody can tell."""
    ledger = MemoryLedger()
    service = ScriptedService(clock=framehook_clock)
    options: Any = {"clock": framehook_clock, "registry": Registry.of()}
    with Client(service=service, ledger=ledger, **options) as client:
        client._outfit.terms(dream)
        client._driver.routes._made["scripted"] = Loose(raised)
        with pytest.raises(told):
            client.submit(dream(prompt="x"))
    (entry,) = ledger.find()
    assert (entry.state, entry.reserved) == (state, Decimal(reserved))
