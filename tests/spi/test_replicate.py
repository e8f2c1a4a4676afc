"""Core and a service with pre-signed uploads and a delivery host, over real sockets."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from _replicate import Replicate
from dream import dream

from framehook import errors
from framehook.ledger import MemoryLedger
from framehook.spi import Phase, ReplyError, Response, Send, Ticket
from framehook.testing import LoopbackServer, make_mp4
from framehook.testing._server import Act, reply

TOKEN = "r8_verysecret"
MAKE = "/v1/models/my-team/dream/predictions"
GET = "/v1/predictions/p1"


def said(code=200, headers=(), /, **value):
    """Return an answer in JSON, as one step of a script."""
    body = json.dumps(value).encode()
    return [reply(code, body, [("Content-Type", "application/json"), *headers])]


def prediction(word, status=200, **more):
    """Return a prediction as an answer."""
    urls = {"get": "https://elsewhere.example/get", "cancel": "https://elsewhere.example/cancel"}
    return said(status, id="p1", status=word, urls=urls, **more)


@pytest.fixture
def world():
    """Three hosts: the interface, the uploads, the deliveries."""
    with LoopbackServer() as api, LoopbackServer() as bucket, LoopbackServer() as cdn:
        bucket.play("/put/clip.mp4", [reply(200)])
        place = {"upload_url": f"{bucket.url}/put/clip.mp4?signature=x"}
        api.play("/v1/upload/clip.mp4", said(**place, serving_url=f"{cdn.url}/in/clip.mp4"))
        api.play(MAKE, prediction("starting", 201))
        service = Replicate(TOKEN, api.url)
        yield SimpleNamespace(api=api, bucket=bucket, cdn=cdn, service=service)


def tokens(server):
    """Return the authorization of everything that arrived."""
    return {received.header("authorization") for received in server.received}


def paid(world):
    """Return every request that may have cost money."""
    return [got for got in world.api.received if got.target == MAKE]


def test_a_file_goes_up_and_a_film_comes_back(make_client, world, tmp_path):
    """Upload, wait, fetch and resume; the token is seen by the interface alone."""
    film = make_mp4(frames=24)
    (tmp_path / "clip.mp4").write_bytes(clip := make_mp4(frames=12))
    world.api.play(
        GET,
        prediction("starting"),
        prediction("processing", logs="one\n"),
        prediction("processing", logs="one\ntwo\n"),
        prediction(
            "succeeded",
            logs="one\ntwo\nthree\n",
            output=[f"{world.cdn.url}/out/film.mp4"],
            metrics={"predict_time": 2.5},
        ),
    )
    tag = ("ETag", '"film"')
    whole = reply(200, film, [tag])
    rest = reply(
        206, film[1000:], [tag, ("Content-Range", f"bytes 1000-{len(film) - 1}/{len(film)}")]
    )
    cut = len(whole) - len(film) + 1000
    world.cdn.play("/out/film.mp4", [whole[:cut], Act.CLOSE], [rest])

    events = []
    client = make_client(service=world.service)
    call = dream(prompt="x", video_url=tmp_path / "clip.mp4", start_frame=3)
    job = client.submit(call, on_event=lambda event: events.append(str(event)))
    told = [str(event) for event in job.events() if event.kind in {"status", "log"}]
    result = job.result()
    result.save(tmp_path / "film.mp4")

    assert (tmp_path / "film.mp4").read_bytes() == film
    assert told == ["queued", "one", "running", "two", "three", "ended"]
    assert result.timings["run"] == 2.5
    (upload,) = world.bucket.received
    assert (upload.method, upload.length) == ("PUT", len(clip))
    assert upload.digest == hashlib.sha256(clip).hexdigest()
    assert upload.header("content-type") == "video/mp4"
    (make,) = paid(world)
    assert make.header("prefer") == "wait=5"
    assert json.loads(make.body)["input"]["video_url"] == f"{world.cdn.url}/in/clip.mp4"
    assert [got.header("range") for got in world.cdn.received] == [None, "bytes=1000-"]
    assert world.cdn.received[1].header("if-range") == '"film"'
    assert tokens(world.api) == {f"Bearer {TOKEN}"}
    assert tokens(world.bucket) == tokens(world.cdn) == {None}
    assert TOKEN not in json.dumps(job.ticket)
    assert TOKEN not in "".join(events)


def test_an_answer_that_is_the_end_needs_no_question(make_client, world):
    """`Prefer: wait` may bring the result with the submission: nothing is asked any more."""
    url = f"{world.cdn.url}/out/film.mp4"
    world.api.play(MAKE, prediction("succeeded", 201, output=url))
    events = []
    result = make_client(service=world.service).run(
        dream(prompt="x"), on_event=lambda event: events.append(event.kind)
    )
    assert result.output.video.url == url
    assert len(world.api.received) == 1
    assert events[-2:] == ["status", "end"]


def test_a_failure_has_the_words_of_the_service(make_client, world):
    """`failed` becomes an error with the kind, and the ledger has it."""
    ledger = MemoryLedger()
    world.api.play(GET, prediction("failed", error="Out of memory"))
    with pytest.raises(errors.JobFailedError, match="Out of memory") as caught:
        make_client(service=world.service, ledger=ledger).run(dream(prompt="x"))
    assert caught.value.failure.kind == "service"
    assert ledger.get(caught.value.intent).state.value == "failed"


def test_a_job_can_be_cancelled(make_client, world):
    """Cancelling goes to the prediction's own address, and `canceled` has its error."""
    world.api.play(f"{GET}/cancel", said(503, detail="busy"), prediction("processing"))
    world.api.play(GET, prediction("canceled"))
    job = make_client(service=world.service).submit(dream(prompt="x"))
    assert job.cancel() is True
    assert [got.method for got in world.api.received[1:]] == ["POST", "POST", "GET"]
    with pytest.raises(errors.JobCancelledError):
        job.result()


