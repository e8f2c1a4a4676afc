"""How words become arguments, guided by the model."""

from __future__ import annotations

import io
import os
from argparse import Namespace
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.cli._arguments import changes, read_arguments
from framehook.cli._terminal import Terminal
from framehook.cli._usage import UsageError
from framehook.errors import ConfigurationError, FileNotReadableError
from framehook.spi import AudioInput, Input, VideoInput


class Part(Input):
    url: VideoInput | None = None
    at: float = 0.0


class Track(Input):
    id: str = ""
    parts: list[Part] = []


class Film(Input):
    prompt: str = ""
    count: int = 1
    size: Literal["480p", "720p"] = "720p"
    steps: Literal[4, 8] = 4
    safe: bool = True
    words: list[str] = []
    video_url: VideoInput | None = None
    sounds: list[AudioInput] = []
    tracks: list[Track] = []
    either: int | str = 0


SCHEMA = Film.model_json_schema()


def read(*words: str, folder: Path = Path(), stdin: str = "", file: str | None = None) -> Any:
    terminal = Terminal(
        stdin=io.StringIO(stdin), stdout=io.StringIO(), stderr=io.StringIO(), directory=folder
    )
    return read_arguments(Namespace(argument=list(words), input=file), SCHEMA, terminal)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("prompt=a=b", {"prompt": "a=b"}),
        ("prompt=", {"prompt": ""}),
        ("prompt=@@home", {"prompt": "@home"}),
        ("prompt=12", {"prompt": "12"}),
        ("prompt:=12", {"prompt": 12}),
        ("count=12", {"count": 12}),
        ("count=twelve", {"count": "twelve"}),
        ("count=true", {"count": "true"}),
        ("count=[1]", {"count": "[1]"}),
        ("safe=false", {"safe": False}),
        ("size=720", {"size": "720"}),
        ("size=@x", {"size": "@x"}),
        ("steps=8", {"steps": 8}),
        ("either=8", {"either": "8"}),
        ("unknown=@x", {"unknown": "@x"}),
        ("words=one", {"words": ["one"]}),
        ('words:=["a","b"]', {"words": ["a", "b"]}),
        ('words:="a"', {"words": ["a"]}),
        ("video_url=https://x.example/a.mp4", {"video_url": "https://x.example/a.mp4"}),
        ("video_url=data:video/mp4;base64,AA==", {"video_url": "data:video/mp4;base64,AA=="}),
        ("video_url=clip.mp4", {"video_url": Path("clip.mp4")}),
        ("video_url=@clip.mp4", {"video_url": Path("clip.mp4")}),
        ("video_url=@@clip.mp4", {"video_url": Path("@clip.mp4")}),
        ("sounds=a.wav", {"sounds": [Path("a.wav")]}),
        ("tracks.0.id=a", {"tracks": [{"id": "a"}]}),
        ("tracks.0.parts.0.url=a.mp4", {"tracks": [{"parts": [{"url": Path("a.mp4")}]}]}),
        ("tracks.0.parts.0.at=1.5", {"tracks": [{"parts": [{"at": 1.5}]}]}),
    ],
)
def test_a_word_becomes_a_value(word: str, value: Any) -> None:
    """The model says what a text stands for."""
    assert read(word) == value


def test_a_name_that_is_repeated_makes_a_list() -> None:
    """Order is kept, and items may be nested or JSON."""
    assert read("words=a", "words=b", "sounds=x.wav", "sounds=https://x.example/y.wav") == {
        "words": ["a", "b"],
        "sounds": [Path("x.wav"), "https://x.example/y.wav"],
    }
    assert read("tracks.0.id=a", "tracks.1.id=b", "tracks.0.parts.0.at=2") == {
        "tracks": [{"id": "a", "parts": [{"at": 2}]}, {"id": "b"}]
    }


def test_files_are_read_only_where_they_are_asked_for(tmp_path: Path) -> None:
    """A text field takes a file's contents, a pipe gives text or bytes."""
    (tmp_path / "words.txt").write_text("the tide")
    assert read("prompt=@words.txt", folder=tmp_path) == {"prompt": "the tide"}
    assert read("prompt=@-", stdin="from afar") == {"prompt": "from afar"}
    assert read("video_url=@-", stdin="bytes") == {"video_url": b"bytes"}
    with pytest.raises(FileNotReadableError, match="cannot be read as text"):
        read("prompt=@nowhere.txt", folder=tmp_path)


