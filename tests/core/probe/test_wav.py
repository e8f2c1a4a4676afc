"""Claims about WAVs."""

from __future__ import annotations

import struct

import pytest

from framehook.probe import probe, probe_bytes
from framehook.spi._facts import AudioFacts


def form(tag: int, bits: int, channels: int = 1, rate: int = 8000, more: bytes = b"") -> bytes:
    width = max(1, bits // 8) * channels
    body = struct.pack("<HHIIHH", tag, channels, rate, rate * width, width, bits) + more
    return struct.pack("<4sI", b"fmt ", len(body)) + body


def wav(*chunks: bytes, length: int = 16000, data: int = 16000, magic: bytes = b"RIFF") -> bytes:
    head = magic + struct.pack("<I4s", 0, b"WAVE") + b"".join(chunks)
    return head + struct.pack("<4sI", b"data", length) + bytes(data)


EXTENSION = struct.pack("<HHIH14x", 22, 16, 4, 1)


@pytest.mark.parametrize(
    ("chunk", "codec"),
    [
        (form(1, 16), "pcm_s16le"),
        (form(1, 8), "pcm_u8"),
        (form(3, 32), "pcm_f32le"),
        (form(6, 8), "pcm_alaw"),
        (form(0xFFFE, 16, more=EXTENSION), "pcm_s16le"),
        (form(0x1234, 16), None),
    ],
)
def test_formats(chunk, codec):
    """The format tag and the width of a sample name the codec."""
    facts = probe_bytes(wav(b"LIST\3\0\0\0abc\0", chunk))
    assert facts.audio is not None
    assert facts.audio.codec == codec
    assert facts.duration == 16000 / int.from_bytes(chunk[16:20], "little")


def test_lengths(disk):
    """Streamed, cut and 64-bit lengths are understood."""
    assert probe_bytes(wav(form(1, 16), length=0)).duration == 1.0
    assert probe_bytes(wav(form(1, 16), length=0xFFFFFFFF)).duration == 1.0
    cut = probe_bytes(wav(form(1, 16), length=32000))
    assert (cut.duration, cut.truncated) == (1.0, True)
    size = struct.pack("<4sIQQQI", b"ds64", 28, 0, 16000, 0, 0)
    data = wav(size, form(1, 16), length=0xFFFFFFFF, magic=b"RF64")
    sound = AudioFacts(codec="pcm_s16le", channels=1, sample_rate=8000, duration=1.0)
    assert probe_bytes(data).audio == sound
    streamed = disk((0, wav(form(1, 16), length=0, data=70_000))).facts(probe(None))
    assert (streamed.duration, streamed.why_unknown) == (
        None,
        "The file does not say how long it lasts.",
    )


def test_disorder_is_an_error():
    """Sound before its format, or none at all, has a reason."""
    assert "before its format" in probe_bytes(wav()).why_unknown
    assert "before its sound" in probe_bytes(wav(form(1, 16))[:40]).why_unknown
