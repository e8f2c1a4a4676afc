"""Core and fal's queue, over real sockets, in both colours."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from dream import dream

from framehook import errors
from framehook.ledger import MemoryLedger
from framehook.spi import Phase, Ticket
from framehook.testing import make_mp4
from framehook.testing._server import Act, reply
from framehook_fal import Hosts

NAMES = ("run", "queue", "rest", "cdn", "platform")
HTML = reply(502, b"<html>nginx</html>", [("Content-Type", "text/html")])


def log(number, text):
    return {"message": text, "timestamp": f"2026-02-17T10:30:0{number}.0Z", "level": "INFO"}


def test_a_call_becomes_a_film(make_client, world, report, said, tmp_path):
    """Submit, ask with logs, fetch, resume and save; the key goes to the interface alone."""
    film = make_mp4(frames=24)
    one, two, three = log(1, "one"), log(2, "two"), log(3, "three")
    world.api.play(
        f"{world.request}/status",
        report("IN_QUEUE", queue_position=2),
        report("IN_PROGRESS", logs=[one]),
        report("IN_PROGRESS", logs=[one, two]),
        report("COMPLETED", logs=[two, three], metrics={"inference_time": 3.5}),
    )
    head = [("X-Fal-Billable-Units", "24"), ("X-Fal-Request-Id", world.id)]
    world.api.play(world.request, said(200, head, video={"url": f"{world.cdn.url}/film.mp4"}))
    world.cdn.play("/film.mp4", [reply(200, film)])
    events = []
    client = make_client(service=world.service())
    job = client.submit(dream(prompt="x"), on_event=lambda event: events.append(str(event)))
    told = [str(event) for event in job.events() if event.kind in {"status", "log"}]
    result = job.result()
    result.save(tmp_path / "film.mp4")

    assert (tmp_path / "film.mp4").read_bytes() == film
    assert told == ["queued, position 2", "one", "running", "two", "three", "ended"]
    assert result.timings["run"] == 3.5
    assert result.billing.units == Decimal(24)
    assert result.expires is not None
    (paid,) = world.sent(world.submit)
    assert json.loads(paid.body) == {"prompt": "x", "safe": True}
    assert paid.header("authorization") == f"Key {world.key}"
    assert paid.header("x-fal-tags").startswith("framehook.intent=")
    names = {name for name, _ in paid.headers if name.startswith("x-")}
    assert names == {"x-fal-tags"}
    assert {got.target for got in world.sent(f"{world.request}/status")} == {
        f"{world.request}/status?logs=1"
    }
    assert {got.header("authorization") for got in world.cdn.received} == {None}
    ticket = json.dumps(job.ticket)
    assert "verysecret" not in ticket + "".join(events) + repr(client) + repr(world.service())
    again = make_client(service=world.service()).resume(ticket, dream).result()
    assert again.output.video.url.endswith("/film.mp4")


def test_a_stream_tells_everything(make_client, world, events):
    """Where fal streams its reports, nothing is asked; broken events are left out."""
    world.api.play(
        f"{world.request}/status/stream",
        events(
            {"status": "IN_QUEUE", "queue_position": 0},
            {"status": "IN_PROGRESS", "logs": [log(1, "one")]},
            {"status": "IN_PROGRESS", "logs": [log(1, "one"), log(2, "zwölf")]},
            {"status": "IN_PROGRESS", "logs": [log(3, "three")]},
            ["no report"],
            {"status": "COMPLETED", "logs": None, "metrics": {"inference_time": 2}},
            {"status": "IN_PROGRESS"},
        ),
    )
    job = make_client(service=world.service()).submit(dream(prompt="x"))
    told = [str(event) for event in job.events() if event.kind in {"status", "log"}]
    assert told == ["queued, position 0", "one", "running", "zwölf", "three", "ended"]
    assert world.sent(f"{world.request}/status") == []
    assert job.result().timings["run"] == 2
    assert world.sent(f"{world.request}/status/stream")[0].header("accept") == "text/event-stream"


def test_a_stream_that_breaks_is_followed_by_questions(make_client, world, events, report):
    """An event that is cut counts for nothing, and the status is asked for instead."""
    start = events({"status": "IN_PROGRESS"}, cut=b'data: {"status": "COMPL')
    world.api.play(f"{world.request}/status/stream", start, [Act.TAKE, Act.RESET])
    world.api.play(f"{world.request}/status", report("IN_PROGRESS"), report("COMPLETED"))
    assert make_client(service=world.service()).run(dream(prompt="x")).output.video.url
    assert len(world.sent(f"{world.request}/status")) == 2


def test_a_service_without_streams_asks(make_client, world):
    """Streams can be switched off."""
    make_client(service=world.service(stream=False)).run(dream(prompt="x"))
    assert world.sent(f"{world.request}/status/stream") == []


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


@pytest.mark.parametrize(
    ("status", "headers", "kind", "retryable"),
    [
        (504, [("X-Fal-Request-Timeout-Type", "user")], "timeout", False),
        (503, [("X-Fal-Error-Type", "runner_connection_error")], "service", True),
        (
            500,
            [("X-Fal-Error-Type", "internal_error"), ("X-Fal-Needs-Retry", "1")],
            "service",
            True,
        ),
    ],
)
def test_what_is_said_of_the_job_is_not_asked_again(
    make_client, world, said, status, headers, kind, retryable
):
    """An error status that speaks of the job is its end: asking again would change nothing."""
    world.api.play(world.request, said(status, headers, detail="No"))
    with pytest.raises(errors.JobFailedError) as caught:
        make_client(service=world.service()).run(dream(prompt="x"))
    assert (caught.value.failure.kind, caught.value.failure.retryable) == (kind, retryable)
    assert len(world.sent(world.request)) == 1


def test_a_gateway_in_trouble_does_not_end_a_job(make_client, world, said, framehook_clock):
    """An error of nobody knows whom is told as such: the job can be resumed."""
    world.api.play(world.request, [HTML])
    job = make_client(service=world.service()).submit(dream(prompt="x"))
    with pytest.raises(errors.ReplyError, match=r"fetching the result.*text/html") as caught:
        job.result()
    assert caught.value.retryable
    world.api.play(world.request, said(video={"url": "https://x.example/a.mp4"}))
    assert job.result().output.video.url == "https://x.example/a.mp4"


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


def test_reports_that_make_no_sense(make_client, world, report, said):
    """An unknown word is no end, missing logs are none, garbled reports are asked for again."""
    world.api.play(
        f"{world.request}/status",
        said(404, status="NOT_FOUND"),
        said(404, status="NOT_FOUND"),
        said(404, status="NOT_FOUND"),
        said(404, status="NOT_FOUND"),
        [reply(200, b"<html>", [("Content-Type", "text/html")])],
        report("DREAMING"),
        report("IN_PROGRESS", logs="none"),
        report("COMPLETED"),
    )
    job = make_client(service=world.service()).submit(dream(prompt="x"))
    told = [str(event) for event in job.events() if event.kind in {"status", "log"}]
    assert told == ["queued", "running", "ended"]
    world.api.play(f"{world.request}/status", said(202, queue_position=1))
    with pytest.raises(errors.ReplyError, match="no status"):
        job.status()


@pytest.mark.parametrize(
    ("answer", "done"),
    [
        ((200, {"status": "OK"}), True),
        ((202, {"status": "CANCELLATION_REQUESTED"}), True),
        ((200, {"success": True}), True),
        ((400, {"status": "ALREADY_COMPLETED"}), False),
    ],
)
def test_a_job_can_be_cancelled(make_client, world, said, answer, done):
    """The documented answers, the stale one included."""
    world.api.play(f"{world.request}/cancel", said(answer[0], **answer[1]))
    assert make_client(service=world.service()).submit(dream(prompt="x")).cancel() is done
    (got,) = world.sent(f"{world.request}/cancel")
    assert (got.method, got.length) == ("PUT", 0)


def test_cancelling_what_nobody_knows_is_an_error(make_client, world, said):
    """404 is neither done nor too late."""
    world.api.play(f"{world.request}/cancel", said(404, status="NOT_FOUND"))
    with pytest.raises(errors.ReplyError, match="NOT_FOUND"):
        make_client(service=world.service()).submit(dream(prompt="x")).cancel()


def test_a_cancelled_job_has_its_error(make_client, world, report, said):
    """499 is neither a failure of the service nor of the input."""
    world.api.play(
        f"{world.request}/status",
        report("COMPLETED", error="Cancelled", error_type="client_cancelled"),
    )
    world.api.play(world.request, said(499, detail="Gone", error_type="client_cancelled"))
    with pytest.raises(errors.JobCancelledError):
        make_client(service=world.service()).run(dream(prompt="x"))


@pytest.mark.parametrize(
    "foreign",
    [
        "https://queue.fal.run/my-team/dream/requests/{id}/status",
        "{other}/queue/my-team/dream/requests/{id}/status",
        "{api}/elsewhere/requests/{id}/status",
        "{api}/queue/my-team/dream/requests/another/status",
        7,
    ],
)
def test_foreign_urls_are_not_followed(make_client, world, said, foreign):
    """Only URLs of the queue for this request are followed; others are made from the ids."""
    if isinstance(foreign, str):
        foreign = foreign.format(other=world.cdn.url, api=world.api.url, id=world.id)
    urls = dict.fromkeys(("status_url", "response_url", "cancel_url"), foreign)
    world.api.play(world.submit, said(**{**world.accepted, **urls}))
    job = make_client(service=world.service()).submit(dream(prompt="x"))
    assert job.result().output.video.url
    assert foreign not in job.ticket["state"].values()
    forged = Ticket("fal", dream.id, world.id, {**urls, "target": dream.id})
    resumed = make_client(service=world.service()).resume(forged, dream)
    assert resumed.status().phase is Phase.ENDED
    assert world.cdn.received == []


@pytest.mark.parametrize("name", ["status_url", "response_url", "cancel_url"])
@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("http://localhost:{port}/queue/my-team/dream/requests/{id}", "localhost"),
        ("https://evil.example/status", "evil.example"),
        ("https://evilfal.run/status", "evilfal.run"),
        ("//evil.example/status", "evil.example"),
        ("{api}@evil.example/queue/my-team/dream/requests/{id}/status", "@evil.example"),
    ],
)
def test_a_stranger_in_the_answer_is_told(make_client, world, said, name, foreign, shown):
    """The job is paid, so it is written down first; nothing goes there, and it can be resumed."""
    port = world.bucket.url.rpartition(":")[2]
    foreign = foreign.format(port=port, api=world.api.url, id=world.id)
    world.api.play(world.submit, said(**{**world.accepted, name: foreign}))
    ledger = MemoryLedger()
    client = make_client(service=world.service(), ledger=ledger)
    with pytest.raises(errors.ReplyDistrustedError, match="neither a configured host") as caught:
        client.run(dream(prompt="x"), key="mine")
    error = caught.value
    assert shown in error.message
    assert "verysecret" not in f"{error} {error.hint} {vars(error)}"
    (entry,) = ledger.find()
    assert (entry.state.value, entry.ticket.id, error.intent) == ("submitted", world.id, entry.key)
    assert client.resume(error.ticket, dream).result().output.video.url
    assert client.run(dream(prompt="x"), key="mine").output.video.url
    assert len(world.sent(world.submit)) == 1
    assert world.bucket.received == []
    known = Hosts(**{each: getattr(world.hosts, each) for each in NAMES}, aliases=[shown])
    if shown in {"localhost", "evil.example"}:
        job = make_client(service=world.service(hosts=known)).submit(dream(prompt="x"))
        assert foreign not in job.ticket["state"].values()


def test_urls_of_the_queue_are_followed(make_client, world, said, report):
    """The server may name longer paths, and `/response` at the end."""
    base = f"/queue/my-team/dream/deep/path/requests/{world.id}"
    urls = {
        "status_url": f"{world.api.url}{base}/status/",
        "response_url": f"{world.api.url}{base}/response",
        "cancel_url": f"{world.api.url}{base}/cancel",
    }
    world.api.play(world.submit, said(**{**world.accepted, **urls}))
    world.api.play(f"{base}/status/stream", said(404, detail="none"))
    world.api.play(f"{base}/status", report("COMPLETED"))
    world.api.play(f"{base}/response", said(video={"url": "https://x.example/a.mp4"}))
    assert make_client(service=world.service()).run(dream(prompt="x")).output.video.url


@pytest.mark.parametrize("bad", ["../../admin", "a/b", "a?b", "..", "x" * 200, ""])
def test_a_forged_id_leads_nowhere(make_client, world, bad):
    """An id is one plain step of a path, in a ticket as in an answer."""
    client = make_client(service=world.service())
    with pytest.raises(errors.TicketError, match="none of the service"):
        client.resume(Ticket("fal", dream.id, bad, {}), dream).status()
    assert world.api.received == []


def test_a_job_is_found_by_its_id(make_client, world):
    """The bare id of a request is enough."""
    job = make_client(service=world.service()).job(dream, world.id)
    assert job.result().output.video.url


def test_a_job_is_found_by_the_services_own_name(make_client, world):
    """Where an endpoint has another name at fal, that is whom the question is for."""
    mine = replace(dream, id="my-other/name", target="my-team/dream")
    job = make_client(service=world.service()).job(mine, world.id)
    assert job.result().output.video.url


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


def test_a_redirect_is_not_followed(make_client, world):
    """Neither the key nor the question goes anywhere else."""
    moved = reply(302, b"", [("Location", f"{world.cdn.url}/x")])
    world.api.play(f"{world.request}/status", [moved])
    job = make_client(service=world.service()).submit(dream(prompt="x"))
    with pytest.raises(errors.ReplyError, match="Redirects are not followed"):
        job.status()
    assert world.cdn.received == []


def test_what_can_be_asked_for(make_client, world):
    """Options become headers, the webhook gets the label of the attempt."""
    options = {
        "priority": "low",
        "start_timeout": 30,
        "hint": "H",
        "no_retry": True,
        "store_io": False,
        "object_lifecycle": {"expires_in": "1h", "acl": {"default": "forbid"}},
        "disable_fallback": True,
        "tags": {"team": "blue"},
        "max_queue_length": 5,
    }
    hook = "https://hooks.example/fal?a=1"
    make_client(service=world.service(webhook_secret="s")).run(
        dream(prompt="x"), options=options, webhook_url=hook
    )
    (paid,) = world.sent(world.submit)
    headers = dict(paid.headers)
    label = headers["x-fal-tags"].partition("framehook.intent=")[2]
    assert headers["x-fal-tags"] == f"team=blue,framehook.intent={label}"
    assert headers["x-fal-queue-priority"] == "low"
    assert headers["x-fal-request-start-timeout"] == headers["x-fal-request-timeout"] == "30"
    assert (headers["x-fal-runner-hint"], headers["x-fal-no-retry"]) == ("H", "1")
    assert (headers["x-fal-store-io"], headers["x-app-fal-disable-fallback"]) == ("0", "1")
    assert json.loads(headers["x-fal-object-lifecycle-preference"]) == {
        "expiration_duration_seconds": 3600,
        "initial_acl": {"default": "forbid", "rules": []},
    }
    query = parse_qs(urlsplit(paid.target).query)
    assert query["fal_max_queue_length"] == ["5"]
    told = urlsplit(query["fal_webhook"][0])
    assert told.hostname == "hooks.example"
    assert parse_qs(told.query)["framehook"][0].startswith(f"{label}.")
    assert parse_qs(told.query)["a"] == ["1"]


@pytest.mark.parametrize(
    ("more", "match"),
    [
        ({"options": {"prioritet": "low"}}, "Did you mean 'priority'"),
        ({"options": {"priority": "high"}}, "normal or low"),
        ({"options": {"start_timeout": 0.05}}, "greater than 0.1"),
        ({"options": {"start_timeout": True}}, "greater than 0.1"),
        ({"options": {"hint": "a\nb"}}, "plain characters"),
        ({"options": {"no_retry": "yes"}}, "true or false"),
        ({"options": {"tags": {"Team": "x"}}}, "a-z"),
        ({"options": {"tags": {"fal.x": "x"}}}, "fal"),
        ({"options": {"tags": {"a": "x,y"}}}, "commas"),
        ({"options": {"tags": {f"a{n}": "x" for n in range(10)}}}, "at most nine"),
        ({"options": {"tags": ["a"]}}, "names and values"),
        ({"options": {"max_queue_length": -1}}, "at least 0"),
        ({"options": {"object_lifecycle": {"expires_in": 0}}}, "at least 1"),
        ({"options": {"object_lifecycle": {"expires_in": "2h"}}}, "1h"),
        ({"options": {"object_lifecycle": {"acl": {"default": "no"}}}}, "forbid"),
        ({"options": {"object_lifecycle": {"acl": {"users": {"a": "allow"}}}}}, "default"),
        ({"options": {"object_lifecycle": {"acl": "x"}}}, "acl"),
        ({"options": {"object_lifecycle": 5}}, "object_lifecycle"),
        ({"options": {"sync": True, "priority": "low"}}, "no meaning"),
        ({"options": {"sync": True}, "webhook_url": "https://x.example/"}, "no meaning"),
        ({"webhook_url": "ftp://x.example/?token=hush"}, "no HTTPS"),
    ],
)
def test_what_makes_no_sense_is_not_sent(make_client, world, more, match):
    """Every option is checked before anything is paid."""
    with pytest.raises(errors.ConfigurationError, match=match) as caught:
        make_client(service=world.service()).submit(dream(prompt="x"), **more)
    assert "hush" not in str(caught.value)
    assert world.sent(world.submit) == []


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
