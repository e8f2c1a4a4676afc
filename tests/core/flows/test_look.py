"""Looking at media: on disk, in memory, by URL, and not at all."""

from __future__ import annotations

import base64
import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from dream import Dreamt, dream

from framehook import Facts, errors
from framehook.registry import Registry
from framehook.spi import BytesSource, Endpoint, Input, MediaInput, hookimpl
from framehook.testing import ScriptedService, make_mp4, make_png

CLIP = make_mp4(frames=30, layout="moov-last")


class Files(BaseHTTPRequestHandler):
    """Serves one clip: with ranges, without them, or not at all."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        kind = self.path.strip("/").partition(".")[0]
        wanted = self.headers.get("range")
        self.server.seen.append(wanted)  # type: ignore[attr-defined]
        if kind == "missing":
            self._answer(404, b"")
        elif kind == "plain" or wanted is None:
            self._answer(200, CLIP)
        else:
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            data = CLIP[int(first) : int(last) + 1]
            if not data:
                self._answer(416, b"", {"content-range": f"bytes */{len(CLIP)}"})
            else:
                end = int(first) + len(data) - 1
                self._answer(206, data, {"content-range": f"bytes {first}-{end}/{len(CLIP)}"})

    def _answer(self, status: int, data: bytes, headers: Any = ()) -> None:
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Any]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    server.seen = []  # type: ignore[attr-defined]
    server.base = f"http://127.0.0.1:{server.server_address[1]}"  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_url_is_read_by_range(make_client: Any, site: Any) -> None:
    """The facts are those of the file, from a few ranges of it."""
    facts = make_client(probe="always", probe_private=True).probe(f"{site.base}/clip.mp4")
    assert (facts.frames, facts.exact, facts.bytes) == (30, True, len(CLIP))
    assert 0 < len(site.seen) <= 3


def test_a_server_without_ranges_gives_what_stands_first(make_client: Any, site: Any) -> None:
    """Where ranges are not known, the start of the file must do; nothing fails."""
    facts = make_client(probe="always", probe_private=True).probe(f"{site.base}/plain.mp4")
    assert facts.frames in {30, None}
    assert facts.frames == 30 or facts.why_unknown


def test_a_missing_url_is_unknown_and_not_refused(make_client: Any, site: Any) -> None:
    """A URL that cannot be read makes facts unknown; the service may see it all the same."""
    client = make_client(probe="always", probe_private=True, registry=Registry.of(dream))
    call = dream(prompt="x", video_url=f"{site.base}/missing.mp4", start_frame=3)
    checked = client.check(call)
    assert checked.ok
    (issue,) = checked.issues
    assert (issue.code, issue.checked) == ("dream.start_in_video", False)
    assert "404" in issue.message


def test_a_name_that_leads_inside_is_not_asked(
    make_client: Any, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A public name with a private address is refused like the address itself."""
    lookup = socket.getaddrinfo

    def rebound(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        is_ours = host in {"media.example", b"media.example"}
        return lookup("127.0.0.1" if is_ours else host, port, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    url = f"{site.base}/clip.mp4".replace("127.0.0.1", "media.example")
    assert "private addresses" in make_client(probe="always").probe(url).why_unknown
    assert site.seen == []
    assert make_client(probe="always", probe_private=True).probe(url).frames == 30


@pytest.mark.parametrize(
    ("options", "url", "why"),
    [
        ({}, "https://files.example/a.mp4", "only with probe='always'"),
        ({"probe": "always"}, "http://127.0.0.1:9/a.mp4", "private addresses"),
        ({"probe": "never"}, "https://files.example/a.mp4", "probe='never'"),
    ],
)
def test_nothing_is_fetched_unasked(make_client: Any, options: Any, url: str, why: str) -> None:
    """URLs are looked at only when the client was told, and never on private addresses."""
    assert why in make_client(**options).probe(url).why_unknown


def test_data_uris_are_looked_at(make_client: Any) -> None:
    """A picture inside a URI is measured; a damaged URI is unknown."""
    uri = "data:image/png;base64," + base64.b64encode(make_png(width=9, height=7)).decode()
    client = make_client()
    assert client.probe(uri).size == (9, 7)
    assert "base64" in client.probe("data:image/png;base64,###").why_unknown
    assert client.probe("data:text/plain,hello").kind is None


@pytest.mark.parametrize("uri", ["data:,", "data:video/mp4;base64,AAA", "data:x;base64,!!!!"])
def test_a_data_uri_that_holds_nothing_usable_is_an_issue(make_client: Any, uri: str) -> None:
    """All of it is known before anything is sent, as it is of a file."""
    client = make_client(registry=Registry.of(dream))
    checked = client.check(dream(prompt="x", video_url=uri))
    assert [issue.code for issue in checked.issues] == ["media.unreadable"]
    client = make_client(probe="never", service=ScriptedService())
    with pytest.raises(errors.FileNotReadableError, match="base64"):
        client.run(dream(prompt="x", video_url="data:x;base64,AAA"))


def test_a_file_store_that_refuses_a_url_fails_nothing(make_client: Any) -> None:
    """Looking at media never raises, whatever the service says of the URL."""

    class Proud(ScriptedService):
        @property
        def files(self) -> Any:
            inner = super().files

            class Files:
                reads = inner.reads
                place = staticmethod(inner.place)

                def fetch(self, url: str) -> Any:
                    yield from ()
                    raise errors.DownloadError(f"{url} is beneath me.")

            return Files()

    facts = make_client(service=Proud()).probe("ftp://files.example/a.mp4")
    assert "beneath me" in facts.why_unknown


def test_a_file_that_is_not_there_is_an_issue(make_client: Any, tmp_path: Path) -> None:
    """A missing file, a folder and an empty file are refused before anything is sent."""
    client = make_client(registry=Registry.of(dream))
    (tmp_path / "empty.mp4").write_bytes(b"")
    for name in ("nowhere.mp4", "", "empty.mp4"):
        checked = client.check(dream(prompt="x", video_url=tmp_path / name))
        assert [issue.code for issue in checked.issues] == ["media.unreadable"], name


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (make_mp4(frames=30, kept=0.6, layout="moov-first"), "media.truncated"),
        (make_mp4(width=8192, height=8192, frames=2, flat=True), "media.too_large"),
        (b"ffconcat version 1.0\nfile secret.mp4\n", "media.unreadable"),
        (b"#EXTM3U\nhttp://x.example/a.ts\n", "media.unreadable"),
        (make_png(width=4, height=4), "media.wrong_kind"),
    ],
)
def test_unfit_media_are_refused(make_client: Any, data: bytes, code: str) -> None:
    """Truncated, huge and disguised files are errors, whatever the endpoint."""
    client = make_client(registry=Registry.of(dream))
    checked = client.check(dream(prompt="x", video_url=data))
    assert code in [issue.code for issue in checked.issues]
    assert not checked.ok


