"""Files on their way to the storage, over real sockets: the key never goes there."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from dream import dream

from framehook import errors
from framehook.spi import BytesSource, Response, Slice
from framehook.testing import make_mp4
from framehook.testing._server import Act, reply
from framehook_fal import Hosts, Lifecycle
from framehook_fal._files import FalFiles
from framehook_fal._token import Tokens

TOKEN = "/rest/storage/auth/token"
INITIATE = "/rest/storage/upload/initiate"
WHOLE = "/files/upload"
PARTS = "/files/upload/multipart"


@pytest.fixture
def store(world, said):
    """Answer as the storage does when nothing goes wrong."""
    token = {
        "token": "cdntoken",
        "token_type": "Bearer",
        "base_url": world.cdn.url,
        "expires_at": "2099-01-01T00:00:00+00:00",
    }
    world.api.play(TOKEN, said(**token))
    world.cdn.play(WHOLE, said(access_url=f"{world.cdn.url}/files/b/aa/clip.mp4"))
    world.cdn.play(PARTS, said(access_url=f"{world.cdn.url}/files/b/big.bin", uploadId="U1"))
    for number in range(1, 6):
        mark = [("ETag", f'"e{number}"')]
        world.cdn.play(f"/files/b/big.bin/multipart/U1/{number}", [reply(200, b"", mark)])
    world.cdn.play("/files/b/big.bin/multipart/U1/complete", [reply(200)])
    target = {"upload_url": f"{world.bucket.url}/put/clip.mp4?signature=hush"}
    world.api.play(INITIATE, said(**target, file_url=f"{world.bucket.url}/clip.mp4"))
    world.bucket.play("/put/clip.mp4", [reply(200)])
    world.token = token
    return world


def in_parts(world, **more):
    """Return a service whose files are large from ten bytes on."""
    service = world.service()
    hosts = lambda: world.hosts  # noqa: E731
    tokens = Tokens(hosts, lambda: "me")
    service._files = FalFiles(hosts, tokens, **{"single": 10, "part": 8, "parallel": 2, **more})
    return service


def keys(server):
    return {got.header("authorization") for got in server.received}


def at(server, path):
    return [got for got in server.received if got.target.partition("?")[0] == path]


def test_a_file_goes_up_in_one_piece(make_client, store, tmp_path):
    """Streamed to the storage with a token that serves all files; the call has its URL."""
    (tmp_path / "é clip.mp4").write_bytes(clip := make_mp4(frames=12))
    client = make_client(service=store.service())
    client.submit(dream(prompt="x", video_url=tmp_path / "é clip.mp4", start_frame=1))
    client.upload(b"something else")
    first, second = at(store.cdn, WHOLE)
    assert first.digest == hashlib.sha256(clip).hexdigest()
    assert first.header("content-type") == "video/mp4"
    assert first.header("x-fal-file-name") == "_clip.mp4"
    assert first.header("x-fal-object-lifecycle") is None
    assert second.length == 14
    assert len(at(store.api, TOKEN)) == 1
    assert at(store.api, TOKEN)[0].target == f"{TOKEN}?storage_type=fal-cdn-v3"
    assert keys(store.cdn) == {"Bearer cdntoken"}
    assert keys(store.api) == {f"Key {store.key}"}
    (paid,) = store.sent(store.submit)
    assert json.loads(paid.body)["video_url"] == f"{store.cdn.url}/files/b/aa/clip.mp4"


def test_a_large_file_goes_up_in_parts(make_client, store):
    """Parts side by side, in order at the end, and progress on the way."""
    events = []
    file = make_client(service=in_parts(store)).upload(b"0123456789" * 3, on_event=events.append)
    assert file.url == f"{store.cdn.url}/files/b/big.bin"
    parts = [at(store.cdn, f"/files/b/big.bin/multipart/U1/{n}")[0] for n in range(1, 5)]
    assert b"".join(part.body for part in parts) == b"0123456789" * 3
    (end,) = at(store.cdn, "/files/b/big.bin/multipart/U1/complete")
    assert json.loads(end.body)["parts"] == [
        {"partNumber": n, "etag": f'"e{n}"'} for n in range(1, 5)
    ]
    assert keys(store.cdn) == {"Bearer cdntoken"}
    done = [event.data["done"] for event in events if event.kind == "transfer"]
    assert (done[0], done[-1], len(done)) == (0, 30, 6)


@pytest.mark.parametrize(
    "trouble",
    [
        [reply(500, b"{}")],
        [Act.TAKE, Act.RESET],
        [reply(200, b"")],
        [reply(401, b'{"detail": "token expired"}')],
    ],
    ids=["refused", "broken", "no mark", "token expired"],
)
def test_one_part_is_sent_again_alone(make_client, store, trouble):
    """A part that fails does not cost the others."""
    good = [reply(200, b'{"partNumber": 2, "etag": "e2"}')]
    store.cdn.play("/files/b/big.bin/multipart/U1/2", trouble, good)
    make_client(service=in_parts(store)).upload(b"0123456789" * 3)
    assert len(at(store.cdn, "/files/b/big.bin/multipart/U1/1")) == 1
    (end,) = at(store.cdn, "/files/b/big.bin/multipart/U1/complete")
    assert json.loads(end.body)["parts"][1] == {"partNumber": 2, "etag": "e2"}


def test_a_token_that_has_ended_is_replaced(make_client, store, said):
    """401 from the storage: one new token, once."""
    store.cdn.play(WHOLE, said(401, detail="expired"), said(access_url="https://v3.fal.media/a"))
    assert make_client(service=store.service()).upload(b"abc").url == "https://v3.fal.media/a"
    assert len(at(store.api, TOKEN)) == 2


@pytest.mark.parametrize("expires", ["2000-01-01T00:00:00Z", "soon", None])
def test_a_token_is_used_no_longer_than_it_is_good(make_client, store, said, expires):
    """A token that is over, or does not say how long it is good, serves once."""
    store.api.play(TOKEN, said(**{**store.token, "expires_at": expires}))
    client = make_client(service=store.service())
    client.upload(b"abc")
    client.upload(b"def")
    assert len(at(store.api, TOKEN)) == 2


@pytest.mark.parametrize(
    "base", ["https://evil.example", "http://v3.fal.media", "https://fal.media.evil.example", 7]
)
def test_a_token_goes_to_the_storage_alone(make_client, store, said, base):
    """A base URL that is no storage of fal's is not used."""
    store.api.play(TOKEN, said(**{**store.token, "base_url": base}))
    make_client(service=store.service()).upload(b"abc")
    assert len(at(store.cdn, WHOLE)) == 1


