"""Claims about PNGs."""

from __future__ import annotations

import struct

from framehook.probe import probe_bytes


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", len(body), kind) + body + bytes(4)


def control(delay: tuple[int, int]) -> bytes:
    return chunk(b"fcTL", bytes(20) + struct.pack(">HHBB", *delay, 0, 0))


START = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 30, 20, 8, 2, 0, 0, 0))
END = chunk(b"IEND")


def test_a_long_picture_is_not_walked_through(disk):
    """The end of a still picture is looked for where it has to be."""
    data = START + chunk(b"IDAT", bytes(8000)) * 100 + END
    facts = (drive := disk((0, data))).facts()
    assert (facts.kind, facts.frames, facts.truncated, facts.size) == ("image", 1, False, (30, 20))
    assert len(drive.reads) == 2
    assert not disk((0, data + b"trailing")).facts().truncated
    assert disk((0, data[:-20])).facts().truncated


def test_delays_of_an_animation():
    """Delays are fractions, of which a denominator of zero means hundredths."""
    pictures = control((1, 25)) + chunk(b"IDAT") + control((4, 0)) + chunk(b"fdAT")
    data = START + chunk(b"acTL", struct.pack(">II", 2, 0)) + pictures
    facts = probe_bytes(data + END)
    assert (facts.kind, facts.codec, facts.frames, facts.exact) == ("video", "apng", 2, True)
    assert (facts.fps, facts.duration, facts.variable_rate) == (25.0, 0.08, False)
    assert probe_bytes(data).truncated


def test_a_long_animation_is_not_walked_through(disk):
    """The header has the number of pictures; their times are inferred from the first ones."""
    pieces, at = [], 0
    start = START + chunk(b"acTL", struct.pack(">II", 100, 0))
    pieces.append((0, start))
    at = len(start)
    for _ in range(100):
        head = control((1, 10)) + struct.pack(">I4s", 1 << 20, b"fdAT")
        pieces.append((at, head))
        at += len(head) + (1 << 20) + 4
    facts = disk(*pieces, (at, END)).facts()
    assert (facts.frames, facts.exact, facts.fps, facts.variable_rate) == (100, True, 10.0, None)
    assert "too long" in facts.why_unknown


def test_another_first_chunk_is_no_png():
    """The first chunk is the header."""
    assert "no PNG" in probe_bytes(START[:8] + END * 3).why_unknown