class Taught(Input):
    """Input of an endpoint that takes an archive."""

    archive: MediaInput


taught = Endpoint(id="my-team/taught", input=Taught, output=Dreamt, service="scripted")


def test_an_archive_is_fit_for_a_field_of_any_kind(make_client: Any) -> None:
    """Nobody looks into it; where media of a kind are wanted it stays unfit."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "a tide")
    client = make_client(registry=Registry.of(dream, taught))
    assert client.probe(made.getvalue()).container == "zip"
    assert client.check(taught(archive=made.getvalue())).issues == ()
    for call in (taught(archive=b"PK"), dream(prompt="x", video_url=made.getvalue())):
        assert [issue.code for issue in client.check(call).issues] == ["media.unreadable"]


class Picture:
    """An object that only a hook can read."""


def test_a_hook_opens_what_core_does_not_know(make_client: Any, framehook_clock: Any) -> None:
    """With a hook the object is a file like any other; without one it is refused."""

    class Opens:
        @hookimpl()
        def framehook_open_file(self, value: Any) -> Any:
            return BytesSource(make_png(width=5, height=6), "made.png")

    service = ScriptedService(clock=framehook_clock)
    call = dream(prompt="x", image_url=Picture())  # type: ignore[arg-type]
    client = make_client(service=service, hooks=[Opens()])
    assert client.check(call).media["/image_url"].size == (5, 6)
    client.run(call)
    assert str(service.jobs[0].arguments["image_url"]).endswith("made.png")

    plain = make_client(service=service)
    assert [issue.code for issue in plain.check(call).issues] == ["media.unreadable"]
    with pytest.raises(errors.FileNotReadableError, match="can read the Picture"):
        make_client(service=service, check="off").run(call)
    assert plain.probe("https://x.example/a") == Facts(
        why_unknown="URLs are looked at only with probe='always'."
    )


def test_a_file_that_changes_while_it_is_sent_is_refused(
    make_client: Any, framehook_clock: Any, tmp_path: Path
) -> None:
    """What was checked is what is sent, or nothing is."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(CLIP)

    class Rewrites(ScriptedService):
        @property
        def files(self) -> Any:
            inner = super().files

            class Store:
                reads = inner.reads
                fetch = staticmethod(inner.fetch)

                @staticmethod
                def place(data: Any, pointer: str) -> Any:
                    path.write_bytes(CLIP + b"more")
                    return inner.place(data, pointer)

            return Store()

    service = Rewrites(clock=framehook_clock)
    with pytest.raises(errors.FileNotReadableError, match="changed while it was read"):
        make_client(service=service).run(dream(prompt="x", video_url=path))
    assert service.paid == 0
