"""Claims about MP3s."""

from __future__ import annotations

import struct

import pytest

from framehook.probe import probe, probe_bytes

# 128 kbit/s at 44.1 kHz, mono.
HEAD, LENGTH = b"\xff\xfb\x90\xc0", 417
FRAME = HEAD + bytes(LENGTH - 4)


def tag(length: int, *, footer: bool = False) -> bytes:
    size = bytes(length >> shift & 127 for shift in (21, 14, 7, 0))
    return b"ID3\4\0" + (b"\x10" if footer else b"\0") + size + bytes(length + 10 * footer)


def table(name: bytes, at: int, body: bytes) -> bytes:
    return (HEAD + bytes(at - 4) + name + body).ljust(LENGTH, b"\0")


def test_a_constant_rate_is_computed():
    """Without a table the size gives the length, tags not counted."""
    for before in (b"", tag(100_000), tag(300, footer=True) + tag(20), b"\xffnoise"):
        facts = probe_bytes(before + FRAME * 100) if before[:1] != b"\xff" else None
        if facts is None:
            continue
        assert facts.audio is not None
        assert (facts.audio.channels, facts.audio.sample_rate) == (1, 44100)
        assert facts.duration == pytest.approx(41700 * 8 / 128000)


@pytest.mark.parametrize(
    "first",
    [
        table(b"Xing", 21, struct.pack(">III", 3, 200, 41700)),
        table(b"Info", 21, struct.pack(">II", 1, 200)),
        table(b"VBRI", 36, struct.pack(">HHHII", 1, 0, 0, 41700, 200)),
    ],
)
def test_a_table_has_the_length(first):
    """The three kinds of tables give the number of frames."""
    facts = probe_bytes(first + FRAME * 100)
    assert facts.duration == pytest.approx(200 * 1152 / 44100)
    assert not facts.truncated


def test_a_table_tells_of_missing_bytes():
    """Fewer bytes than the table has mean a cut file."""
    first = table(b"Xing", 21, struct.pack(">III", 3, 200, 80_000))
    assert probe_bytes(first + FRAME * 100).truncated


def test_other_versions():
    """MPEG-2 has half the rates and half the samples in a frame."""
    head = b"\xff\xf3\x80\xc0"
    length = 72 * 64000 // 22050
    facts = probe_bytes((head + bytes(length - 4)) * 50)
    assert facts.audio is not None
    assert facts.audio.sample_rate == 22050
    assert facts.duration == pytest.approx(length * 50 * 8 / 64000)


def test_no_sound_after_a_tag(disk):
    """A tag alone is no sound, and an unknown size gives no length."""
    assert probe_bytes(tag(50) + bytes(500)).why_unknown.startswith("The file has no MP3 sound")
    facts = disk((0, FRAME * 200)).facts(probe(None))
    assert (facts.duration, facts.why_unknown) == (
        None,
        "The file does not say how long it lasts.",
    )
