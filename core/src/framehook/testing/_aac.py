"""Silence as AAC, without an encoder."""

from __future__ import annotations

__all__ = ("SAMPLES_A_FRAME", "aac_config", "silent_frame")

from ._bits import Bits

SAMPLES_A_FRAME = 1024
RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000)
LOW_COMPLEXITY = 2


def _channel(bits: Bits) -> Bits:
    # Gain; then one long window with no bands at all, and none of the optional tools.
    return bits.fixed(0, 8).fixed(0, 4).fixed(0, 6).fixed(0, 1).fixed(0, 3)


def silent_frame(channels: int) -> bytes:
    """Return 1024 samples of silence, in one or two channels."""
    if channels == 1:
        bits = _channel(Bits().fixed(0, 7))
    elif channels == 2:
        bits = _channel(_channel(Bits().fixed(1, 3).fixed(0, 5)))
    else:
        msg = f"AAC silence comes with 1 or 2 channels, not {channels!r}."
        raise ValueError(msg)
    return bits.fixed(7, 3).align().to_bytes()


def aac_config(rate: int, channels: int) -> bytes:
    """Return the descriptors of an `esds` box."""
    specific = Bits().fixed(LOW_COMPLEXITY, 5).fixed(RATES.index(rate), 4)
    specific.fixed(channels, 4).fixed(0, 3)
    inner = _descriptor(5, specific.to_bytes())
    # 0x40: MPEG-4 audio; 0x15: an audio stream; no buffer size or bit rates are given.
    decoder = _descriptor(4, b"\x40\x15" + bytes(11) + inner)
    return _descriptor(3, b"\x00\x00\x00" + decoder + _descriptor(6, b"\x02"))


def _descriptor(tag: int, body: bytes) -> bytes:
    return bytes((tag, len(body))) + body
