"""Recordings of what goes over the wire."""

from __future__ import annotations

import asyncio
import json

import pytest

from framehook.errors import ClosedError, ConfigurationError, DeadlineError, TransportError
from framehook.spi import BytesSource, Form, PathSource, Request, Response, Slice
from framehook.transports import AsyncReplayTransport, ReplayTransport

URL = "https://api.example/jobs"
SIGNED = "https://cdn.example/up/1?X-Amz-Signature=hush&part=2"
DATA = "data:video/mp4;base64," + "QUJD" * 100
BINARY = b"\xff\x00" * 10


class Scripted:
    """A transport that answers from a list: bodies, responses, errors."""

    schemes = frozenset({"https"})

    def __init__(self, *answers):
        self.answers = list(answers)
        self.is_closed = False

    def _next(self, request):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, bytes):
            answer = Response(200, {"content-length": str(len(answer))}, answer, request.url)
        return answer

    def send(self, request, timeout):
        return self._next(request)

    def open(self, request, timeout):
        response = self._next(request)
        return Opened(response._replace(body=b""), [*response.body.split(b"|"), b""])

    def close(self):
        self.is_closed = True


class Opened:
    def __init__(self, head, pieces):
        self.head = head
        self.pieces = pieces

    def read(self, timeout):
        piece = self.pieces.pop(0)
        if piece == b"BREAK":
            raise TransportError("It broke.", hint="Again.")
        return piece

    def close(self):
        self.pieces = []


class AsyncScripted(Scripted):
    """The same in the other colour."""

    async def send(self, request, timeout):
        return self._next(request)

    async def open(self, request, timeout):
        return AsyncOpened(Scripted.open(self, request, timeout))

    async def close(self):
        self.is_closed = True


class AsyncOpened:
    def __init__(self, inner):
        self.inner = inner
        self.head = inner.head

    async def read(self, timeout):
        return self.inner.read(timeout)

    async def close(self):
        self.inner.close()


class Blocking:
    """The asynchronous transport, by blocking calls."""

    def __init__(self, inner):
        self.inner = inner
        self.schemes = inner.schemes

    def send(self, request, timeout):
        return asyncio.run(self.inner.send(request, timeout))

    def open(self, request, timeout):
        inner = asyncio.run(self.inner.open(request, timeout))
        opened = Opened(inner.head, [])
        opened.read = lambda timeout: asyncio.run(inner.read(timeout))
        opened.close = lambda: asyncio.run(inner.close())
        return opened

    def close(self):
        asyncio.run(self.inner.close())


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tape.jsonl"


@pytest.fixture(params=["sync", "async"])
def colour(request, path):
    """Make a recording or a playing transport of one colour, used by blocking calls."""

    def make(*answers, **options):
        if request.param == "sync":
            inner = Scripted(*answers) if answers else None
            return ReplayTransport(path, record=inner, **options)
        inner = AsyncScripted(*answers) if answers else None
        return Blocking(AsyncReplayTransport(path, record=inner, **options))

    return make


def test_what_was_recorded_is_played(colour):
    """In the order of the recording, for the same method, URL and body."""
    first, second = (Request.with_json("POST", URL, {"n": n}) for n in (1, 2))
    status = Request("GET", f"{URL}/7?logs=1")
    recording = colour(b"queued", b"one", BINARY, b"done")
    recorded = [recording.send(request, 1) for request in (status, first, second, status)]
    recording.close()
    playing = colour()
    assert playing.schemes == recording.schemes == {"https"}
    played = [playing.send(request, 1) for request in (second, status, first, status)]
    assert played == [recorded[number] for number in (2, 0, 1, 3)]


def test_errors_are_played_too(colour):
    """With all that they prove."""
    slow = DeadlineError("Too slow.", budget="submit", hint="Wait.")
    refused = TransportError("Refused.", sent="no")
    recording = colour(slow, refused, refused)
    request = Request("POST", URL, body=b"{}")
    for error in (slow, refused):
        with pytest.raises(type(error)):
            recording.send(request, 1)
    with pytest.raises(TransportError):
        recording.open(request, 1)
    playing = colour()
    with pytest.raises(DeadlineError) as caught:
        playing.send(request, 1)
    assert vars(caught.value) == vars(slow)
    for play in (playing.send, playing.open):
        with pytest.raises(TransportError) as caught:
            play(request, 1)
        assert vars(caught.value) == vars(refused)


def test_open_answers_are_played_in_one_piece(colour):
    """And break off where they broke off."""
    recording = colour(b"a|b", b"a|BREAK", b"a|b|c")
    request = Request("GET", URL)
    for count in (3, 1, 1):
        answer = recording.open(request, 1)
        for _ in range(count):
            answer.read(1)
        if count == 1 and answer.head.headers["content-length"] == "7":
            with pytest.raises(TransportError, match="It broke"):
                answer.read(1)
        answer.close()
        answer.close()
    playing = colour()
    whole, broken, left = (playing.open(request, 1) for _ in range(3))
    assert (whole.head.headers, whole.read(1), whole.read(1)) == (
        {"content-length": "2"},
        b"ab",
        b"",
    )
    assert broken.read(1) == b"a"
    with pytest.raises(TransportError, match="It broke"):
        broken.read(1)
    assert left.read(1) == b"a"
    left.close()
    with pytest.raises(ClosedError):
        left.read(1)


