"""Claims about WebPs."""

from __future__ import annotations

import struct

from framehook.probe import probe_bytes

HEAD = struct.pack("<4sIB3x", b"VP8X", 10, 2) + b"\x1d\0\0\x13\0\0"


def picture(milliseconds: int) -> bytes:
    return struct.pack("<4sI12x", b"ANMF", 16 + 20) + milliseconds.to_bytes(3, "little") + bytes(21)


def riff(body: bytes) -> bytes:
    return struct.pack("<4sI4s", b"RIFF", 4 + len(body), b"WEBP") + body


def test_an_animation_is_counted():
    """Each picture has a time of its own."""
    facts = probe_bytes(
        riff(HEAD + picture(40) + struct.pack("<4sI", b"XMP ", 3) + b"abc\0" + picture(80))
    )
    assert (facts.kind, facts.frames, facts.exact, facts.size) == ("video", 2, True, (30, 20))
    assert (facts.duration, facts.fps, facts.variable_rate) == (0.12, 2000 / 120, True)


def test_an_animation_of_one_picture_is_an_image():
    """One picture does not move; none are an error."""
    facts = probe_bytes(riff(HEAD + picture(40)))
    assert (facts.kind, facts.frames, facts.fps) == ("image", 1, None)
    assert "before its first picture" in probe_bytes(riff(HEAD)).why_unknown
    assert "no WebP" in probe_bytes(riff(b"JUNK" + bytes(30))).why_unknown


def test_a_long_animation_is_estimated(disk):
    """Beyond the limit of reads the number of pictures is inferred from the bytes."""
    step, count = 1 << 20, 200
    head = struct.pack("<4sI12x", b"ANMF", step - 8) + (40).to_bytes(3, "little")
    pieces = [(12 + len(HEAD) + index * step, head) for index in range(count)]
    size = 12 + len(HEAD) + count * step
    start = struct.pack("<4sI4s", b"RIFF", size - 8, b"WEBP") + HEAD
    facts = (drive := disk((0, start), *pieces, size=size)).facts()
    assert (facts.frames, facts.exact, facts.fps) == (200, False, 25.0)
    assert len(drive.reads) <= 64
