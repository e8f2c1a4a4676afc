"""Bringing files home, whole or not at all."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from dream import dream
from hypothesis import given
from hypothesis import strategies as st

from framehook import errors
from framehook.flows._download import safe_name
from framehook.testing import ScriptedService, acts, make_mp4

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


def test_a_url_that_the_service_cannot_read_is_relayed(
    make_client: Any, framehook_clock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of another store goes through this machine, and nothing of it is left behind."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    class Picky(ScriptedService):
        @property
        def files(self) -> Any:
            inner = super().files

            class Files:
                reads = frozenset({"https"})
                place = staticmethod(inner.place)
                fetch = staticmethod(inner.fetch)

            return Files()

    service = Picky(clock=framehook_clock)
    client = make_client(service=service)
    clip = make_mp4()
    client.run(dream(prompt="y", video_url=client.upload(clip)))
    assert service.count("upload") == 2
    assert set(service.stored.values()) == {clip}
    with pytest.raises(errors.ReplyError, match="404"):
        client.run(dream(prompt="y", video_url=f"{acts.BASE}/files/nothing.mp4"))
    assert list(tmp_path.iterdir()) == []
