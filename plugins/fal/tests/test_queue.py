"""Core and fal's queue, over real sockets, in both colours."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from dream import dream

from framehook import errors
from framehook.testing import make_mp4
from framehook.testing._server import Act, reply

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


def test_a_job_is_found_by_its_id(make_client, world):
    """The bare id of a request is enough."""
    job = make_client(service=world.service()).job(dream, world.id)
    assert job.result().output.video.url


def test_a_job_is_found_by_the_services_own_name(make_client, world):
    """Where an endpoint has another name at fal, that is whom the question is for."""
    mine = replace(dream, id="my-other/name", target="my-team/dream")
    job = make_client(service=world.service()).job(mine, world.id)
    assert job.result().output.video.url
