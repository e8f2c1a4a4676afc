"""Sound that is the same on every machine."""

from __future__ import annotations

__all__ = ("make_wav", "samples")

import struct
import sys
from array import array
from math import gcd

CLICK_SECONDS = 1 / 1000
LOUD = 32000


def _wave(tone: int, rate: int) -> list[int]:
    # Bhaskara's approximation of the sine in whole numbers: floating point would give
    # other bytes with another mathematical library.
    period = rate // gcd(tone, rate)
    wave: list[int] = []
    for index in range(period):
        place, half = index * tone % rate * 2, rate
        sign = 1 if place < half else -1
        arch = place % half * (half - place % half)
        wave.append(sign * (12000 * 16 * arch // (5 * half * half - 4 * arch)))
    return wave


def samples(
    seconds: float, rate: int, channels: int, tone: int = 440, click_at: float | None = None
) -> bytes:
    """Return interleaved 16-bit little-endian samples."""
    count = round(seconds * rate)
    wave = _wave(tone, rate) if tone else [0]
    one = (wave * (count // len(wave) + 1))[:count]
    if click_at is not None:
        first = round(click_at * rate)
        for index in range(first, min(count, first + max(1, round(CLICK_SECONDS * rate)))):
            one[index] = LOUD
    sound = array("h", one if channels == 1 else (v for v in one for _ in range(channels)))
    if sys.byteorder == "big":
        sound.byteswap()
    return sound.tobytes()


def make_wav(
    seconds: float = 1.0,
    rate: int = 48000,
    channels: int = 1,
    *,
    tone: int = 440,
    click_at: float | None = None,
) -> bytes:
    """
    Make a WAV file with 16-bit samples.

    Args:
        seconds: How long.
        rate: Samples in a second.
        channels: How many; all have the same sound.
        tone: In hertz; 0 for silence.
        click_at: Where a click of one millisecond begins, in seconds.

    Example:
        ```python
        assert len(make_wav(0.5, rate=8000)) == 44 + 2 * 4000
        ```
    """
    if seconds <= 0 or rate <= 0 or not 1 <= channels <= 8:
        msg = f"No sound has seconds={seconds!r}, rate={rate!r}, channels={channels!r}."
        raise ValueError(msg)
    data = samples(seconds, rate, channels, tone, click_at)
    frame = 2 * channels
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * frame, frame, 16)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    body += b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body
