"""Media arguments: every form that is taken, and every one that is not."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from framehook.spi import (
    AudioInput,
    BytesSource,
    File,
    ImageInput,
    Media,
    MediaInput,
    PathSource,
    VideoInput,
    shorten_url,
)

VIDEO = TypeAdapter(VideoInput)


def read(value):
    """Return a video argument."""
    media = VIDEO.validate_python(value)
    assert isinstance(media, Media)
    assert media.kind == "video"
    return media


@pytest.mark.parametrize(
    "text",
    [
        "https://cdn.example/a.mp4",
        "HTTP://cdn.example/a.mp4",
        "gs://bucket/a.mp4",
        "local://file/1",
        "data:video/mp4;base64,AAAA",
        "  https://cdn.example/a.mp4 ",
    ],
)
def test_urls_are_kept(text):
    """A URL of any scheme stands for itself, without the space around it."""
    media = read(text)
    assert media.url == text.strip()
    assert media.is_url
    assert media.source is None


def test_bytes_paths_and_files_are_sources():
    """What is on this machine can be read, and has a name."""
    assert read(Path("a/b.mp4")).source == PathSource(Path("a/b.mp4"))
    assert read(io.BytesIO(b"abc")).source == BytesSource(b"abc")
    for data in (b"abc", bytearray(b"abc"), memoryview(b"abc")):
        assert read(data).source == BytesSource(b"abc")
    assert not read(b"abc").is_url
    assert read(Path("a/b.mp4")).name == "b.mp4"


def test_results_and_media_go_into_the_next_call():
    """A file of a result is its URL; media of another kind take on this one."""
    assert read(File(url="https://cdn.example/a.mp4")).url == "https://cdn.example/a.mp4"
    image = TypeAdapter(ImageInput).validate_python(b"abc")
    assert read(image) == Media("video", source=BytesSource(b"abc"))


def test_other_objects_are_for_hooks():
    """An object that core does not know is kept as it is, and named by its type."""
    raw = Decimal(1)
    media = read(raw)
    assert media.raw is raw
    assert (media.name, str(media), media.is_url) == ("Decimal", "Decimal", False)


@pytest.mark.parametrize(
    "value", [None, True, 5, 5.0, ["https://x.example/a"], ("a",), {"url": "x"}]
)
def test_what_stands_for_nothing_is_refused(value):
    """Numbers, lists, objects and nothing, by the name of their type."""
    with pytest.raises(ValidationError, match=f"not {type(value).__name__}"):
        read(value)


@pytest.mark.parametrize(
    "text", ["", "clip.mp4", "/etc/passwd", "C:\\clip.mp4", "data:nocomma", "https:/x", "a b://c"]
)
def test_a_text_is_never_a_path(text):
    """What is no URL is refused."""
    with pytest.raises(ValidationError, match="is neither"):
        read(text)


@pytest.mark.parametrize("text", ["http://[bad", "https://[::1/a.mp4"])
def test_a_malformed_url_is_refused_at_once(text):
    """A URL that cannot be taken apart would break later, in the middle of something."""
    with pytest.raises(ValidationError, match="neither"):
        read(text)


def test_file_urls_are_refused():
    """A `file:` URL would let a stranger's JSON read files of this machine."""
    with pytest.raises(ValidationError, match="passed as a Path"):
        read("file:///etc/passwd")


def test_a_long_text_is_cut_in_the_message():
    """Nobody wants to read all of a wrong argument."""
    with pytest.raises(ValidationError) as caught:
        read("x" * 5000)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    ("kind", "word"),
    [(VideoInput, "video"), (ImageInput, "image"), (AudioInput, "audio"), (MediaInput, "any")],
)
def test_the_schema_says_what_is_expected(kind, word):
    """In JSON a media argument is a URL, marked with its kind."""
    schema = TypeAdapter(kind).json_schema()
    assert schema == {"type": "string", "format": "uri", "x-framehook-media": word}


def test_written_down_it_is_its_url_or_its_name():
    """A source has no wire form before it is placed."""
    assert VIDEO.dump_python(read("https://x.example/a?b"), mode="json") == "https://x.example/a?b"
    assert VIDEO.dump_python(read(Path("a/b.mp4")), mode="json") == "b.mp4"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://x.example/a/b.mp4?c=/d", "b.mp4"),
        ("https://x.example", "file"),
        ("data:video/mp4;base64,AAAA", "data"),
    ],
)
def test_names_for_people(url, name):
    """The last part of the path."""
    assert Media("video", url=url).name == name


def test_nothing_long_or_secret_is_shown():
    """Texts of media have no query, no password and no data."""
    media = Media("video", url="https://me:word@x.example/a.mp4?sig=abc#f")
    assert str(media) == "https://x.example/a.mp4?…"
    assert repr(media) == "<video https://x.example/a.mp4?…>"
    assert repr(Media(None, source=BytesSource(b"x", "a.bin"))) == "<media a.bin>"


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        (
            "data:video/mp4;base64," + "A" * 4_000_000,
            r"<data:video/mp4 3\.0 MB sha256:[0-9a-f]{8}>",
        ),
        ("data:,hello", r"<data:text/plain 0\.0 MB sha256:[0-9a-f]{8}>"),
        ("data:text/plain,\ud800", r"<data:text/plain .*>"),
        ("https://x.example/a", r"https://x\.example/a"),
        ("http://[bad?token=1", "<malformed URL>"),
    ],
)
def test_urls_fit_for_logs(url, pattern):
    """Data by size and digest, the rest without its query."""
    assert re.fullmatch(pattern, shorten_url(url))


@given(st.text())
def test_any_text_can_be_shortened(text):
    """A log never fails because of what it is about."""
    assert isinstance(shorten_url(text), str)
    assert isinstance(shorten_url(f"data:{text}"), str)
    assert isinstance(shorten_url(f"http://{text}"), str)


@given(st.text())
def test_any_text_is_a_medium_or_a_plain_refusal(text):
    """What is taken can be shown; nothing but a validation error comes of the rest."""
    for value in (text, f"https://{text}"):
        try:
            media = read(value)
        except ValidationError:
            continue
        assert str(media)
        assert media.name
