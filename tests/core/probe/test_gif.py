"""Claims about GIFs."""

from __future__ import annotations

import struct

from framehook.probe import probe, probe_bytes


def picture(delay: int | None, colours: bool = False) -> bytes:
    control = b"" if delay is None else b"\x21\xf9\x04" + struct.pack("<BHB", 0, delay, 0) + b"\0"
    local = bytes(12) if colours else b""
    return control + b"\x2c" + bytes(8) + (b"\x81" if colours else b"\0") + local + b"\2\3abc\0"


def gif(*parts: bytes, end: bytes = b";") -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", 30, 20, 0x80, 0, 0) + bytes(6) + b"".join(parts) + end


def test_delays_make_the_rate():
    """Delays add up; none or too short a one counts as a tenth of a second, as in browsers."""
    comment = b"\x21\xfe\5hello\0"
    facts = probe_bytes(
        gif(comment, picture(4), picture(4, colours=True), picture(0), picture(None))
    )
    assert (facts.kind, facts.frames, facts.exact, facts.duration) == ("video", 4, True, 0.28)
    assert (facts.fps, facts.variable_rate, facts.size) == (400 / 28, True, (30, 20))


def test_one_picture_is_an_image():
    """A single picture has no rate."""
    facts = probe_bytes(gif(picture(4)))
    assert (facts.kind, facts.frames, facts.fps, facts.duration) == ("image", 1, None, None)


def test_the_end_can_be_missing():
    """Without its last byte a GIF is truncated; without a picture nothing is known."""
    assert probe_bytes(gif(picture(4), end=b"")).truncated
    assert probe_bytes(gif(picture(4), picture(4)[:-2], end=b"")).frames == 1
    facts = probe_bytes(gif(end=b""))
    assert "before its first picture" in facts.why_unknown


def test_a_very_long_one_is_estimated(disk):
    """Beyond 8 MiB the rest is estimated, unless all of it is asked for."""
    piece = picture(4)[:-1] + (b"\xff" + bytes(255)) * 400 + b"\0"
    data = gif(*[piece] * 120)
    facts = (drive := disk((0, data))).facts()
    assert not facts.exact
    assert not facts.truncated
    assert facts.frames is not None
    assert abs(facts.frames - 120) <= 2
    assert drive.taken <= (8 << 20) + 4096
    facts = disk((0, data)).facts(probe(len(data), exhaustive=True))
    assert (facts.frames, facts.exact) == (120, True)
