"""Claims about descriptions of sound and pictures in MP4 and QuickTime files."""

from __future__ import annotations

import struct

import pytest

from framehook.probe._boxes import Tally
from framehook.probe._sample_entry import picture, sound


def heard(entry: bytes):
    found = sound(memoryview(bytes(8) + entry), Tally(100))
    assert found is not None
    return found.codec, found.channels, found.rate


def head(version: int, channels: int = 2, rate: int = 44100) -> bytes:
    return bytes(8) + struct.pack(">H6xHHHHI", version, channels, 16, 0, 0, rate << 16)


def descriptor(kind: int, body: bytes) -> bytes:
    return bytes((kind, 0x80, len(body))) + body


def stream(kind: int, specific: bytes, flags: int = 0, extra: bytes = b"") -> bytes:
    config = bytes((kind,)) + bytes(12) + (descriptor(5, specific) if specific else b"")
    return bytes(4) + descriptor(3, bytes(2) + bytes((flags,)) + extra + descriptor(4, config))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # The configuration is right where the entry says two channels out of habit.
        (stream(0x40, b"\x12\x08"), ("aac", 1, 44100)),
        (stream(0x40, b"\x11\xb8"), ("aac", 8, 48000)),
        (stream(0x40, b"\x12\x10", 0xE0, b"\0\0" + b"\2ab" + b"\0\0"), None),
        (stream(0x40, b"\x12\x10", 0x40, b"\2ab"), ("aac", 2, 44100)),
        (stream(0x40, b"\x2b\x10"), ("aac", 2, 44100)),
        (stream(0x6B, b""), ("mp3", 2, 44100)),
        (stream(0x40, b""), ("aac", 2, 44100)),
        (bytes(4) + b"\4", ("mp4a", 2, 44100)),
        (bytes(4) + b"\3\x80\x80\x80\x80\x80", ("mp4a", 2, 44100)),
        (bytes(4) + descriptor(3, bytes(3) + b"\5"), ("mp4a", 2, 44100)),
    ],
)
def test_stream_descriptors(box, body, expected):
    """What the decoder is told counts, as far as it can be read."""
    found = heard(box(b"mp4a", head(0), box(b"esds", body)))
    assert found == (expected or ("mp4a", 2, 44100))


def test_quicktime_sound(box):
    """Versions 1 and 2 of sound descriptions, and those with a byte order of their own."""
    wave = box(b"wave", box(b"frma", b"mp4a"), box(b"esds", stream(0x40, b"\x12\x08")))
    assert heard(box(b"mp4a", head(1), bytes(16), wave)) == ("aac", 1, 44100)
    assert heard(box(b"in24", head(1), bytes(16), box(b"wave", box(b"enda", b"\0\1")))) == (
        "pcm_s24le",
        2,
        44100,
    )
    assert heard(box(b"fl32", head(0))) == ("pcm_f32be", 2, 44100)
    for bits, flags, codec in ((24, 4, "pcm_s24le"), (32, 3, "pcm_f32be"), (8, 0, "pcm_u8")):
        tail = struct.pack(">IdIIII", 72, 96000.0, 6, 0x7F000000, bits, flags) + bytes(8)
        assert heard(box(b"lpcm", head(2), tail)) == (codec, 6, 96000)
    broken = struct.pack(">IdIIII", 72, float("nan"), 6, 0, 16, 4) + bytes(8)
    assert heard(box(b"lpcm", head(2), broken)) == ("pcm_s16le", 6, None)


def test_no_entry_is_nothing(box):
    """An empty description has neither sound nor picture."""
    assert sound(memoryview(bytes(8)), Tally(9)) is None
    assert picture(memoryview(bytes(8)), Tally(9)) is None


def test_pictures(box):
    """An unknown codec keeps its four letters, if they are letters."""
    for kind, codec in ((b"hvc1", "hevc"), (b"XYZ ", "xyz"), (b"\0\1\2\3", None)):
        entry = box(
            kind,
            bytes(24),
            struct.pack(">HH", 30, 20),
            bytes(50),
            box(b"pasp", struct.pack(">II", 8, 6)),
        )
        found = picture(memoryview(bytes(8) + entry), Tally(9))
        assert found is not None
        assert (found.codec, found.size, found.pixel) == (codec, (30, 20), (4, 3))
