"""Files in and out, and requests that make no sense."""

from __future__ import annotations

import asyncio
import os
import threading

import pytest

from framehook.errors import ClosedError, FileNotReadableError, TransportError
from framehook.spi import PathSource, Request, Slice
from framehook_local import service
from framehook_local._transport import AsyncLocalTransport, LocalTransport

DATA = bytes(range(256)) * 4000


@pytest.fixture(params=["blocking", "asyncio"])
def coloured(request, make_bench):
    return make_bench(request.param)


def fetch(bench, url, **headers):
    """Download in pieces, as core does, in both colours."""
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    request = bench.drive(service.files.fetch(url)).with_headers(*pairs)
    if bench._colour == "blocking":
        stream = bench.transport.open(request, 5)
        pieces = list(iter(lambda: stream.read(5), b""))
        stream.close()
        stream.close()
        return stream.head, b"".join(pieces)

    async def bring():
        stream = await AsyncLocalTransport(bench.settings).open(request, 5)
        pieces = []
        while piece := await stream.read(5):
            pieces.append(piece)
        await stream.close()
        return stream.head, b"".join(pieces)

    return asyncio.run(bring())


def test_what_is_put_in_comes_out(coloured):
    """With its type, its length and a tag."""
    head, body = fetch(coloured, coloured.place(DATA, "a clip.mp4"))
    assert body == DATA
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-type"] == "video/mp4"
    assert head.headers["content-length"] == str(len(DATA))
    assert head.headers["etag"].startswith('"')


@pytest.mark.parametrize(
    ("asked", "status", "content_range", "part"),
    [
        ("bytes=10-19", 206, "bytes 10-19/{}", DATA[10:20]),
        ("bytes=1000000-", 206, "bytes 1000000-{last}/{}", DATA[1000000:]),
        ("bytes=-5", 206, "bytes {five}-{last}/{}", DATA[-5:]),
        ("bytes=5-99999999", 206, "bytes 5-{last}/{}", DATA[5:]),
        ("bytes=99999999-", 416, "bytes */{}", b""),
        ("bytes=9-3", 416, "bytes */{}", b""),
        ("bytes=-", 200, None, DATA),
        ("lines=1-2", 200, None, DATA),
    ],
)
def test_a_range_is_a_part_of_the_file(bench, asked, status, content_range, part):
    """As HTTP has it, so that a download can go on where it broke off."""
    head, body = fetch(bench, bench.place(DATA), range=asked)
    size = len(DATA)
    wanted = content_range and content_range.format(size, last=size - 1, five=size - 5)
    assert (head.status, head.headers.get("content-range"), body) == (status, wanted, part)


def test_a_range_of_a_file_that_has_changed_is_the_whole_file(bench):
    """An old tag does not lead to a mix of two files."""
    url = bench.place(DATA)
    head, _ = fetch(bench, url)
    assert fetch(bench, url, range="bytes=5-", if_range=head.headers["etag"])[0].status == 206
    assert fetch(bench, url, range="bytes=5-", if_range='"old"')[0].status == 200


def test_a_head_request_has_no_body(bench):
    """It tells the size alone."""
    reply = bench.get(bench.place(DATA), "HEAD")
    assert (reply.status, reply.headers["content-length"], reply.body) == (200, str(len(DATA)), b"")


def test_the_same_bytes_have_the_same_url(coloured):
    """Uploading twice costs no more disk."""
    first, second = coloured.place(b"abc"), coloured.place(b"abc")
    assert first == second
    assert [path.name for path in coloured.spool.files.rglob("*.mp4")] == ["clip.mp4"]


