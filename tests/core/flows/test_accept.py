"""Acceptances that the ledger has no place for any more."""

from __future__ import annotations

import logging
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from dream import dream

from framehook.ledger import MemoryLedger
from framehook.spi import IntentState, Permit, Ticket
from framehook.testing import ScriptedService


@pytest.fixture
def interlude(make_client: Any, framehook_clock: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Submit a call, and do something to its entry after the answer and before it is noted."""

    def run(act: Any) -> Any:
        service = ScriptedService(clock=framehook_clock)
        ledger, events = MemoryLedger(), []
        accepted = service.queue.accepted

        def between(call: Any, reply: Any) -> Any:
            framehook_clock.advance(3600)
            act(ledger, ledger.find()[0].key, framehook_clock.now())
            return accepted(call, reply)

        monkeypatch.setattr(service.queue, "accepted", between)
        client = make_client(service=service, ledger=ledger)
        job = client.submit(dream(prompt="x"), on_event=events.append)
        assert service.paid == 1
        assert job.result().output.video.url
        return ledger, [event for event in events if event.kind in {"ledger", "log"}]

    return run


def give_up(ledger: Any, key: str, now: Any) -> None:
    ledger.unknown(Permit(key=key, attempt=1, owner="x", until=now), "its sender died", now)
    ledger.absent(key, "A person looked.", now)
    ledger.cancelled(key, "A person looked.", now)


def find_another(ledger: Any, key: str, now: Any) -> None:
    ledger.unknown(Permit(key=key, attempt=1, owner="x", until=now), "its sender died", now)
    ledger.adopt(key, Ticket("scripted", "my-team/dream", "other"), "found", now)


@pytest.mark.parametrize(
    ("act", "stands"), [(give_up, "is cancelled"), (find_another, "is submitted with job other")]
)
def test_a_job_that_comes_too_late_is_told(
    interlude: Any, caplog: pytest.LogCaptureFixture, act: Any, stands: str
) -> None:
    """It runs and is paid: the caller has it, the log its id, and everybody is warned."""
    ledger, events = interlude(act)
    (entry,) = ledger.find()
    first, settled = [line.data for line in ledger.events(key=entry.key) if line.kind == "stray"]
    assert (first["ticket"]["id"], first["cost"]) == ("job-1", None)
    assert (settled["ticket"]["id"], settled["cost"]) == ("job-1", "2.4")
    assert ledger.spending(entry.updated)["stray"] == (0, Decimal("2.4"))
    assert events[-2].data == {"intent": entry.key, "state": "stray", "id": "job-1"}
    assert stands in events[-1].data["text"]
    (warning,) = [each for each in caplog.records if each.levelno == logging.WARNING]
    assert "job job-1" in warning.getMessage()
    assert "paid twice" in warning.getMessage()


def test_a_job_that_was_told_of_before_is_no_surprise(
    interlude: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """A notification was faster than the answer."""

    def adopt(ledger: Any, key: str, now: Any) -> None:
        ledger.unknown(Permit(key=key, attempt=1, owner="x", until=now), "reset", now)
        ledger.adopt(key, Ticket("scripted", "my-team/dream", "job-1"), "told", now)

    ledger, events = interlude(adopt)
    assert events[-1].data["state"] == "submitted"
    assert [line.kind for line in ledger.events()].count("stray") == 0
    assert not [each for each in caplog.records if each.levelno == logging.WARNING]


def test_a_job_that_another_call_was_given_is_no_stray(interlude: Any) -> None:
    """Calls that are alike may have either's job: its result is the other entry's."""

    def mix_up(ledger: Any, key: str, now: Any) -> None:
        ledger.unknown(Permit(key=key, attempt=1, owner="x", until=now), "its sender died", now)
        (twin,) = ledger.plan([replace(ledger.get(key).new, dedupe=None)], now)
        permit = ledger.begin(twin.key, "x", 60, now)
        ledger.unknown(permit, "reset", now)
        ledger.adopt(twin.key, Ticket("scripted", "my-team/dream", "job-1"), "found", now)

    ledger, _ = interlude(mix_up)
    twin, mine = ledger.find()
    assert [line.kind for line in ledger.events()].count("stray") == 0
    assert (mine.state, mine.ticket) == (IntentState.UNKNOWN, None)
    assert twin.ticket.id == "job-1"