def test_parts_go_to_the_storage_alone(make_client, store, said):
    """A place for parts that is none of fal's gets nothing; the signed URL takes the file."""
    store.cdn.play(PARTS, said(access_url=f"{store.bucket.url}/steal", uploadId="U1"))
    file = make_client(service=in_parts(store)).upload(b"0123456789" * 3)
    assert file.url == f"{store.bucket.url}/clip.mp4"
    assert [got.target.partition("?")[0] for got in store.bucket.received] == ["/put/clip.mp4"]


@pytest.mark.parametrize("path", ["token", "whole"])
def test_a_signed_url_helps_where_the_storage_fails(make_client, store, said, path):
    """Neither the key nor a token goes to the signed URL."""
    server = store.api if path == "token" else store.cdn
    server.play(TOKEN if path == "token" else WHOLE, said(503, detail="down"))
    file = make_client(service=store.service()).upload(b"abc")
    assert file.url == f"{store.bucket.url}/clip.mp4"
    (put,) = store.bucket.received
    assert (put.method, put.body, put.header("authorization")) == ("PUT", b"abc", None)
    assert put.target == "/put/clip.mp4?signature=hush"
    (asked,) = at(store.api, INITIATE)
    assert json.loads(asked.body)["content_type"] == "application/octet-stream"


@pytest.mark.parametrize("status", [403, 413, 422])
def test_what_the_storage_refuses_is_not_tried_elsewhere(make_client, store, said, status):
    """Refusals are told, not swallowed."""
    store.cdn.play(WHOLE, said(status, detail="No, thank you"))
    with pytest.raises(errors.ReplyError, match="No, thank you"):
        make_client(service=store.service()).upload(b"abc")
    assert at(store.api, INITIATE) == []


@pytest.mark.parametrize(
    ("path", "answer", "match"),
    [
        (INITIATE, {"upload_url": "http://storage.example/x", "file_url": "x"}, "not encrypted"),
        (INITIATE, {"upload_url": "https://x.example/x"}, "does not say"),
        (TOKEN, {"base_url": "x"}, "does not say"),
    ],
)
def test_answers_that_make_no_sense(make_client, store, said, path, answer, match):
    """What is missing is named, and nothing is sent to a place that is not safe."""
    store.cdn.play(WHOLE, said(500, detail="down"))
    store.api.play(path, said(**answer))
    if path == TOKEN:
        store.api.play(INITIATE, said())
    with pytest.raises(errors.ReplyError, match=match):
        make_client(service=store.service()).upload(b"abc")
    assert store.bucket.received == []


