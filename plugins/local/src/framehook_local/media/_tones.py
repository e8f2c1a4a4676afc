"""Sound that stands in for one that a model would make."""

from __future__ import annotations

__all__ = ("Tone", "write_tones")

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import pi, sin
from pathlib import Path

import av
from av.audio.frame import AudioFrame

from ._mix import mix_sounds
from ._open import Limits
from ._part import part_of
from ._pcm import SoundTrack, decode_sound, place_sound

_RATE = 24000
_LEVEL = 0.25
# Seconds in which a tone comes up and dies away; without it, it would click.
_SLOPE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """
    One tone, in seconds and in swings a second.

    Example:
        >>> Tone(start=0.5, length=0.25, pitch=440).pitch
        440
    """

    start: float
    length: float
    pitch: float


def write_tones(
    target: Path,
    tones: Sequence[Tone],
    *,
    seconds: float,
    over: Path | None = None,
    limits: Limits | None = None,
) -> None:
    """
    Write tones as a WAV file, with silence between them.

    Args:
        target: The file to write. It appears when it is whole.
        tones: When to hear what; what lies behind the end is cut.
        seconds: Length of the file.
        over: A file whose sound is heard along with the tones, as loud as it is.
        limits: What that file may ask for.

    Raises:
        MediaRefusedError: `over` cannot be used.
    """
    total = round(seconds * _RATE)
    made = place_sound(iter([_drawn(tones, total)]), rate=_RATE, layout="mono", total=total)
    sounds = [made]
    if over is not None:
        decoded = decode_sound(over, rate=_RATE, layout="mono", limits=limits, origin=Fraction(0))
        sounds.append(_whole(decoded, total))
    with (
        part_of(target) as part,
        av.open(str(part), "w", format="wav") as out,
    ):
        mixed = mix_sounds(sounds, rate=_RATE, layout="mono")
        SoundTrack(out, mixed, rate=_RATE, layout="mono", codec="pcm_s16le").until()


def _whole(sound: Iterator[AudioFrame], total: int) -> Iterator[AudioFrame]:
    return place_sound(sound, rate=_RATE, layout="mono", total=total, is_padded=True)


def _drawn(tones: Sequence[Tone], total: int) -> AudioFrame:
    samples = array("f", bytes(4 * total))
    for tone in tones:
        first = min(total, round(tone.start * _RATE))
        count = min(total - first, round(tone.length * _RATE))
        swing = 2 * pi * tone.pitch / _RATE
        slope = _SLOPE * _RATE
        for index in range(count):
            loud = min(1.0, index / slope, (count - index) / slope)
            samples[first + index] += _LEVEL * loud * sin(swing * index)
    frame = AudioFrame("fltp", "mono", max(1, total))
    frame.sample_rate = _RATE
    plane = frame.planes[0]
    plane.update(samples.tobytes().ljust(plane.buffer_size, b"\0"))
    return frame