def test_a_part_of_a_source_can_be_placed(bench, tmp_path):
    """From a start, of a length, out of a file."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(DATA)
    piece = Slice(PathSource(path), "video/mp4", 10, 300_000)
    url = bench.drive(service.files.place(piece, "/video_url")).value
    assert bench.get(url).body == DATA[10:300_010]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..", "file"),
        (".hidden", "hidden"),
        ("a\x00b\n.mp4", "a_b_.mp4"),
        ("C:\\clips\\shore.mp4", "shore.mp4"),
        ("été 1.mp4", "été 1.mp4"),
        ("x" * 300 + ".mp4", "x" * 96 + ".mp4"),
    ],
)
def test_names_of_uploads_can_do_no_harm(bench, name, kept):
    """They are one step of a path, and can be fetched by it."""
    url = bench.place(b"abc", name)
    assert [path.name for path in bench.spool.files.glob("*/*")] == [kept]
    assert bench.get(url).body == b"abc"


@pytest.mark.parametrize(
    "path",
    [
        "../../../../etc/hostname",
        "..%2f..%2fetc/hostname",
        "{key}/..",
        "{key}/%2e%2e",
        "{key}/..%2f..%2f..%2fjobs",
        "{key}/../../sequence",
        "{key}/clip.mp4%00",
        "{key}/clip.mp4/",
        "{key}//clip.mp4x",
        "{key}",
        "",
    ],
)
def test_no_path_leads_out_of_the_spool(bench, path):
    """Whatever the URL, only what was stored is handed out."""
    key = bench.place(b"abc").split("/")[3]
    reply = bench.get(f"local://files/{path.format(key=key)}")
    assert reply.status == 404 or reply.body == b"abc"
    assert bench.spool.locate(f"local://files/{path.format(key=key)}") is None or reply.body


def test_symbolic_links_are_not_followed(bench, tmp_path):
    """Neither to a file nor through a folder."""
    url = bench.place(b"abc")
    key = url.split("/")[3]
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(b"secret")
    (bench.spool.files / key / "link.mp4").symlink_to(secret)
    (bench.spool.files / ("f" * 64)).symlink_to(tmp_path)
    for place in (f"{key}/link.mp4", f"{'f' * 64}/secret.mp4"):
        assert bench.get(f"local://files/{place}").status == 404


def test_a_file_that_became_shorter_breaks_the_download(bench):
    """A half file is not taken for a whole one."""
    url = bench.place(DATA)
    stream = bench.transport.open(Request("GET", url), 5)
    os.truncate(bench.spool.locate(url), 10)
    with pytest.raises(TransportError, match="shorter"):
        list(iter(lambda: stream.read(5), b""))
    stream.close()
    assert stream.read(5) == b""


def test_a_disk_that_is_full_is_told(make_bench, monkeypatch, tmp_path):
    """The upload is refused with what to do, and a job is certain not to run."""
    (tmp_path / "plain").write_text("no folder")
    monkeypatch.setenv("FRAMEHOOK_LOCAL_DIR", str(tmp_path / "plain" / "spool"))
    bench = make_bench()
    with pytest.raises(FileNotReadableError, match="FRAMEHOOK_LOCAL_DIR"):
        bench.place(b"abc")
    order = bench.order(act="write")
    reply = bench.send(bench.drive(service.queue.prepare(order)))
    assert service.queue.accepted(order, reply).failure.code == "local.spool"


def test_a_job_that_cannot_start_leaves_nothing(bench, monkeypatch):
    """No folder, no place in the line, and the attempt can be made again."""
    with monkeypatch.context() as patch:
        patch.setattr("sys.executable", "")
        order = bench.order(act="write", attempt="again")
        reply = bench.send(bench.drive(service.queue.prepare(order)))
    assert "interpreter" in service.queue.accepted(order, reply).failure.words
    assert list(bench.spool.jobs.iterdir()) == list(bench.spool.waiting.iterdir()) == []
    assert bench.run(act="write", attempt="again").fidelity


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", "local://"),
        ("GET", "local://jobs"),
        ("PATCH", "local://jobs/1"),
        ("PUT", "local://files"),
    ],
)
def test_what_is_not_understood_is_said(bench, method, url):
    """With the request in the words."""
    reply = bench.send(Request(method, url))
    failure = reply.json()["failure"]
    assert (reply.status, failure["code"]) == (404, "local.request")
    assert method in failure["words"]


def test_it_says_what_it_has_to_work_with(bench):
    """Folder, slots, codecs, and that some of them are under the GPL."""
    about = bench.get("local://about").json()
    assert (about["folder"], about["slots"], about["v"]) == (str(bench.spool.folder), 2, 1)
    assert about["codecs"]["h264"] == "libx264"
    assert "GPL" in about["codecs"]["licence"]


def test_a_closed_transport_answers_no_more(bench):
    """In both colours, and it can be closed twice."""
    transport = LocalTransport(bench.settings)
    transport.close()
    transport.close()
    with pytest.raises(ClosedError):
        transport.send(Request("GET", "local://about"), 5)

    async def ask():
        other = AsyncLocalTransport(bench.settings)
        await other.close()
        await other.send(Request("GET", "local://about"), 5)

    with pytest.raises(ClosedError):
        asyncio.run(ask())


class Endless:
    """A source that goes on for ever, and says when it has begun."""

    name = "endless.mp4"
    size = None

    def __init__(self):
        self.begun = threading.Event()

    def open(self, start=0):
        while True:
            self.begun.set()
            yield b"x" * 1000


def test_an_upload_that_nobody_waits_for_ends(bench):
    """A cancelled task or a closed transport stops it, and nothing of it is left."""
    source = Endless()
    request = Request("PUT", "local://files", body=Slice(source, "video/mp4"))

    async def begin():
        transport = AsyncLocalTransport(bench.settings)
        task = asyncio.ensure_future(transport.send(request, 5))
        await asyncio.to_thread(source.begun.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(begin())
    assert list(bench.spool.files.iterdir()) == []


def test_closing_stops_an_upload(bench):
    """From another thread; the error says that nothing was sent."""
    source = Endless()
    transport = LocalTransport(bench.settings)
    threading.Thread(target=lambda: source.begun.wait() and transport.close()).start()
    with pytest.raises(TransportError, match="stopped") as caught:
        transport.send(Request("PUT", "local://files", body=Slice(source, "video/mp4")), 5)
    assert caught.value.sent == "no"
    assert list(bench.spool.files.iterdir()) == []


def test_bytes_in_memory_are_no_file(bench):
    """An upload is streamed; a body of bytes is not understood."""
    assert bench.send(Request("PUT", "local://files", body=b"abc")).status == 404
