"""Core and a service whose files travel inside the paid request, over real sockets."""

from __future__ import annotations

import email
import json
from email.policy import HTTP
from types import SimpleNamespace

import pytest
from _multipart import Multipart
from dream import dream

from framehook import errors
from framehook.ledger import MemoryLedger
from framehook.testing import LoopbackServer, make_mp4
from framehook.testing._server import Act, reply

KEY = "sk-verysecret"
MAKE = "/v1/videos"
GET = "/v1/videos/v1"


def said(code=200, headers=(), /, **value):
    """Return an answer in JSON, as one step of a script."""
    body = json.dumps(value).encode()
    return [reply(code, body, [("Content-Type", "application/json"), *headers])]


def video(word, **more):
    """Return a video as an answer."""
    return said(200, (), id="v1", object="video", status=word, **more)


def failure(code, message, number=400, headers=()):
    """Return an error as an answer."""
    return said(number, headers, error={"code": code, "message": message, "param": "prompt"})


@pytest.fixture
def world():
    """One host for everything."""
    with LoopbackServer() as api:
        api.play(MAKE, video("queued", progress=0))
        yield SimpleNamespace(api=api, service=Multipart(KEY, api.url))


def parts(received):
    """Return the parts of a form as name, file name, type and content."""
    kind = received.header("content-type").encode()
    message = email.message_from_bytes(
        b"content-type: " + kind + b"\r\n\r\n" + received.body, policy=HTTP
    )
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        yield name, part.get_filename(), part.get_content_type(), content


def test_the_file_is_a_part_of_the_paid_request(make_client, world, tmp_path, framehook_clock):
    """One form with text and bytes, questions at the service's own pace, a signed download."""
    film = make_mp4(frames=24)
    (tmp_path / "shore.mp4").write_bytes(clip := make_mp4(frames=12))
    steps = [video("queued"), video("in_progress", progress=50), video("completed", progress=100)]
    world.api.play(GET, *steps)
    world.api.play(f"{GET}/content", [reply(200, film, [("Content-Type", "video/mp4")])])

    client = make_client(service=world.service)
    result = client.run(dream(prompt="a tide", num_frames=24, video_url=tmp_path / "shore.mp4"))
    result.save(tmp_path / "out.mp4")

    assert (tmp_path / "out.mp4").read_bytes() == film
    make, *asked, fetched = world.api.received
    assert [(got.method, got.target) for got in asked] == [("GET", GET)] * 3
    assert (fetched.target, fetched.header("accept")) == (f"{GET}/content", "video/mp4")
    assert list(parts(make)) == [
        ("model", None, "text/plain", b"my-team/dream"),
        ("prompt", None, "text/plain", b"a tide"),
        ("num_frames", None, "text/plain", b"24"),
        ("video_url", "shore.mp4", "video/mp4", clip),
        ("safe", None, "text/plain", b"true"),
    ]
    assert make.header("content-length") == str(make.length)
    assert {got.header("authorization") for got in world.api.received} == {f"Bearer {KEY}"}
    assert framehook_clock.naps == [1.0, 1.0]


def test_bytes_are_read_again_for_each_call(make_client, world):
    """What travels inside a request is placed nowhere, so that nothing of it is remembered."""
    world.api.play(GET, video("completed"))
    client = make_client(service=world.service)
    clip = make_mp4(frames=12)
    for _ in range(2):
        client.submit(dream(prompt="x", video_url=clip))
    forms = [{name: content for name, _, _, content in parts(got)} for got in world.api.received]
    assert [form["video_url"] for form in forms] == [clip, clip]


def test_a_file_that_is_gone_is_told_before_anything_is_sent(make_client, world, tmp_path):
    """A clip that vanishes between the call and its submission costs nothing."""
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(make_mp4(frames=12))
    call = dream(prompt="x", video_url=clip)
    clip.unlink()
    with pytest.raises(errors.CallError, match="does not exist"):
        make_client(service=world.service).submit(call)
    assert world.api.received == []


