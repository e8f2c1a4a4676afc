"""Bringing files home, whole or not at all."""

from __future__ import annotations

import base64
import errno
import os
from pathlib import Path
from typing import Any

import pytest
from dream import dream
from hypothesis import given
from hypothesis import strategies as st

from framehook import errors
from framehook.clients._path_sink import PathSink, scratch
from framehook.flows._download import download, safe_name
from framehook.flows._terms import Terms
from framehook.spi import File
from framehook.testing import ScriptedService, acts

DATA = bytes(range(256)) * 2000


def ready(clock: Any, *downloads: Any, **more: Any) -> ScriptedService:
    story = [acts.succeeded(files={"video.mp4": DATA})]
    return ScriptedService(story, downloads=downloads, clock=clock, **more)


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize(
    "faults",
    [
        [acts.cut(300_000)],
        [acts.cut(70_000), acts.cut(70_000)],
        [acts.unavailable(503), acts.unreachable()],
        [acts.cut(0), acts.lost()],
    ],
)
def test_a_broken_download_goes_on(
    make_client: Any, framehook_clock: Any, tmp_path: Path, faults: Any, ranges: bool
) -> None:
    """After a break the rest is fetched, or everything again if the server cannot."""
    service = ready(framehook_clock, *faults, ranges=ranges)
    result = make_client(service=service).run(dream(prompt="x"))
    saved = result.save(tmp_path / "out.bin")
    assert (tmp_path / "out.bin").read_bytes() == DATA
    assert saved.bytes == len(DATA)
    assert list(tmp_path.iterdir()) == [tmp_path / "out.bin"]


def test_a_resumed_download_fetches_no_byte_twice(
    make_client: Any, framehook_clock: Any, tmp_path: Path
) -> None:
    """The second request asks for the bytes behind those that arrived."""
    service = ready(framehook_clock, acts.cut(300_000))
    make_client(service=service).run(dream(prompt="x")).save(tmp_path / "out.bin")
    ranges = [
        dict(arrival.request.headers).get("range")
        for arrival in service.arrivals
        if arrival.visit == "download"
    ]
    assert ranges == [None, "bytes=300000-"]


def test_a_file_that_cannot_be_fetched_leaves_nothing(
    make_client: Any, framehook_clock: Any, tmp_path: Path
) -> None:
    """After the last attempt there is an error and no half file, and the job can be fetched again."""
    service = ready(framehook_clock, *[acts.cut(10)] * 5)
    result = make_client(service=service).run(dream(prompt="x"))
    with pytest.raises(errors.DownloadError, match="could not be fetched whole"):
        result.save(tmp_path / "out.bin")
    assert list(tmp_path.iterdir()) == []
    result.save(tmp_path / "out.bin")
    assert (tmp_path / "out.bin").read_bytes() == DATA


def test_a_file_that_is_gone_has_expired(
    make_client: Any, framehook_clock: Any, tmp_path: Path
) -> None:
    """A 404 for a file is not a broken connection."""
    service = ready(framehook_clock, acts.missing())
    with pytest.raises(errors.ResultExpiredError, match="no longer has"):
        make_client(service=service).run(dream(prompt="x")).save(tmp_path / "out.bin")


def test_a_refused_download_says_so(make_client: Any, framehook_clock: Any, tmp_path: Path) -> None:
    """An answer that is neither file nor passing error ends the download."""
    service = ready(framehook_clock, acts.refused())
    with pytest.raises(errors.DownloadError, match="status 422"):
        make_client(service=service).run(dream(prompt="x")).save(tmp_path / "out.bin")


