"""The file host of the simulation, over plain HTTP."""

from __future__ import annotations

import json

import httpx
import pytest

from framehook_fal.sim import Media, Outcome

_DATA = bytes(range(100))


@pytest.fixture
def token(fal, http):
    told = http.post(f"{fal.base_urls.rest}/storage/auth/token?storage_type=fal-cdn-v3", json={})
    assert told.json()["base_url"] == fal.base_urls.cdn
    return {"authorization": f"{told.json()['token_type']} {told.json()['token']}"}


@pytest.fixture
def url(fal):
    return fal.store(Media(data=_DATA, name="a b.bin"))


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, _DATA[:10]),
        ("bytes=90-", 206, _DATA[90:]),
        ("bytes=-5", 206, _DATA[-5:]),
        ("bytes=95-500", 206, _DATA[95:]),
        ("bytes=100-", 416, b""),
        ("bytes=9-3", 416, b""),
        ("bytes=-", 200, _DATA),
        ("lines=1-2", 200, _DATA),
    ],
)
def test_ranges(url, asked, status, part):
    """A range gives that part, one outside of the file 416, nonsense the whole file."""
    reply = httpx.get(url, headers={"range": asked})
    assert (reply.status_code, reply.content) == (status, part)
    if status == 206:
        start = _DATA.index(part)
        expected = f"bytes {start}-{start + len(part) - 1}/100"
        assert reply.headers["content-range"] == expected


def test_etags(url):
    """A part comes only of the same file; an unchanged file does not come again."""
    whole = httpx.get(url)
    tag = whole.headers["etag"]
    part = {"range": "bytes=50-"}
    assert httpx.get(url, headers=part | {"if-range": tag}).status_code == 206
    assert httpx.get(url, headers=part | {"if-range": '"other"'}).content == _DATA
    assert httpx.get(url, headers={"if-none-match": tag}).status_code == 304
    head = httpx.head(url)
    assert (head.content, head.headers["content-length"]) == (b"", "100")


def test_tokens_end(fal, http, token, time):
    """A token is good for an hour, and a key is no token."""
    to = f"{fal.base_urls.cdn}/files/upload"
    assert httpx.post(to, headers=token, content=b"x").status_code == 200
    time.advance(3601)
    assert httpx.post(to, headers=token, content=b"x").status_code == 401
    assert http.post(to, content=b"x").status_code == 401
    assert fal.truth.leaks == ["POST /files/upload"]


def test_parts_are_checked(fal, token):
    """Only parts that were sent, with their tags, make a file; ending twice is harmless."""
    to = f"{fal.base_urls.cdn}/files/upload/multipart"
    assert httpx.post(to, headers=token).status_code == 400
    told = httpx.post(to, headers=token | {"x-fal-file-name": "x.bin"}).json()
    root = f"{told['access_url']}/multipart/{told['uploadId']}"
    tags = {}
    for number, data in ((2, b"-two"), (1, b"one")):
        reply = httpx.put(f"{root}/{number}", headers=token, content=data)
        assert reply.json() == {"partNumber": number, "etag": reply.headers["etag"].strip('"')}
        tags[number] = reply.headers["etag"]
    assert httpx.get(told["access_url"]).status_code == 404
    rows = [{"partNumber": n, "etag": tag} for n, tag in tags.items()]
    wrong = [rows[0], {"partNumber": 1, "etag": "other"}]
    end = f"{root}/complete"
    assert httpx.post(end, headers=token, json={"parts": wrong}).status_code == 400
    assert httpx.post(end, json={"parts": rows}).status_code == 401
    for _ in range(2):
        assert httpx.post(end, headers=token, json={"parts": rows}).status_code == 200
    assert httpx.get(told["access_url"]).content == b"one-two"
    assert httpx.put(f"{root}/0", headers=token).status_code == 400
    assert httpx.put(f"{root}x/1", headers=token).status_code == 404
    assert fal.truth.uploads == 1


