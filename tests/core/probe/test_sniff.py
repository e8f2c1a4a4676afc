"""Claims about what a file is by its first bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.probe import sniff

KNOWN = {
    b"\0\0\0\x18ftypisom": "mp4",
    b"\0\0\0\x18ftypqt  ": "mov",
    b"\0\0\0\x18ftypheic": "heif",
    b"\0\0\0\x18ftypavif": "avif",
    b"\0\0\0\x08wide\0\0\0\0mdat": "mov",
    b"\0\0\0\x08styp": "mp4",
    b"\x1aE\xdf\xa3\x9fB\x82\x84webm": "webm",
    b"\x1aE\xdf\xa3\x9fB\x82\x88matroska": "mkv",
    b"RIFF\0\0\0\0AVI ": "avi",
    b"RIFF\0\0\0\0WAVE": "wav",
    b"RIFF\0\0\0\0ABCD": None,
    b"\xff\xfb\x90\x00": "mp3",
    b"\xff\xf1\x50\x80": None,
    b"\x47" + bytes(187) + b"\x47": "mpegts",
    b"ffconcat version 1.0": "playlist",
    b"\xef\xbb\xbf \n#EXTM3U": "playlist",
    b"<?xml version='1.0'?><MPD>": "playlist",
    b"<MPD xmlns=": "playlist",
    b"[playlist]": "playlist",
    b"v=0\r\no=-": "playlist",
    b" <!DOCTYPE HTML>": "html",
    b"hello": None,
    b"": None,
}


@pytest.mark.parametrize(("head", "name"), KNOWN.items())
def test_known_beginnings(head, name):
    """Magic numbers decide, and text that opens other files is a playlist."""
    assert sniff(head) == name


def test_every_clip_is_what_it_is(clips):
    """The container of each clip is recognised by its content alone."""
    named = {"m4a": "mp4", "jpg": "jpeg"}
    for name, path in clips.items():
        ending = name.rsplit(".", 1)[1]
        assert sniff(path.read_bytes()[:4096]) == named.get(ending, ending), name


@given(st.binary(max_size=300))
def test_nothing_fails(head):
    """Any bytes have a name or none."""
    assert sniff(head) is None or sniff(head)