def test_a_recording_has_no_secret(colour, path):
    """Neither in headers, nor in queries, nor in bodies; and it is the user's own."""
    headers = (("Authorization", "hush"), ("X-Custom", "hush"), ("Accept", "a/b"))
    answer = {"url": SIGNED, "access_token": "hush", "list": [f"see {SIGNED}"], "n": 1}
    response = Response(
        200,
        {"set-cookie": "hush", "location": SIGNED, "content-type": "a/b"},
        json.dumps(answer).encode(),
        URL,
    )
    recording = colour(response, response)
    user = "https://me:hush@api.example/jobs?token=hush"
    body = {"video_url": DATA, "key": "hush"}
    recording.send(Request.with_json("POST", user, body, headers=headers), 1)
    text = path.read_text()
    assert "hush" not in text
    assert "QUJDQUJD" not in text
    head, line = (json.loads(line) for line in text.splitlines())
    assert head == {"v": 1, "schemes": ["https"]}
    assert line["request"]["url"] == "https://api.example/jobs?token=REDACTED"
    assert line["request"]["headers"] == {"accept": "a/b", "content-type": "application/json"}
    assert path.stat().st_mode & 0o077 == 0
    playing = colour()
    other = {"video_url": DATA, "key": "another"}
    got = playing.send(Request.with_json("POST", user.replace("hush", "other"), other), 1)
    clean = SIGNED.replace("hush", "REDACTED").replace("part=2", "part=REDACTED")
    assert got.json() == {
        "url": clean,
        "access_token": "REDACTED",
        "list": [f"see {clean}"],
        "n": 1,
    }
    assert got.headers == {"location": clean, "content-type": "a/b"}


def test_sources_and_forms_are_recognised_by_their_bytes(colour, tmp_path):
    """Whatever the boundaries of the form, and wherever the bytes are."""
    file = tmp_path / "a.mp4"
    file.write_bytes(b"frames")
    from_file = Slice(PathSource(file), "video/mp4", 1)
    from_memory = Slice(BytesSource(b"rames"), "video/mp4")
    recording = colour(b"1", b"2")
    recording.send(Request("PUT", URL, body=from_file), 1)
    recording.send(Request("PUT", URL, body=Form([("a", "b"), ("f", from_file)])), 1)
    playing = colour()
    form = Form([("a", "b"), ("f", from_memory)])
    assert playing.send(Request("PUT", URL, body=form), 1).body == b"2"
    assert playing.send(Request("PUT", URL, body=from_memory), 1).body == b"1"
    gone = Slice(PathSource(tmp_path / "gone"), "a/b")
    with pytest.raises(TransportError, match="does not exist") as caught:
        playing.send(Request("PUT", URL, body=gone), 1)
    assert caught.value.sent == "no"


def test_what_was_not_recorded_is_named_with_the_nearest(colour):
    """So that one sees what differs."""
    recording = colour(b"1", b"2")
    recording.send(Request("GET", f"{URL}/7"), 1)
    recording.send(Request("PUT", "https://other.example/", body=BINARY), 1)
    playing = colour()
    with pytest.raises(
        ConfigurationError, match=rf"nearest is GET {URL}/7 .* in line 2\."
    ) as caught:
        playing.send(Request("GET", f"{URL}/8"), 1)
    assert f"'tape.jsonl' has no answer to GET {URL}/8" in caught.value.message
    playing.send(Request("GET", f"{URL}/7"), 1)
    with pytest.raises(ConfigurationError, match="have been played, the last from line 2"):
        playing.open(Request("GET", f"{URL}/7"), 1)


def test_large_binary_answers_are_known_by_their_digest(colour):
    """Playing one says what to do."""
    recording = colour(BINARY, BINARY, keep=10)
    request = Request("GET", URL)
    recording.send(request, 1)
    with pytest.raises(ConfigurationError, match=r"20 bytes \(line 2\)"):
        colour().send(request, 1)


def test_large_text_is_not_kept_in_memory(colour, path):
    """Only its digest."""
    recording = colour(b"x" * ((1 << 20) + 1))
    recording.send(Request("GET", URL), 1)
    assert path.stat().st_size < 1000


def test_a_closed_transport_says_so(colour):
    """And closes what it recorded."""
    recording = colour(b"1")
    recording.close()
    for use in (recording.send, recording.open):
        with pytest.raises(ClosedError):
            use(Request("GET", URL), 1)


def test_a_recording_replaces_the_one_before(colour):
    """With its first exchange."""
    request = Request("GET", URL)
    for answer in (b"old", b"new"):
        colour(answer).send(request, 1)
    assert colour().send(request, 1).body == b"new"