def test_an_inlined_result_is_written_down(
    make_client: Any, framehook_clock: Any, tmp_path: Path
) -> None:
    """A data URI as result is a file like any other."""
    uri = "data:video/mp4;base64," + base64.b64encode(b"abc").decode()
    service = ScriptedService([acts.succeeded({"video": {"url": uri}})], clock=framehook_clock)
    saved = make_client(service=service).run(dream(prompt="x")).save(tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == b"abc"
    assert saved.bytes == 3


def test_an_unwritable_place_is_an_error(
    make_client: Any, framehook_clock: Any, tmp_path: Path
) -> None:
    """A folder that cannot be made is named, before anything is downloaded."""
    (tmp_path / "file").write_text("")
    result = make_client(service=ready(framehook_clock)).run(dream(prompt="x"))
    with pytest.raises(errors.OutputRefusedError):
        result.save(tmp_path / "file" / "out.bin")
    with pytest.raises(errors.OutputRefusedError):
        result.save_all(tmp_path / "file" / "all")


@given(st.text())
def test_a_servers_name_can_do_no_harm(name: str) -> None:
    """Whatever a server calls its file, the name has no folder, no dots in front and is short."""
    safe = safe_name(name)
    assert safe
    assert not set(safe) & set("/\\\0\n")
    assert not safe.startswith(".")
    assert len(safe) <= 120


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\con.txt", "nul", "", "..", "a/b/.bashrc"]
)
def test_dangerous_names_are_tamed(name: str) -> None:
    """Paths lose their folders, and reserved names are replaced."""
    assert safe_name(name) in {"passwd", "file", "bashrc"}


def test_a_busy_server_is_given_the_time_it_asks_for(
    make_client: Any, framehook_clock: Any, tmp_path: Path
) -> None:
    """`Retry-After` holds for downloads, too."""
    service = ready(framehook_clock, acts.unavailable(503, after=30))
    result = make_client(service=service).run(dream(prompt="x"))
    before = framehook_clock.monotonic()
    result.save(tmp_path / "out.bin")
    assert framehook_clock.monotonic() - before >= 30


def test_a_server_that_asks_for_too_much_time_is_left(
    make_client: Any, framehook_clock: Any, tmp_path: Path
) -> None:
    """Nobody waits an hour unasked; the file can be fetched later."""
    service = ready(framehook_clock, acts.unavailable(429, after=3600))
    result = make_client(service=service).run(dream(prompt="x"))
    with pytest.raises(errors.DownloadError, match="whole: the answer had status 429"):
        result.save(tmp_path / "out.bin")
    assert list(tmp_path.iterdir()) == []
    assert service.count("download") == 1


def test_a_data_uri_that_is_damaged_is_told(tmp_path: Path) -> None:
    """A service that gives nonsense instead of a file is named as the one at fault."""
    terms = Terms(service=ScriptedService(), scratch=scratch)
    bad = File.model_validate({"url": "data:video/mp4;base64,AAA"})
    going = download(bad, PathSink(tmp_path / "out.bin"), terms)
    next(going).work()  # type: ignore[attr-defined]
    going.send(None).work()  # type: ignore[attr-defined]
    with pytest.raises(errors.DownloadError, match="not valid base64"):
        going.send(None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full disk")
def test_a_place_that_is_no_file_is_not_replaced(
    make_client: Any, framehook_clock: Any, tmp_path: Path
) -> None:
    """A device or a pipe stays what it is, even where files may be replaced."""
    os.mkfifo(tmp_path / "pipe")
    result = make_client(service=ready(framehook_clock)).run(dream(prompt="x"))
    with pytest.raises(errors.OutputRefusedError, match="no plain file"):
        result.save(tmp_path / "pipe", force=True)
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(errors.OutputRefusedError, match="exists already"):
        result.save(tmp_path / "link")
    assert {path.name for path in tmp_path.iterdir()} == {"pipe", "link"}


def test_what_another_process_put_there_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that appears between the last look and the last step is not replaced."""
    place = tmp_path / "out.bin"
    sync = os.fsync

    def meanwhile(number: int) -> None:
        sync(number)
        place.write_bytes(b"theirs")

    sink = PathSink(place)
    sink.begin()
    sink.write(b"ours")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", meanwhile)
        with pytest.raises(errors.OutputRefusedError, match="exists already"):
            sink.commit("x")
    sink.discard()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"out.bin": b"theirs"}


def test_a_place_without_links_takes_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file system knows no hard links the file is renamed into place."""

    def no_links(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    sink = PathSink(tmp_path / "out.bin")
    sink.begin()
    sink.write(b"ours")
    sink.commit("x")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"out.bin": b"ours"}


def test_a_disk_that_fills_up_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever step finds no room: an error that says so, and no half file."""

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    sink = PathSink(tmp_path / "out.bin")
    sink.begin()
    sink.write(b"abc")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(errors.OutputRefusedError, match="No space left"):
            sink.commit("x")
    sink.discard()
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr("tempfile.mkdtemp", full)
    with pytest.raises(errors.OutputRefusedError, match="No temporary folder"):
        scratch("a.mp4")