def test_a_throttled_submission_waits_as_it_is_told(make_client, world, framehook_clock):
    """429 made nothing: it is sent again after the time that the service names."""
    busy = said(429, [("Retry-After", "7")], detail="Request was throttled.")
    world.api.play(MAKE, busy, prediction("starting", 201))
    job = make_client(service=world.service).submit(dream(prompt="x"))
    assert job.id == "p1"
    assert framehook_clock.naps == [7]
    assert len(paid(world)) == 2


def test_a_service_that_asks_for_too_much_patience_is_left(make_client, world, framehook_clock):
    """Nobody waits a day for a queue to open: the call is refused at once."""
    world.api.play(MAKE, said(429, [("Retry-After", "86400")], detail="Request was throttled."))
    with pytest.raises(errors.SubmissionRejectedError, match="throttled"):
        make_client(service=world.service).submit(dream(prompt="x"))
    assert framehook_clock.naps == []
    assert len(paid(world)) == 1


@pytest.mark.parametrize("lost", [[Act.TAKE, Act.CLOSE], [Act.TAKE, Act.RESET], [reply(502)]])
def test_a_lost_answer_is_never_sent_again(make_client, world, lost):
    """Nobody can tell whether it was accepted: one request, an error that says so, the money held."""
    ledger = MemoryLedger()
    world.api.play(MAKE, lost)
    client = make_client(service=world.service, ledger=ledger)
    with pytest.raises(errors.SubmissionUnknownError, match="not sent again") as caught:
        client.run(dream(prompt="x"), key="once")
    with pytest.raises(errors.SubmissionUnknownError):
        client.run(dream(prompt="x"), key="once")
    assert len(paid(world)) == 1
    assert ledger.get(caught.value.intent).state.value == "unknown"


def test_what_the_service_refuses_is_not_repeated(make_client, world):
    """422 is the caller's fault, with the service's words."""
    world.api.play(MAKE, said(422, title="Input validation failed", detail="prompt is required"))
    with pytest.raises(errors.SubmissionRejectedError, match="prompt is required") as caught:
        make_client(service=world.service).submit(dream(prompt="x"))
    assert caught.value.failure.kind == "input"
    assert len(paid(world)) == 1


def test_without_a_token_nothing_is_sent(make_client, world):
    """The missing secret is told before anything leaves."""
    service = Replicate(None, world.api.url)
    with pytest.raises(errors.SecretMissingError, match="REPLICATE_API_TOKEN"):
        make_client(service=service).submit(dream(prompt="x"))
    assert world.api.received == []


def test_a_forged_ticket_leads_nowhere_else(make_client, world):
    """The id of a ticket stays one part of the path, and no URL of its state is used."""
    ticket = Ticket("replicate", dream.id, "../../admin?x=", {"get": "https://evil.example"})
    world.api.play("/v1/predictions/..%2F..%2Fadmin%3Fx%3D", prediction("processing"))
    assert make_client(service=world.service).resume(ticket, dream).status().phase is Phase.RUNNING


@pytest.mark.parametrize("is_forged", [False, True])
def test_a_notification_is_checked(world, is_forged):
    """A webhook counts only with a signature by the key that the service has."""
    key = b"0123456789abcdef"
    body = json.dumps({"id": "p1", "status": "succeeded", "output": "https://x.example/a"}).encode()
    now = datetime(2026, 1, 1, tzinfo=UTC)
    stamp = str(int(now.timestamp()))
    signed = f"m1.{stamp}.".encode() + (b"other" if is_forged else body)
    good = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    headers = {"webhook-id": "m1", "webhook-timestamp": stamp, "webhook-signature": f"v1,{good}"}
    flow = world.service.queue.verify(headers, body, now)
    assert isinstance(flow.send(None), Send)
    answer = Response(200, {}, b'{"key": "whsec_%s"}' % base64.b64encode(key), "")
    if is_forged:
        with pytest.raises(ReplyError, match="does not come from"):
            flow.send(answer)
    else:
        with pytest.raises(StopIteration) as stop:
            flow.send(answer)
        assert (stop.value.value[0], stop.value.value[1].phase) == ("p1", Phase.ENDED)
