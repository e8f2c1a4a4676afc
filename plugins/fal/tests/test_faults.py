"""Everything that can go wrong on the way, at once, against the simulated servers."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from dream import dream

from framehook import errors
from framehook.ledger import MemoryLedger
from framehook.spi import IntentState
from framehook.testing import make_mp4
from framehook_fal import FalService, Hosts
from framehook_fal.sim import (
    FaultPlan,
    Media,
    Outcome,
    Quirks,
    Retention,
    SimulatedFal,
    VirtualTime,
)

JOBS = 30
START = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("admins", [None, frozenset()], ids=["by tag", "by history"])
@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "asked"])
def test_nothing_is_lost_and_nothing_is_paid_twice(make_client, framehook_clock, admins, stream):
    """One in seven requests fails somehow: every paid call is known in the end, and only once."""
    clip = make_mp4(frames=6)
    film = Media(data=clip, name="film.mp4", kind="video/mp4")
    faults = FaultPlan.some(0.15, seed=11)
    ledger = MemoryLedger()
    time = VirtualTime(step=0.1, start=START)
    with SimulatedFal(time=time, faults=faults, admins=admins) as fal:
        fal.answer("*", Outcome(value={}, media={"video": film}, seconds=1.0, logs=["a", "b"]))
        urls = fal.base_urls
        hosts = Hosts(
            run=urls.run, queue=urls.queue, rest=urls.rest, cdn=urls.cdn, platform=urls.platform
        )
        service = FalService(fal.key, hosts=hosts, stream=stream)
        client = make_client(service=service, ledger=ledger)
        ends = Counter()
        for number in range(JOBS):
            call = dream(prompt=f"film {number}", video_url=clip + bytes([number]), start_frame=1)
            try:
                client.run(call, key=f"call {number}")
                ends["done"] += 1
            except errors.FramehookError as exc:
                ends[type(exc)] += 1
            # Both sides have a clock of their own, and agree about the time of day.
            behind = framehook_clock.now().timestamp() - time.now()
            time.advance(max(0.0, behind))
            framehook_clock.advance(max(0.0, -behind))
        faults.clear()
        time.advance(60)
        client.reconcile()
        paid = [one.request_id for one in fal.truth.paid]
        known = [each.ticket.id for each in ledger.find(limit=1000) if each.ticket is not None]
        assert len({one.arguments["prompt"] for one in fal.truth.paid}) == len(paid)
        assert sorted(known) == sorted(paid)
        assert ends["done"] >= JOBS // 2
        assert ends[errors.SubmissionUnknownError] >= 1
        for each in ledger.find(states=[IntentState.SUBMITTED], limit=1000):
            assert client.resume(each.ticket, dream).result().output.video.url


@pytest.mark.parametrize("hours", [0.5, 2])
def test_a_job_that_was_forgotten_does_not_hold_its_money_for_ever(
    make_client, framehook_clock, hours
):
    """Fetched too late, a job ends as expired, at its estimate, once it cannot come back."""
    ledger, time = MemoryLedger(), VirtualTime(start=START)
    kept = {"retention": Retention(small=60), "quirks": Quirks(keeps_payloads=False)}
    with SimulatedFal(time=time, **kept) as fal:
        urls = fal.base_urls
        hosts = Hosts(
            run=urls.run, queue=urls.queue, rest=urls.rest, cdn=urls.cdn, platform=urls.platform
        )
        service = FalService(fal.key, hosts=hosts, stream=False)
        client = make_client(service=service, ledger=ledger)
        ticket = client.submit(dream(prompt="x")).ticket
        framehook_clock.advance(3600 * hours)
        time.advance(3600 * hours)
        expected = errors.ReplyError if hours < 1 else errors.ResultExpiredError
        with pytest.raises(expected):
            client.resume(ticket, dream).result()
    (entry,) = ledger.find()
    spending = ledger.spending(framehook_clock.now())["total"]
    assert (entry.state, spending) == (
        (IntentState.SUBMITTED, (entry.new.estimate, 0))
        if hours < 1
        else (IntentState.EXPIRED, (0, entry.new.estimate))
    )
