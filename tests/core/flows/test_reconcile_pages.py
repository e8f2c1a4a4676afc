"""However many entries there are, none is overlooked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from dream import dream

from framehook import errors
from framehook.flows._reconcile import PAGE
from framehook.ledger import MemoryLedger
from framehook.spi import Endpoint, IntentState, NewIntent, Permit, Ticket
from framehook.testing import ScriptedService, acts


def lose(client: Any, call: Any = None, **order: Any) -> str:
    with pytest.raises(errors.SubmissionUnknownError) as caught:
        client.submit(call or dream(prompt="x"), **order)
    assert caught.value.intent is not None
    return caught.value.intent


def fill(ledger: Any, now: Any, number: int, service: str = "scripted") -> None:
    """Put so many undecided entries on top of what is there."""
    new = NewIntent(service=service, endpoint="my-team/dream", arguments={"prompt": "y"})
    for intent in ledger.plan([new] * number, now):
        permit = ledger.begin(intent.key, "gone", 60, now)
        assert isinstance(permit, Permit)
        ledger.unknown(permit, "reset", now)
        ledger.quarantine(intent.key, "no proof", now)


def test_the_oldest_is_not_overlooked(make_client: Any, framehook_clock: Any) -> None:
    """It is adopted, set aside or taken up although thousands of younger ones are undecided."""
    service = ScriptedService(submits=[acts.lost()] * 2, powers=["find"], clock=framehook_clock)
    ledger, now = MemoryLedger(), framehook_clock.now()
    client = make_client(service=service, ledger=ledger)
    found = lose(client)
    told = lose(client)
    ledger.notice("early", told, {"job": "early"}, now)
    (dead,) = ledger.plan([NewIntent(service="scripted", endpoint="my-team/dream")], now)
    ledger.begin(dead.key, "gone", 60, now)
    fill(ledger, now, 2 * PAGE, service="other")
    fill(ledger, now, 1000)
    framehook_clock.advance(61)
    assert {each.key for each in client.reconcile()} == {found, told}
    states = [ledger.get(key).state for key in (found, told, dead.key)]
    assert states == [IntentState.SUBMITTED, IntentState.SUBMITTED, IntentState.UNKNOWN]
    framehook_clock.advance(25 * 3600)
    assert [(each.key, each.after) for each in client.reconcile()] == [
        (dead.key, IntentState.QUARANTINED)
    ]


def test_twins_may_be_far_apart(
    make_client: Any, framehook_clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two jobs for two equal calls are no doubt, whatever lies between them in the ledger."""
    service = ScriptedService(submits=[acts.lost()] * 2, powers=["find"], clock=framehook_clock)
    ledger, now = MemoryLedger(), framehook_clock.now()
    client = make_client(service=service, ledger=ledger)

    def find(calls: Any, since: Any) -> Any:
        yield from ()
        jobs = [Ticket("scripted", "my-team/dream", job.id) for job in service.jobs]
        return {call.attempt: jobs if call.arguments["prompt"] == "x" else [] for call in calls}

    monkeypatch.setattr(service.queue, "find", find)
    first = lose(client)
    fill(ledger, now, PAGE)
    second = lose(client)
    done = {each.key: each.after for each in client.reconcile()}
    assert done == dict.fromkeys((first, second), IntentState.SUBMITTED)


def test_each_call_is_looked_for_when_it_was_sent(
    make_client: Any, framehook_clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From its latest attempt to the end of the lease, or until its sender gave up."""
    service = ScriptedService(
        submits=[acts.unavailable(), acts.lost(), acts.slow(300, acts.lost())],
        powers=["find"],
        clock=framehook_clock,
    )
    client = make_client(service=service, ledger=MemoryLedger())
    asked: dict[str, Any] = {}
    find = service.queue.find

    def finds(calls: Any, since: Any) -> Any:
        asked.update({call.attempt: (call.since, call.until) for call in calls})
        asked["all"] = since
        return (yield from find(calls, since))

    monkeypatch.setattr(service.queue, "find", finds)
    start = framehook_clock.now()
    first = lose(client, key="a")
    framehook_clock.advance(3 * 86400)
    begun = framehook_clock.now()
    second = lose(client, key="b")
    given_up = framehook_clock.now()
    assert len(client.reconcile()) == 2
    skew, late, lease = (timedelta(minutes=2), timedelta(minutes=10), timedelta(seconds=100))
    times = {label.partition("-")[0]: window for label, window in asked.items()}
    assert times["all"] == times[first][0]
    assert start - skew <= times[first][0] < start
    assert times[first][1] == times[first][0] + skew + lease + late
    assert times[second] == (begun - skew, max(begun + lease, given_up) + late)


def test_driving_looks_for_its_own_endpoint_only(
    make_client: Any, framehook_clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call to another one, with the same arguments, is not given its job."""
    service = ScriptedService(
        submits=[acts.lost(acts.unavailable()), acts.lost()], powers=["find"], clock=framehook_clock
    )
    ledger = MemoryLedger()
    client = make_client(service=service, ledger=ledger)
    other = Endpoint(
        id="my-team/nightmare", input=dream.input, output=dream.output, service="scripted"
    )
    never = lose(client, other(prompt="x"))
    asked: list[str] = []

    def find(calls: Any, since: Any) -> Any:
        yield from ()
        asked.extend(call.target for call in calls)
        jobs = [Ticket("scripted", job.endpoint, job.id) for job in service.jobs]
        return {
            call.attempt: [job for job in jobs if job.endpoint == call.target] for call in calls
        }

    monkeypatch.setattr(service.queue, "find", find)
    client.drive(dream(prompt="x"), key="k")
    client.drive(dream(prompt="x"), key="k")
    assert asked == [dream.id]
    assert ledger.get(never).state is IntentState.UNKNOWN
    (mine,) = ledger.find(dedupe="k")
    assert mine.ticket is not None