def test_input_is_json_with_files_in_it(tmp_path: Path) -> None:
    """{"$file": path} is a file beside the JSON; words on the command line win."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_text(
        '{"prompt": "a", "video_url": {"$file": "b.mp4"}, "tracks": [{"parts": [{"url": {"$file": "c.mp4"}}]}]}'
    )
    assert read("prompt=b", folder=tmp_path, file="in/a.json") == {
        "prompt": "b",
        "video_url": tmp_path / "in" / "b.mp4",
        "tracks": [{"parts": [{"url": tmp_path / "in" / "c.mp4"}]}],
    }
    assert read(stdin='{"count": 3}', file="-") == {"count": 3}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["prompt"], "is not an argument"),
        (["=x"], "is not an argument"),
        (["a..b=x"], "is not an argument"),
        (["prompt:=nope"], "is not JSON"),
        (["prompt=a", "prompt=b"], "is given 2 times"),
        (["tracks.5.id=a"], "leads nowhere at '5'"),
        (["prompt=a", "prompt.x.y=b"], "leads nowhere"),
        (["prompt=a", "prompt.x=b"], "leads nowhere"),
        (["video_url=a.mp4", "video_url.0=b"], "leads nowhere"),
        (["sounds=a.wav", "sounds.x=b"], "leads nowhere"),
        (["prompt=@-", "video_url=@-"], "asked for twice"),
    ],
)
def test_words_that_make_no_sense_are_refused(words: list[str], message: str) -> None:
    """With a sentence that names them."""
    with pytest.raises(UsageError, match=message):
        read(*words)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_plain_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe that nobody writes to, a device without an end and a huge file are refused."""
    os.mkfifo(tmp_path / "pipe")
    for words, file in (["prompt=@pipe"], None), (["prompt=@/dev/zero"], None), ([], "pipe"):
        with pytest.raises(FileNotReadableError, match="no plain file"):
            read(*words, folder=tmp_path, file=file)
    (tmp_path / "large.txt").write_text("x" * 11)
    monkeypatch.setattr("framehook.cli._arguments._MOST_TEXT", 10)
    with pytest.raises(FileNotReadableError, match="more than 10 bytes"):
        read("prompt=@large.txt", folder=tmp_path)


def test_a_pipe_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes through the pipe has to fit into memory."""
    monkeypatch.setattr("framehook.cli._arguments._MOST_MEDIA", 10)
    for data in (b"x" * 10, b"x" * 11):
        stdin = io.TextIOWrapper(io.BytesIO(data))
        terminal = Terminal(stdin=stdin, stdout=io.StringIO(), stderr=io.StringIO())
        given = Namespace(argument=["video_url=@-"], input=None)
        if len(data) == 10:
            assert read_arguments(given, SCHEMA, terminal) == {"video_url": data}
        else:
            with pytest.raises(FileNotReadableError, match="More than 10 bytes"):
                read_arguments(given, SCHEMA, terminal)


def test_a_home_that_nobody_has_is_told(tmp_path: Path) -> None:
    """In a word as in a file."""
    (tmp_path / "in.json").write_text('{"video_url": {"$file": "~nobody-of-that-name/a"}}')
    with pytest.raises(ConfigurationError, match="a home that nobody has"):
        read("video_url=~nobody-of-that-name/a")
    with pytest.raises(ConfigurationError, match="a home that nobody has"):
        read(folder=tmp_path, file="in.json")


def test_input_must_be_an_object() -> None:
    """A list, or text that is no JSON, is refused."""
    with pytest.raises(UsageError, match="not a JSON object"):
        read(stdin="[]", file="-")
    with pytest.raises(UsageError, match="not JSON"):
        read(stdin="{", file="-")


@given(st.dictionaries(st.sampled_from(["prompt", "size"]), st.text()))
def test_text_arrives_as_it_was_written(values: dict[str, str]) -> None:
    """Whatever does not begin with @ is not interpreted."""
    plain = {name: value for name, value in values.items() if not value.startswith("@")}
    assert read(*(f"{name}={value}" for name, value in plain.items())) == plain


def test_changes_are_what_was_coerced() -> None:
    """Values of another type or spelling; what was not sent, and files, are no changes."""
    given_ = {"a": "720", "b": [1.0, 2], "c": None, "d": Path("x"), "e": {"f": True}, "g": 1}
    sent = {"a": "720p", "b": [1, 2], "c": 3, "d": "https://x", "e": {"f": 1}}
    assert list(changes(given_, sent)) == [
        {"path": "/a", "got": "720", "sent": "720p"},
        {"path": "/b/0", "got": 1.0, "sent": 1},
        {"path": "/e/f", "got": True, "sent": 1},
    ]
