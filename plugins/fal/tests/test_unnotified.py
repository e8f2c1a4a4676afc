"""Jobs whose notification is lost, late, or about another."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from dream import dream

from framehook import errors
from framehook.ledger import MemoryLedger
from framehook.spi import Payload, Phase, Status, inbox_entry
from framehook_fal.webhooks import Receiver


def test_a_lost_notification_is_made_up_for(make_client, world, framehook_clock):
    """Once a minute the service is asked all the same, and no stream is opened."""
    ledger = MemoryLedger()
    Receiver(ledger=ledger)
    client = make_client(service=world.service(), ledger=ledger)
    job = client.submit(dream(prompt="x"), webhook_url="https://hooks.example/fal")
    assert job.result().output.video.url
    assert framehook_clock.monotonic() == pytest.approx(60, abs=1)
    assert len(world.sent(f"{world.request}/status")) == 1
    assert world.sent(f"{world.request}/status/stream") == []


def test_where_nobody_receives_it_is_watched_as_ever(make_client, world, framehook_clock):
    """A webhook for somebody else's server delays nothing here."""
    client = make_client(service=world.service())
    client.run(dream(prompt="x"), webhook_url="https://elsewhere.example/")
    assert framehook_clock.monotonic() < 1
    assert len(world.sent(f"{world.request}/status/stream")) == 1


def test_whoever_wants_events_gets_all_of_them(make_client, world, events):
    """A notification tells the end alone; events come from the stream, receiver or not."""
    script = events({"status": "IN_QUEUE"}, {"status": "IN_PROGRESS"}, {"status": "COMPLETED"})
    world.api.play(f"{world.request}/status/stream", script)
    ledger = MemoryLedger()
    Receiver(ledger=ledger)
    client = make_client(service=world.service(), ledger=ledger)
    job = client.submit(dream(prompt="x"), webhook_url="https://hooks.example/")
    told = [str(event) for event in job.events() if event.kind == "status"]
    assert told == ["queued", "running", "ended"]


def test_waiting_for_a_notification_has_an_end(make_client, world, report, framehook_clock):
    """The limit holds, and the ticket leads back."""
    world.api.play(f"{world.request}/status", report("IN_PROGRESS"))
    ledger = MemoryLedger()
    Receiver(ledger=ledger)
    client = make_client(service=world.service(), ledger=ledger)
    with pytest.raises(errors.JobTimeoutError, match="after 90 seconds"):
        client.run(dream(prompt="x"), webhook_url="https://hooks.example/", timeout=90)
    assert framehook_clock.monotonic() == pytest.approx(90, abs=1)


def test_a_notification_about_another_job_wakes_nobody(make_client, world, report):
    """A call that was paid twice has the result of the job it was accepted as."""
    world.api.play(f"{world.request}/status", report("IN_PROGRESS"), report("COMPLETED"))
    ledger = MemoryLedger()
    client = make_client(service=world.service(), ledger=ledger)
    job = client.submit(dream(prompt="x"), webhook_url="https://hooks.example/")
    now = datetime.now(UTC)
    ledger.notice("another", job.ticket["intent"], inbox_entry("another", Status(Phase.ENDED)), now)
    assert job.result().output.video.url
    assert len(world.sent(f"{world.request}/status")) == 2


def test_what_the_service_has_forgotten_the_notification_may_have(make_client, world, said):
    """The payload that came with it is the result then; what is in the ledger is, too."""
    world.api.play(world.request, said(404, detail="Gone"))
    ledger = MemoryLedger()
    client = make_client(service=world.service(), ledger=ledger)
    job = client.submit(dream(prompt="x"), webhook_url="https://hooks.example/")
    value = {"video": {"url": "https://x.example/kept.mp4"}}
    body = inbox_entry(job.id, Status(Phase.ENDED, outcome=Payload(value)))
    ledger.notice(job.id, job.ticket["intent"], body, datetime.now(UTC))
    assert job.result().payload == value
    (entry,) = ledger.find()
    assert (entry.state.value, entry.payload) == ("result", value)
    again = make_client(service=world.service(), ledger=ledger)
    assert again.resume(json.dumps(job.ticket), dream).result().payload == value
