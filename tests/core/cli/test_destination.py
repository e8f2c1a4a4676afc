"""Where files go, made sure of before anyone pays."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from framehook.cli._destination import Destination
from framehook.errors import OutputRefusedError
from framehook.spi import Expected, File, Ticket
from framehook.testing import ScriptedService, acts

TICKET = Ticket("scripted", "my-team/dream", "job-1")
FILES = [
    ("/video", File(url="https://x.example/out.mp4")),
    ("/frames/0", File(url="https://x.example/%61.png?x=1", file_name="../../etc/b.png")),
    ("/frames/1", File(url="data:image/png;base64,AA==")),
]


def names(text: str, folder: Path) -> dict[str, str]:
    places = Destination(text, folder).places(FILES, TICKET)
    return {pointer: str(path.relative_to(folder)) for pointer, path in places.items()}


def test_one_file_a_folder_or_a_template(tmp_path: Path) -> None:
    """A file takes the primary one; the others take all."""
    assert names("a.mp4", tmp_path) == {"/video": "a.mp4"}
    assert names("out/", tmp_path) == {
        "/video": "out/out.mp4",
        "/frames/0": "out/b.png",
        "/frames/1": "out/file",
    }
    template = "{endpoint}/{id}-{field}-{name}-{index:02d}.{ext}"
    assert names(template, tmp_path) == {
        "/video": "my-team-dream/job-1-video-out-01.mp4",
        "/frames/0": "my-team-dream/job-1-frames-0-b-02.png",
        "/frames/1": "my-team-dream/job-1-frames-1-file-03.bin",
    }
    (tmp_path / "there").mkdir()
    assert names("there", tmp_path)["/video"] == "there/out.mp4"


def test_two_files_never_share_a_place(tmp_path: Path) -> None:
    """Before either is fetched."""
    with pytest.raises(OutputRefusedError, match="Two files of the result"):
        names("{id}.bin", tmp_path)


def test_nothing_is_replaced_without_force(tmp_path: Path) -> None:
    """Known names before paying, names from the server before fetching."""
    (tmp_path / "a.mp4").write_bytes(b"")
    with pytest.raises(OutputRefusedError, match="exists already"):
        Destination("a.mp4", tmp_path)
    assert Destination("a.mp4", tmp_path, force=True).places(FILES, TICKET)
    (tmp_path / "out.mp4").write_bytes(b"")
    with pytest.raises(OutputRefusedError, match="exists already"):
        names("{name}.{ext}", tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "{nope}.mp4",
        "{}.mp4",
        "{name.__class__}",
        "{name[0]}",
        "{name",
        "{index:s}",
        "{name:d}",
        "{id!x}",
    ],
)
def test_a_template_has_known_fields_only(tmp_path: Path, text: str) -> None:
    """Attributes and items would reach further than names."""
    with pytest.raises(OutputRefusedError, match="template"):
        Destination(text, tmp_path)


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    """Not even with force; and a link that leads nowhere is something, too."""
    with pytest.raises(OutputRefusedError, match="no plain file"):
        Destination("/dev/null", tmp_path, force=True)
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(OutputRefusedError, match="exists already"):
        Destination("link", tmp_path)
    assert Destination("link", tmp_path, force=True)


def test_a_name_that_no_disk_takes_is_told_before(tmp_path: Path) -> None:
    """It is found out before anything is paid, and shown shortened."""
    with pytest.raises(OutputRefusedError, match="yy…' cannot be written: File name too long"):
        Destination("y" * 300, tmp_path)
    with pytest.raises(OutputRefusedError, match="too long"):
        names("y" * 300 + "{name}", tmp_path)


def test_a_place_must_be_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file where a folder is needed, and a folder that is read-only."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputRefusedError, match="is no folder"):
        Destination("file/a.mp4", tmp_path)
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(OutputRefusedError, match="read-only"):
        Destination("deep/er/a.mp4", tmp_path)


def test_there_must_be_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As much as the expected result may need."""

    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(20 << 20))
    place = Destination("{name}/deep/a.mp4", tmp_path)
    with pytest.raises(OutputRefusedError, match="has 21 MB left"):
        place.reserve(None)
    place.reserve(Expected(frames=24, size=(64, 36)))
    with pytest.raises(OutputRefusedError, match="may need 46 MB"):
        place.reserve(Expected(frames=200, size=(1280, 720)))


def test_a_template_takes_every_file_of_a_run(
    framehook: Any, tmp_path: Path, framehook_clock: Any
) -> None:
    """And a single name says how many more there are."""
    from framehook.testing import make_mp4

    clip = make_mp4(frames=5)
    story = [acts.succeeded(files={"video.mp4": clip, "preview.mp4": clip})]
    words = ("run", "my-team/more", "-a", "prompt=x")
    from dream import Dream

    from framehook.spi import Endpoint, Output

    class More(Output):
        video: File
        preview: File | None = None

    more = Endpoint(id="my-team/more", input=Dream, output=More, service="scripted")
    service = ScriptedService(story, clock=framehook_clock)
    ran = framehook(*words, "-o", "{field}.{ext}", service=service, endpoints=(more,))
    assert ran.code == 0, ran.err
    assert {path.name for path in tmp_path.glob("*.mp4")} == {"video.mp4", "preview.mp4"}
    ran = framehook(*words, "-o", "one.mp4", service=service, endpoints=(more,))
    assert "1 more files stay with the service" in ran.err
    ran = framehook(*words, "-o", "{id}.{ext}", "--json", service=service, endpoints=(more,))
    assert ran.code == 4
    assert "framehook jobs fetch" in ran.json["error"]["hint"]
