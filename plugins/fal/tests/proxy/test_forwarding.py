"""What passes the proxy, and in which form."""

from __future__ import annotations

import json

import httpx
import pytest

from framehook import Client
from framehook.errors import SubmissionRejectedError
from framehook.testing import VirtualClock, make_mp4
from framehook_fal import FalService, Hosts
from framehook_fal.sim import Media, Outcome, refused
from framehook_magi import extend_video, text_to_video

QUEUE, RUN = "https://queue.fal.run", "https://fal.run"


def test_one_request_from_submit_to_result(fal, serve, ask):
    """Bodies, queries, statuses and headers pass in both directions; the key stays here."""
    fal.answer("a/b", Outcome(value={"seed": 7}, wait=1))
    base = serve(endpoints=["a/**"])
    sent = ask(
        base,
        "POST",
        f"{QUEUE}/a/b?fal_max_queue_length=9",
        json={"q": 1},
        headers=[("x-fal-queue-priority", "low"), ("cookie", "session=1")],
    )
    assert sent.status_code == 200
    number = sent.json()["request_id"]
    assert sent.headers["x-fal-request-id"] == number
    status = ask(base, "GET", f"{QUEUE}/a/b/requests/{number}/status?logs=1")
    assert (status.status_code, status.json()["request_id"]) == (202, number)
    with_stream = ask(base, "GET", f"{QUEUE}/a/b/requests/{number}/status/stream")
    assert with_stream.headers["content-type"].startswith("text/event-stream")
    states = [
        json.loads(line[6:])["status"]
        for line in with_stream.text.splitlines()
        if line.startswith("data: ")
    ]
    assert states[-1] == "COMPLETED"
    result = ask(base, "GET", f"{QUEUE}/a/b/requests/{number}")
    assert (result.status_code, result.json()) == (200, {"seed": 7})
    for reply in (sent, status, result):
        assert fal.key not in f"{reply.headers}{reply.text}"
        assert not [name for name in reply.headers if name.startswith("access-control-")]
    assert [paid.endpoint for paid in fal.truth.paid] == ["a/b"]


def test_cancel_passes(fal, serve, ask):
    """A PUT without a body ends a request, and so does its status."""
    fal.answer("a/slow", Outcome(wait=1e6))
    base = serve(endpoints=["a/slow"])
    number = ask(base, "POST", f"{QUEUE}/a/slow", json={}).json()["request_id"]
    first = ask(base, "PUT", f"{QUEUE}/a/slow/requests/{number}/cancel")
    again = ask(base, "PUT", f"{QUEUE}/a/slow/requests/{number}/cancel")
    assert (first.status_code, again.status_code) == (200, 400)
    assert again.json() == {"status": "ALREADY_COMPLETED"}


def test_errors_of_models_keep_their_status(fal, serve, ask):
    """A 422 is a 422, with all that was said."""
    fal.answer("a/no", refused("greater_than", "no", loc=["body", "n"]))
    reply = ask(serve(endpoints=["**"]), "POST", f"{RUN}/a/no", json={})
    assert reply.status_code == 422
    assert reply.json()["detail"][0]["type"] == "greater_than"


def test_streams_are_not_held_back(fal, serve, ask):
    """The first event is there while the job still waits for its turn."""
    fal.answer("a/slow", Outcome(wait=1e9))
    base = serve(endpoints=["a/slow"])
    number = ask(base, "POST", f"{QUEUE}/a/slow", json={}).json()["request_id"]
    headers = {
        "x-fal-target-url": f"{QUEUE}/a/slow/requests/{number}/status/stream",
        "authorization": "Bearer a-long-shared-secret",
    }
    with httpx.stream("GET", f"{base}/x", headers=headers, timeout=10) as reply:
        first = next(line for line in reply.iter_lines() if line.startswith("data: "))
    assert json.loads(first[6:])["status"] == "IN_QUEUE"


def test_our_own_client(fal, serve, token):
    """It takes the proxy for fal: an upload, a checked call and its result pass."""
    film = make_mp4(640, 480, frames=96)
    media = {"video": Media(data=film, name="f.mp4", kind="video/mp4")}
    fal.answer("*", Outcome(value={"seed": 7}, media=media, wait=0.2))
    base = serve()
    hosts = Hosts(
        run=f"{base}/run",
        queue=f"{base}/queue",
        rest=f"{base}/rest",
        cdn=fal.base_urls.cdn,
        platform=f"{base}/platform",
    )
    service = FalService(key=token, hosts=hosts)
    with Client(service=service, clock=VirtualClock()) as client:
        call = extend_video(prompt="the tide", video_url=film)
        assert client.run(call).output.video.url.startswith(fal.base_urls.cdn)
    (paid,) = fal.truth.paid
    assert paid.endpoint == extend_video.id
    other = FalService(key="not-the-secret", hosts=hosts)
    with (
        Client(service=other, clock=VirtualClock()) as client,
        pytest.raises(SubmissionRejectedError, match="Unauthorized"),
    ):
        client.submit(text_to_video(prompt="the tide"))
    assert len(fal.truth.paid) == 1
