"""What the queue does not know, or no longer, is in the request history."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from dream import dream

from framehook import errors
from framehook.ledger import MemoryLedger
from framehook_fal import FalService, Hosts
from framehook_fal.sim import Fault, FaultPlan, Media, Outcome, SimulatedFal, VirtualTime

HISTORY = "/v1/models/requests/by-endpoint"
BILLING = "/v1/models/billing-events"
FILM = {"video": {"url": "https://x.example/a.mp4"}}


def row(world, **more):
    return {"request_id": world.id, "ended_at": "2026-03-01T12:00:00Z", **more}


@pytest.fixture
def forgotten(make_client, world, said):
    """A job that has ended, whose result is deleted, and a ledger."""
    world.api.play(world.request, said(404, detail="Request not found"))
    ledger = MemoryLedger()
    return make_client(service=world.service(), ledger=ledger).submit(dream(prompt="x")), ledger


def test_a_deleted_result_is_in_the_history(forgotten, world, said):
    """The queue keeps a result for minutes, the history for a month: nothing is lost."""
    job, ledger = forgotten
    late = said(items=[], has_more=False)
    there = said(items=[row(world, status_code=200, json_output=FILM)], has_more=False)
    world.api.play(HISTORY, late, there)
    bill = {"request_id": world.id, "output_units": 7.0}
    world.api.play(BILLING, said(billing_events=[bill], has_more=False))
    result = job.result()
    assert (result.payload, result.billing.units) == (FILM, 7)
    (entry,) = ledger.find()
    assert (entry.state.value, entry.spent, entry.reserved) == ("result", Decimal("0.7"), 0)
    query = parse_qs(urlsplit(world.sent(HISTORY)[0].target).query)
    assert (query["request_id"], query["expand"]) == ([world.id], ["payloads"])


@pytest.mark.parametrize(
    "answer",
    [
        (403, {"error": {"type": "authorization_error", "message": "No"}}),
        (400, {"error": {"type": "validation_error", "message": "No such id"}}),
        (200, {"items": [], "has_more": False}),
        (200, {"items": [{"request_id": "other", "ended_at": "x"}], "has_more": False}),
    ],
    ids=["not allowed", "not understood", "not there", "another"],
)
def test_what_nobody_has_is_expired(forgotten, world, said, answer):
    """Then it is said, as before."""
    job, ledger = forgotten
    world.api.play(HISTORY, said(answer[0], **answer[1]))
    with pytest.raises(errors.ResultExpiredError):
        job.result()
    assert [entry.state.value for entry in ledger.find()] == ["expired"]


def test_a_history_in_trouble_loses_nothing(forgotten, world, said):
    """It may know more in a moment, so that the entry stays open."""
    job, ledger = forgotten
    world.api.play(HISTORY, said(503, detail="down"))
    with pytest.raises(errors.FramehookError) as caught:
        job.result()
    assert not isinstance(caught.value, errors.ResultExpiredError)
    assert [entry.state.value for entry in ledger.find()] == ["submitted"]
    world.api.play(HISTORY, said(items=[row(world, json_output=FILM)], has_more=False))
    assert job.result().payload == FILM


@pytest.mark.parametrize("way", ["sync", "stream"])
def test_a_call_that_never_was_in_the_queue_is_brought(make_client, tmp_path, way):
    """Its answer was lost, and its tag leads to it: the queue does not know it, the history does."""
    lost = Fault(kind="lost-reply", routes=("run", "stream"))
    with SimulatedFal(time=VirtualTime(step=0.1), faults=FaultPlan([lost])) as fal:
        film = Media(data=b"a film", name="film.mp4", kind="video/mp4")
        fal.answer("*", Outcome(value={"seed": 7}, media={"video": film}, units=Decimal(2)))
        urls = fal.base_urls
        hosts = Hosts(**{n: getattr(urls, n) for n in ("run", "queue", "rest", "cdn", "platform")})
        ledger = MemoryLedger()
        client = make_client(service=FalService(fal.key, hosts=hosts), ledger=ledger)
        call, sync = dream(prompt="x"), {"sync": True}
        act = (
            client.stream(call).result
            if way == "stream"
            else lambda: client.run(call, options=sync)
        )
        with pytest.raises(errors.SubmissionUnknownError):
            act()
        (found,) = client.reconcile()
        assert found.after.value == "submitted"
        (entry,) = ledger.find()
        result = client.resume(entry.ticket, dream).result()
        result.save(tmp_path / "film.mp4")
        assert (tmp_path / "film.mp4").read_bytes() == b"a film"
        assert (len(fal.truth.paid), ledger.find()[0].spent) == (1, Decimal("0.2"))
