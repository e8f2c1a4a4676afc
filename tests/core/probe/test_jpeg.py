"""Claims about JPEGs."""

from __future__ import annotations

import struct

import pytest

from framehook.probe import probe_bytes


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


FRAME = segment(0xC2, b"\x08" + struct.pack(">HHB", 20, 30, 1) + b"\1\x11\0")
SCAN = segment(0xDA, b"\1\1\0\0\x3f\0") + b"abc\xff\0def"
END = b"\xff\xd9"


def exif(order: str, orientation: int) -> bytes:
    head = b"II*\0" if order == "<" else b"MM\0*"
    entries = struct.pack(order + "HHII", 0x100, 3, 1, 0)
    entries += struct.pack(order + "HHIHH", 0x112, 3, 1, orientation, 0)
    return segment(0xE1, b"Exif\0\0" + head + struct.pack(order + "IH", 8, 2) + entries)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("orientation", "rotation"), [(1, 0), (3, 180), (6, 90), (8, 270), (9, 0)])
def test_orientation_turns_the_size(order, orientation, rotation):
    """The orientation of a camera decides about the shown size."""
    data = b"\xff\xd8" + exif(order, orientation) + b"\xff" + FRAME + SCAN + END
    facts = probe_bytes(data)
    assert (facts.rotation, facts.coded_size, facts.frames) == (rotation, (30, 20), 1)
    assert facts.size == ((20, 30) if rotation in (90, 270) else (30, 20))
    assert not facts.truncated


def test_damaged_orientation_is_ignored():
    """A directory that is cut short, or of no byte order, turns nothing."""
    for broken in (b"Exif\0\0II*\0\x08\0\0\0\xff\0", b"Exif\0\0XX*\0"):
        facts = probe_bytes(b"\xff\xd8" + segment(0xE1, broken) + FRAME + SCAN + END)
        assert (facts.rotation, facts.size) == (0, (30, 20))


def test_only_picture_data_at_the_end_means_truncated():
    """A long file that ends in picture data is cut; one with something appended is not."""
    start = b"\xff\xd8\xff\x01" + FRAME + SCAN
    coded = b"abc\xff\0defgh" * 20_000
    assert probe_bytes(start + coded).truncated
    assert not probe_bytes(start + coded + END).truncated
    assert not probe_bytes(start + coded + END + bytes(10_000)).truncated


def test_a_size_is_needed():
    """Without a frame header nothing is known."""
    assert "before its picture's size" in probe_bytes(b"\xff\xd8" + exif("<", 1)).why_unknown