@pytest.mark.parametrize("act", [Act.CLOSE, Act.RESET])
def test_a_lost_answer_is_never_sent_again(make_client, world, tmp_path, act):
    """The form went out and no answer came: one request, and the money stays reserved."""
    ledger = MemoryLedger()
    (tmp_path / "clip.mp4").write_bytes(make_mp4(frames=12))
    world.api.play(MAKE, [Act.TAKE, act])
    client = make_client(service=world.service, ledger=ledger)
    with pytest.raises(errors.SubmissionUnknownError) as caught:
        client.run(dream(prompt="x", video_url=tmp_path / "clip.mp4"))
    assert [got.target for got in world.api.received] == [MAKE]
    assert ledger.get(caught.value.intent).state.holds_money


def test_a_throttled_form_is_sent_again_whole(make_client, world, framehook_clock):
    """429 with `Retry-After` made nothing: the same bytes go out once more."""
    busy = failure("rate_limit_exceeded", "Slow down", 429, [("Retry-After", "3")])
    world.api.play(MAKE, busy, video("queued"))
    make_client(service=world.service).submit(dream(prompt="x", video_url=make_mp4(frames=12)))
    first, second = world.api.received
    assert list(parts(first)) == list(parts(second))
    assert framehook_clock.naps == [3]


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (failure("insufficient_quota", "No credit", 429), "SubmissionRejectedError", "No credit"),
        (failure("bad", "Too long"), "SubmissionRejectedError", "Too long"),
    ],
)
def test_a_refusal_is_final(make_client, world, answer, error, words):
    """An error that no waiting mends is told at once, with the argument at fault."""
    world.api.play(MAKE, answer)
    with pytest.raises(getattr(errors, error), match=words) as caught:
        make_client(service=world.service).submit(dream(prompt="x"))
    assert caught.value.failure.path == "/prompt"
    assert len(world.api.received) == 1


def test_what_cannot_be_cancelled_says_so(make_client, world):
    """`cancel` answers `None`, and the failure of the job has its kind."""
    blocked = {"code": "moderation_blocked", "message": "Not that"}
    world.api.play(GET, video("failed", error=blocked))
    job = make_client(service=world.service).submit(dream(prompt="x"))
    assert job.cancel() is None
    with pytest.raises(errors.JobFailedError, match="Not that") as caught:
        job.result()
    assert caught.value.failure.kind == "policy"


def test_a_result_may_have_moved(make_client, world, tmp_path):
    """A download follows its redirects; the key goes no further than the service's host."""
    film = make_mp4(frames=24)
    world.api.play(GET, video("completed"))
    with LoopbackServer() as cdn:
        hop = [("Location", f"{cdn.url}/v1?signature=x")]
        world.api.play(f"{GET}/content", [reply(307, b"", [("Location", "/v2/content")])])
        world.api.play("/v2/content", [reply(302, b"", hop)])
        whole = reply(200, film)
        rest = reply(206, film[9:], [("Content-Range", f"bytes 9-{len(film) - 1}/{len(film)}")])
        cdn.play("/v1", [whole[: len(whole) - len(film) + 9], Act.CLOSE], [rest])
        make_client(service=world.service).run(dream(prompt="x")).save(tmp_path / "out.mp4")
        assert (tmp_path / "out.mp4").read_bytes() == film
        assert [got.header("authorization") for got in cdn.received] == [None, None]
        assert [got.header("range") for got in cdn.received] == [None, "bytes=9-"]
        assert cdn.received[0].header("accept") == "video/mp4"
    assert {got.header("authorization") for got in world.api.received} == {f"Bearer {KEY}"}


@pytest.mark.parametrize(
    "place", ["/v1/videos/v1/content", "ftp://x.example/a", "file:///a", "//[x"]
)
def test_a_result_that_leads_nowhere_is_told(make_client, world, tmp_path, place):
    """Circles, and ways out of the web, end in an error with the status."""
    world.api.play(GET, video("completed"))
    world.api.play(f"{GET}/content", [reply(302, b"", [("Location", place)])])
    result = make_client(service=world.service).run(dream(prompt="x"))
    with pytest.raises(errors.DownloadError, match="status 302"):
        result.save(tmp_path / "out.mp4")
    assert list(tmp_path.iterdir()) == []
