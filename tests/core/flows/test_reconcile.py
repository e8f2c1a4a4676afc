"""Calls of unknown outcome are found and adopted, set aside, and never sent again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from dream import dream

from framehook import RunAgainAt, errors
from framehook.ledger import MemoryLedger
from framehook.spi import Cap, IntentState, NewIntent, Ticket
from framehook.testing import ScriptedService, acts


def lose(client: Any, **order: Any) -> str:
    with pytest.raises(errors.SubmissionUnknownError) as caught:
        client.submit(dream(prompt="x"), **order)
    assert caught.value.intent is not None
    return caught.value.intent


def test_a_lost_job_is_found_at_the_service(make_client: Any, framehook_clock: Any) -> None:
    """A call whose answer was lost is adopted, and its result is worth what was paid."""
    service = ScriptedService(submits=[acts.lost()], powers=["find"], clock=framehook_clock)
    ledger = MemoryLedger()
    client = make_client(service=service, ledger=ledger)
    key = lose(client, key="mine")
    (found,) = client.reconcile()
    assert (found.key, found.before, found.after) == (
        key,
        IntentState.UNKNOWN,
        IntentState.SUBMITTED,
    )
    assert "job-1" in found.evidence
    assert client.submit(dream(prompt="x"), key="mine").result().output.video.url
    assert service.paid == service.count("submit") == 1
    assert client.reconcile() == []


def test_what_is_not_found_is_set_aside_once(make_client: Any, framehook_clock: Any) -> None:
    """A service that cannot look leaves an entry open, and later to a person."""
    service = ScriptedService(submits=[acts.lost()], clock=framehook_clock)
    ledger = MemoryLedger()
    client = make_client(service=service, ledger=ledger)
    key = lose(client)
    assert client.reconcile() == []
    framehook_clock.advance(25 * 3600)
    assert [each.after for each in client.reconcile()] == [IntentState.QUARANTINED]
    assert client.reconcile() == []
    entry = ledger.get(key)
    assert entry is not None
    assert entry.reserved > 0
    assert service.paid == service.count("submit") == 1


def test_a_report_of_the_end_is_as_good_as_an_answer(
    make_client: Any, framehook_clock: Any
) -> None:
    """A notification in the inbox adopts the job it is about."""
    service = ScriptedService(submits=[acts.lost()], clock=framehook_clock)
    ledger = MemoryLedger()
    client = make_client(service=service, ledger=ledger)
    key = lose(client)
    ledger.notice("job-1", key, {"job": "job-1"}, framehook_clock.now())
    (found,) = client.reconcile()
    assert found.after is IntentState.SUBMITTED
    assert "reported the end" in found.evidence


def test_a_second_job_that_is_reported_is_a_stray(make_client: Any, framehook_clock: Any) -> None:
    """It is written down with its money; another name of the same job is no second one."""
    service = ScriptedService(submits=[acts.lost()], clock=framehook_clock)
    ledger = MemoryLedger()
    client = make_client(service=service, ledger=ledger)
    key, now = lose(client), framehook_clock.now()
    for notice in ({"job": "job-1", "also": ["j1"]}, {"job": "j1"}, {"job": "job-2"}):
        ledger.notice(str(notice["job"]), key, notice, now)
    (found,) = client.reconcile()
    assert found.after is IntentState.SUBMITTED
    strays = [line.data["ticket"]["id"] for line in ledger.events() if line.kind == "stray"]
    assert strays == ["job-2"]
    assert ledger.spending(now)["stray"] == (Decimal("2.4"), 0)


def test_other_accounts_are_left_to_their_own_clients(
    make_client: Any, framehook_clock: Any
) -> None:
    """Each is found with the key that paid for it; a client without an account looks for all."""
    service = ScriptedService(submits=[acts.lost()] * 3, powers=["find"], clock=framehook_clock)
    ledger = MemoryLedger()
    red, blue, shared = (
        make_client(service=service, ledger=ledger, account=name) for name in ("red", "blue", None)
    )
    keys = [lose(red), lose(blue), lose(shared)]
    assert [each.key for each in blue.reconcile()] == [keys[1]]
    assert {each.key for each in shared.reconcile()} == {keys[0], keys[2]}


def test_twins_get_a_job_each(make_client: Any, framehook_clock: Any) -> None:
    """Equal calls may have either's job, and each has one of its own."""
    service = ScriptedService(
        submits=[acts.lost(), acts.lost()], powers=["find"], clock=framehook_clock
    )
    ledger = MemoryLedger()
    client = make_client(service=service, ledger=ledger)
    keys = {lose(client), lose(client)}
    assert {each.key for each in client.reconcile()} == keys
    jobs = {intent.ticket.id for intent in ledger.find() if intent.ticket}
    assert jobs == {"job-1", "job-2"}


def test_a_search_that_fails_changes_nothing(make_client: Any, framehook_clock: Any) -> None:
    """A service that cannot be asked now is asked again later."""
    service = ScriptedService(
        submits=[acts.lost()], finds=[acts.refused()], powers=["find"], clock=framehook_clock
    )
    client = make_client(service=service, ledger=MemoryLedger())
    lose(client)
    assert client.reconcile() == []
    assert len(client.reconcile()) == 1