def test_signed_urls_take_files_without_a_key(fal, http):
    """In one piece and in parts, chunked bodies included; without the signature nothing goes."""
    rest = f"{fal.base_urls.rest}/storage/upload"
    body = {"file_name": "../../etc/x.txt", "content_type": "text/plain"}
    told = http.post(f"{rest}/initiate?storage_type=gcs", json=body).json()
    assert told["file_url"].endswith("/x.txt")
    assert httpx.put(told["file_url"], content=b"x").status_code == 403
    assert httpx.put(told["upload_url"], content=iter([b"in ", b"chunks"])).status_code == 200
    assert fal.read(told["file_url"]) == b"in chunks"
    told = http.post(f"{rest}/initiate-multipart", json=body).json()
    url, _, mark = told["upload_url"].partition("?")
    tag = httpx.put(f"{url}/1?{mark}", content=b"part").json()["etag"]
    rows = {"parts": [{"part_number": 1, "etag": f'"{tag}"'}]}
    assert httpx.post(f"{url}/complete?x", json=rows).status_code == 403
    assert httpx.post(f"{url}/complete?{mark}", json=rows).status_code == 200
    assert fal.read(told["file_url"]) == b"part"


def test_who_may_read(fal, http, token):
    """Rules hide or forbid a file; its owner, a signature or the rule let people in."""
    rules = {"initial_acl": {"default": "forbid", "rules": []}, "expiration_duration_seconds": 60}
    headers = token | {"x-fal-object-lifecycle": json.dumps(rules), "x-fal-file-name": "s.txt"}
    url = httpx.post(
        f"{fal.base_urls.cdn}/files/upload", headers=headers, content=b"secret"
    ).json()["access_url"]
    assert httpx.get(url).status_code == 403
    assert httpx.get(url, headers=token).content == b"secret"
    signed = httpx.post(f"{url}/sign", headers=token, json={"duration": 60}).text
    assert httpx.get(signed).content == b"secret"
    assert httpx.post(f"{url}/sign").status_code == 404
    for root in (f"{fal.base_urls.rest}/storage", f"{fal.base_urls.platform}/storage"):
        acl = f"{root}/files/acl"
        assert http.get(acl, params={"url": url}).json()["default"] in {"forbid", "hide"}
        assert http.put(acl, params={"url": url}, json={"default": "hide"}).status_code == 200
        assert httpx.get(url).status_code == 404
        assert http.get(acl, params={"url": f"{url}x/y"}).status_code in {200, 404}
    sign = f"{fal.base_urls.platform}/storage/files/sign"
    told = http.post(sign, params={"url": url}, json={"expiration_seconds": 60}).json()
    assert httpx.get(told["signed_url"]).content == b"secret"
    assert http.post(sign, params={"url": "https://other/x"}, json={}).status_code == 404
    fal.world.shelf.by_url(url).acl = {
        "default": "hide",
        "rules": [{"user": "simulated", "decision": "allow"}],
    }
    assert httpx.get(url, headers=token).status_code == 200


def test_results_have_files(fal, http, time):
    """A file of a result is described and can be read; its lifetime is what the caller said."""
    clip = Media(data=b"movie", name="clip.mp4", kind="video/mp4")
    fal.answer("*", Outcome(value={"seed": 1}, media={"video": clip}))
    rules = json.dumps({"expiration_duration_seconds": 60})
    told = http.post(
        f"{fal.base_urls.queue}/a/b",
        json={},
        headers={"x-fal-object-lifecycle-preference": rules},
    ).json()
    time.advance(1)
    result = http.get(told["response_url"]).json()
    assert (result["seed"], result["video"]["file_size"]) == (1, 5)
    reply = httpx.get(result["video"]["url"])
    assert (reply.content, reply.headers["content-type"]) == (b"movie", "video/mp4")
    time.advance(61)
    assert httpx.get(result["video"]["url"]).status_code == 404
    with pytest.raises(LookupError, match="expired"):
        fal.read(result["video"]["url"])


def test_an_upload_that_breaks_off_leaves_nothing(fal, token):
    """A body that ends early is no file."""

    def body():
        yield b"some"
        raise RuntimeError("cut")

    with pytest.raises(RuntimeError, match="cut"):
        httpx.post(f"{fal.base_urls.cdn}/files/upload", headers=token, content=body())
    assert fal.truth.uploads == 0
