"""Results: what comes back, in what form, how long, and what is not there."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from dream import dream

from framehook import errors
from framehook.ledger import MemoryLedger
from framehook.testing._server import reply


@pytest.mark.parametrize("streamed", [False, True])
def test_an_end_with_an_error_is_a_failure(make_client, world, report, events, said, streamed):
    """COMPLETED with an error fails, even if the result is answered with 200."""
    end = {"error": "It broke", "error_type": "runner_disconnected"}
    if streamed:
        script = events({"status": "COMPLETED", **end})
        world.api.play(f"{world.request}/status/stream", script)
    world.api.play(f"{world.request}/status", report("COMPLETED", **end))
    world.api.play(world.request, said(video={"url": "https://x.example/a.mp4"}))
    ledger = MemoryLedger()
    with pytest.raises(errors.JobFailedError, match="It broke") as caught:
        make_client(service=world.service(), ledger=ledger).run(dream(prompt="x"))
    failure = caught.value.failure
    assert (failure.kind, failure.code, failure.retryable) == (
        "service",
        "runner_disconnected",
        True,
    )
    assert ledger.get(caught.value.intent).state.value == "failed"


def test_a_validation_error_leads_to_the_field(make_client, world, said):
    """The words, the field, the context and the billed units are there; it is asked for once."""
    finding = {
        "loc": ["body", "tracks", 0, "url"],
        "msg": "too small",
        "type": "image_too_small",
        "ctx": {"min_height": 320, "min_width": 320},
        "input": "data:image/png;base64," + "A" * 4000,
        "url": "https://docs.fal.ai/errors/#image_too_small",
    }
    head = [("X-Fal-Billable-Units", "0"), ("X-Fal-Retryable", "false"), ("X-Fal-Request-Id", "g1")]
    world.api.play(world.request, said(422, head, detail=[finding]))
    with pytest.raises(errors.JobFailedError, match="too small") as caught:
        make_client(service=world.service()).run(dream(prompt="x"))
    failure = caught.value.failure
    assert (failure.kind, failure.path, failure.retryable) == ("input", "/tracks/0/url", False)
    assert failure.detail["errors"][0]["ctx"] == finding["ctx"]
    assert failure.detail["errors"][0]["input"].startswith("<data:image/png")
    assert (failure.detail["request_id"], failure.detail["billable_units"]) == ("g1", "0")
    assert len(world.sent(world.request)) == 1


def test_results_that_are_not_there_yet_are_waited_for(make_client, world, said):
    """For a moment the result may be missing, not ready, or cut."""
    world.api.play(
        world.request,
        said(404, detail="Request not found"),
        said(400, detail="Request is still in progress"),
        [reply(200, b'{"video": {"ur', [("Content-Type", "application/json")])],
        said(video={"url": "https://x.example/a.mp4"}),
    )
    assert make_client(service=world.service()).run(dream(prompt="x")).output.video.url
    assert len(world.sent(world.request)) == 4


def test_an_expired_result_is_said_to_be_expired(make_client, world, said):
    """404 that stays means that fal has forgotten it."""
    world.api.play(world.request, said(404, detail="Request not found"))
    with pytest.raises(errors.ResultExpiredError):
        make_client(service=world.service()).run(dream(prompt="x"))


@pytest.mark.parametrize("currency", ["USD", "EUR"])
@pytest.mark.parametrize("known", [True, False], ids=["endpoint", "ticket alone"])
def test_a_resumed_job_costs_what_was_billed(make_client, world, said, currency, known):
    """The ticket has the price of a unit, be the endpoint installed or not, in any currency."""
    priced = replace(dream, price=replace(dream.price, currency=currency))
    head = [("X-Fal-Billable-Units", "7")]
    world.api.play(world.request, said(200, head, video={"url": "https://x.example/a"}))
    ledger = MemoryLedger()
    ticket = make_client(service=world.service(), ledger=ledger).submit(priced(prompt="x")).ticket
    assert ledger.find()[0].reserved == Decimal("2.4")
    again = make_client(service=world.service(), ledger=ledger)
    text = json.dumps(ticket)
    result = (again.resume(text, priced) if known else again.resume(text)).result()
    assert (result.billing.cost, result.billing.currency) == (Decimal("0.7"), currency)
    assert ledger.find()[0].spent == Decimal("0.7")


@pytest.mark.parametrize(
    ("kind", "body", "value"),
    [
        ("text/plain; charset=utf-8", "schön".encode(), {"output": "schön"}),
        ("application/json", b"[1, 2]", {"output": [1, 2]}),
        ("application/json", b'"x"', {"output": "x"}),
    ],
)
def test_results_that_are_no_object(make_client, world, kind, body, value):
    """They become one, so that nothing paid is lost."""
    world.api.play(world.request, [reply(200, body, [("Content-Type", kind)])])
    job = make_client(service=world.service()).submit(dream(prompt="x"))
    with pytest.raises(errors.ResultUnreadableError) as caught:
        job.result()
    assert caught.value.payload == value


@pytest.mark.parametrize(
    ("kind", "body", "name"),
    [
        ("video/mp4", b"\x00\xff a film", "output.mp4"),
        ("image/png; q=1", b"123", "output.png"),
        ("application/octet-stream", b"\x80\x81", "output.bin"),
        ("model/gltf-binary", b"glTF\x02\x00", "output.bin"),
        (None, b"\x89PNG", "output.bin"),
        ("../../x", b"\x80", "output.bin"),
    ],
)
@pytest.mark.parametrize("options", [{}, {"sync": True}], ids=["queue", "sync"])
def test_a_result_that_is_no_text_is_a_file(
    make_client, world, tmp_path, kind, body, name, options
):
    """Its bytes are kept: in the result, in the ledger, and in the file that is saved."""
    answer = [reply(200, body, [("Content-Type", kind)] if kind else [])]
    world.api.play(world.request, answer)
    world.api.play("/run/my-team/dream", answer)
    ledger = MemoryLedger()
    client = make_client(service=world.service(), ledger=ledger)
    result = client.run(dream(prompt="x"), options=options)
    assert result.output.video.file_size == len(body)
    assert list(result.payload) == ["output"]
    result.save_all(tmp_path)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [(name, body)]
    (entry,) = ledger.find()
    assert (entry.state.value, entry.payload) == ("fetched", result.payload)


def test_a_result_that_is_nothing(make_client, world):
    """An answer without content is an end, too."""
    world.api.play(world.request, [reply(204, b"")])
    job = make_client(service=world.service()).submit(dream(prompt="x"))
    with pytest.raises(errors.ResultUnreadableError) as caught:
        job.result()
    assert caught.value.payload == {"output": None}


@pytest.mark.parametrize(
    ("kind", "body"),
    [("application/json", b'{"a": '), ("text/html", b"<html>"), ("image/png", b"")],
)
def test_a_result_that_stays_garbled_is_asked_for_later(make_client, world, kind, body):
    """It may be whole the next time, so that the entry stays open."""
    world.api.play(world.request, [reply(200, body, [("Content-Type", kind)])])
    ledger = MemoryLedger()
    client = make_client(service=world.service(), ledger=ledger)
    job = client.submit(dream(prompt="x"))
    with pytest.raises(errors.ReplyError, match="fetching the result"):
        job.result()
    assert ledger.find()[0].state.value == "submitted"
    world.api.play(world.request, [reply(200, b'{"video": {"url": "https://x.example/a"}}')])
    assert job.result().output.video.url


@pytest.mark.parametrize(
    ("size", "options", "seconds"),
    [
        (10, {}, 3600),
        (10_000, {}, 360),
        (10, {"object_lifecycle": {"expires_in": "immediate"}}, 60),
        (10, {"object_lifecycle": {"expires_in": "1y"}}, 3600),
    ],
)
def test_results_know_when_they_expire(
    make_client, world, said, framehook_clock, size, options, seconds
):
    """An hour, six minutes for large ones, or as long as the caller wants the files to live."""
    world.api.play(world.request, said(video={"url": "https://x.example/a"}, pad="x" * size))
    result = make_client(service=world.service()).run(dream(prompt="x"), options=options)
    assert (result.expires - framehook_clock.now()).total_seconds() == seconds