def test_the_calls_of_a_dead_process_are_taken_up(make_client: Any, framehook_clock: Any) -> None:
    """An entry whose sender died becomes unknown once its lease is over, and is then found."""
    ledger = MemoryLedger()

    class Dies(ScriptedService):
        def transports(self) -> Any:
            pair = super().transports()

            def dying(make: Any) -> Any:
                inner = make()
                send = inner.send

                def sends(request: Any, timeout: float) -> Any:
                    reply = send(request, timeout)
                    if request.url.endswith("/submit"):
                        raise SystemExit
                    return reply

                inner.send = sends
                return inner

            return (lambda: dying(pair[0])), pair[1]

    service = Dies(powers=["find"], clock=framehook_clock)
    client = make_client(service=service, ledger=ledger)
    if type(client.inner).__name__ != "Client":
        pytest.skip("One colour dies like the other.")
    with pytest.raises(SystemExit):
        client.submit(dream(prompt="x"))
    assert [intent.state for intent in ledger.find()] == [IntentState.SUBMITTING]
    assert make_client(service=service, ledger=ledger).reconcile() == []
    framehook_clock.advance(3600)
    (found,) = make_client(service=service, ledger=ledger).reconcile()
    assert found.after is IntentState.SUBMITTED
    assert service.paid == 1


def test_a_key_is_not_used_for_other_arguments(make_client: Any, framehook_clock: Any) -> None:
    """The same key with another prompt is a mistake, and says so."""
    service = ScriptedService(clock=framehook_clock)
    client = make_client(service=service)
    first = client.submit(dream(prompt="x"), key="mine")
    with pytest.raises(errors.KeyTakenError, match="with other arguments") as caught:
        client.submit(dream(prompt="y"), key="mine")
    assert caught.value.intent == first.ticket["intent"]
    assert service.paid == 1


def test_driving_goes_on_where_it_left_off(make_client: Any, framehook_clock: Any) -> None:
    """Each delivery asks once; the last one brings the result; one job is paid."""
    service = ScriptedService(
        [acts.queued(1), acts.running(0.5), acts.succeeded()], clock=framehook_clock
    )
    ledger = MemoryLedger()
    answers = []
    for _ in range(3):
        client = make_client(service=service, ledger=ledger)
        answers.append(client.drive(dream(prompt="x"), key="order-7"))
    first, second, last = answers
    assert isinstance(first, RunAgainAt)
    assert (first.reason, second.reason) == ("queued", "running")
    assert first.at > framehook_clock.now()
    assert first.ticket is not None
    assert last.output.video.url
    again = make_client(service=service, ledger=ledger).drive(dream(prompt="x"), key="order-7")
    assert again.output.video.url == last.output.video.url
    assert service.paid == 1


def test_driving_waits_as_long_as_it_may(make_client: Any, framehook_clock: Any) -> None:
    """With a budget the end is waited for, and given up in time."""
    service = ScriptedService([acts.running(0.5)], clock=framehook_clock)
    client = make_client(service=service)
    later = client.drive(dream(prompt="x"), key="k", budget=30)
    assert isinstance(later, RunAgainAt)
    assert framehook_clock.monotonic() == pytest.approx(30)
    service = ScriptedService([acts.running(0.5), acts.succeeded()], clock=framehook_clock)
    done = make_client(service=service).drive(dream(prompt="x"), key="k", budget=30)
    assert done.output.video.url


def test_driving_an_unknown_call_finds_it(make_client: Any, framehook_clock: Any) -> None:
    """A lost answer is no reason to pay again: the next delivery finds the job."""
    service = ScriptedService(submits=[acts.lost()], powers=["find"], clock=framehook_clock)
    client = make_client(service=service, ledger=MemoryLedger())
    later = client.drive(dream(prompt="x"), key="k")
    assert isinstance(later, RunAgainAt)
    assert later.at - framehook_clock.now() == timedelta(seconds=60)
    assert client.drive(dream(prompt="x"), key="k").output.video.url
    assert service.paid == service.count("submit") == 1
    with pytest.raises(errors.ConfigurationError, match="needs a key"):
        client.drive(dream(prompt="x"), key=None)


def test_the_dead_are_found_among_the_many(make_client: Any, framehook_clock: Any) -> None:
    """A call whose sender died is seen however many results wait; one under way is left alone."""
    service, ledger = ScriptedService(clock=framehook_clock), MemoryLedger()
    client = make_client(service=service, ledger=ledger)
    now = framehook_clock.now()
    new = NewIntent(service=service.name, endpoint="my-team/dream")
    kept = {"units": None, "cost": None, "expires": now}
    *done, dead, alive = ledger.plan([new] * 1003, now)
    for intent in (*done, dead):
        permit = ledger.begin(intent.key, "gone", 60, now)
        if intent is not dead:
            ledger.accepted(permit, Ticket(service.name, "my-team/dream", intent.key), now)
            ledger.result(intent.key, {"n": 1}, **kept, now=now)
    framehook_clock.advance(61)
    ledger.begin(alive.key, client.inner._outfit.terms(dream).owner, 60, framehook_clock.now())
    assert client.reconcile() == []
    states = [ledger.get(intent.key).state for intent in (dead, alive)]
    assert states == [IntentState.UNKNOWN, IntentState.SUBMITTING]


def test_no_job_from_before_it_was_sent_is_taken_for_it(
    make_client: Any, framehook_clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that was planned long ago, and sent now, is looked for from now on."""
    service = ScriptedService(submits=[acts.lost()], powers=["find"], clock=framehook_clock)
    ledger, asked, find = MemoryLedger(), [], service.queue.find
    client = make_client(service=service, ledger=ledger)
    monkeypatch.setattr(
        service.queue, "find", lambda calls, since: (asked.append(since), find(calls, since))[1]
    )
    ledger.set_caps([Cap("total", Decimal(0))], framehook_clock.now())
    with pytest.raises(errors.CostRefusedError):
        client.submit(dream(prompt="x"), key="mine")
    ledger.set_caps([], framehook_clock.now())
    framehook_clock.advance(24 * 3600)
    lose(client, key="mine")
    sent = framehook_clock.now()
    assert [each.after for each in client.reconcile()] == [IntentState.SUBMITTED]
    assert [sent - since < timedelta(minutes=5) for since in asked] == [True]