def test_an_upload_without_a_place_is_an_error(make_client, store, said):
    """A success must say where the file is; the signed URL is tried then."""
    store.cdn.play(WHOLE, said(ok=True))
    store.bucket.play("/put/clip.mp4", [reply(403, b"<Error/>")])
    with pytest.raises(errors.ReplyError, match="403"):
        make_client(service=store.service()).upload(b"abc")


def test_lifetime_and_access(make_client, store):
    """What was asked for stands in both headers, and the file is not used beyond its life."""
    lifecycle = Lifecycle(seconds=3600, default="forbid", users={"alice": "allow"})
    client = make_client(service=store.service(lifecycle=lifecycle))
    client.upload(b"abc")
    (got,) = at(store.cdn, WHOLE)
    text = got.header("x-fal-object-lifecycle")
    assert text == got.header("x-fal-object-lifecycle-preference")
    assert json.loads(text) == {
        "expiration_duration_seconds": 3600,
        "initial_acl": {"default": "forbid", "rules": [{"user": "alice", "decision": "allow"}]},
    }


def flow_result(flow, *answers):
    """Run a flow against answers; return what it returns."""
    answer = None
    pending = list(answers)
    while True:
        try:
            flow.send(answer)
        except StopIteration as stop:
            return stop.value
        answer = pending.pop(0)


def test_restricted_files_are_read_with_a_token(store):
    """A token for the storage, never the key, and only there."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    tokens = Tokens(Hosts, lambda: "me")
    files = FalFiles(Hosts, tokens, lifecycle=Lifecycle(default="hide"))
    body = json.dumps({**store.token, "base_url": "https://v3b.fal.media"}).encode()
    url = "https://v3b.fal.media/files/b/a.mp4"
    request = flow_result(files.fetch(url), now, Response(200, {}, body, ""))
    assert ("authorization", "Bearer cdntoken") in request.headers
    assert not request.signed
    elsewhere = flow_result(files.fetch("https://x.example/a.mp4"))
    assert elsewhere.headers == ()
    assert not elsewhere.signed
    with pytest.raises(errors.DownloadError, match="not on the web"):
        flow_result(files.fetch("file:///etc/passwd"))


def test_small_files_may_travel_inside(make_client, store):
    """Below a limit of the caller's a file becomes a data URI; without one, never."""
    service = store.service(inline=3)
    assert make_client(service=service).upload(b"abc").url == (
        "data:application/octet-stream;base64,YWJj"
    )
    assert store.cdn.received == []
    make_client(service=service).upload(b"abcd")
    assert len(at(store.cdn, WHOLE)) == 1


def test_an_expiring_upload_is_known_to_expire(store):
    """The place says when the file is gone."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    hosts = lambda: store.hosts  # noqa: E731
    files = FalFiles(hosts, Tokens(hosts, lambda: "me"), lifecycle=Lifecycle(seconds=60))
    token = Response(200, {}, json.dumps(store.token).encode(), "")
    done = Response(200, {}, b'{"access_url": "https://v3.fal.media/a"}', "")
    flow = files.place(Slice(BytesSource(b"abc"), "a/b"), "")
    placed = flow_result(flow, now, token, done, now)
    assert placed.expires == now + timedelta(seconds=60)


def test_urls_and_data_stay_as_they_are(make_client, store):
    """What fal can read by itself is not touched."""
    client = make_client(service=store.service())
    for url in ("https://x.example/a.mp4", "http://x.example/a.mp4", "data:video/mp4;base64,AA=="):
        assert client.upload(url).url == url
    assert store.cdn.received == []


def test_accounts_do_not_share_restricted_files(make_client, store):
    """What only one account may read is placed again for another one."""
    lifecycle = Lifecycle(default="forbid")
    for key, count in ((store.key, 1), (lambda: store.key, 2)):
        store.cdn.received.clear()
        client = make_client(service=store.service(key=key, lifecycle=lifecycle))
        client.upload(b"abc")
        client.upload(b"abc")
        assert len(at(store.cdn, WHOLE)) == count
