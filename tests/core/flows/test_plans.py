"""Plans that nobody comes back for."""

from __future__ import annotations

from typing import Any

import pytest
from dream import dream

from framehook import errors
from framehook.flows._plans import end_plan
from framehook.ledger import MemoryLedger
from framehook.spi import IntentState, NewIntent, Permit
from framehook.testing import ScriptedService, acts, make_mp4

DAY = 86400.0
NEW = NewIntent(service="scripted", endpoint="my-team/dream")


def test_what_was_never_sent_ends_in_the_end(make_client: Any, framehook_clock: Any) -> None:
    """A new key for each failed try leaves plans; a month later they end, and it is told."""
    service = ScriptedService(uploads=[acts.refused()] * 2, clock=framehook_clock)
    ledger = MemoryLedger()
    client = make_client(service=service, ledger=ledger)
    for key in ("try-1", "try-2"):
        with pytest.raises(errors.FramehookError):
            client.submit(dream(prompt="x", video_url=make_mp4()), key=key)
    assert [entry.state for entry in ledger.find()] == [IntentState.PLANNED] * 2
    framehook_clock.advance(29 * DAY)
    assert client.reconcile() == []
    framehook_clock.advance(DAY)
    found = client.reconcile()
    assert [(each.before, each.after) for each in found] == [
        (IntentState.PLANNED, IntentState.CANCELLED)
    ] * 2
    assert "never sent" in found[0].evidence
    assert client.reconcile() == []
    with pytest.raises(errors.JobError, match="which is cancelled: It was planned and never sent"):
        client.submit(dream(prompt="x", video_url=make_mp4()), key="try-1")
    assert service.paid == 0


def test_what_may_have_been_sent_is_left_alone(make_client: Any, framehook_clock: Any) -> None:
    """So is what somebody works on, and what another process has begun meanwhile."""
    service, ledger = ScriptedService(clock=framehook_clock), MemoryLedger()
    now = framehook_clock.now()
    again, leased, begun = (intent.key for intent in ledger.plan([NEW] * 3, now))
    permit = ledger.begin(again, "x", 60, now)
    assert isinstance(permit, Permit)
    ledger.unknown(permit, "reset", now)
    ledger.absent(again, "A person looked.", now)
    framehook_clock.advance(40 * DAY)
    now = framehook_clock.now()
    assert ledger.lease(leased, "uploader", 60, now)
    assert isinstance(ledger.begin(begun, "x", 60, now), Permit)
    assert make_client(service=service, ledger=ledger).reconcile() == []
    framehook_clock.advance(61)
    assert end_plan(ledger, framehook_clock.now(), key=begun, owner="me") == ""
    states = [ledger.get(key).state for key in (again, leased, begun)]
    assert states == [IntentState.PLANNED, IntentState.PLANNED, IntentState.SUBMITTING]
