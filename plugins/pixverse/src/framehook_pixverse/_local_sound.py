"""Sound for drafts: tones that stand in for what a model would make or say."""

from __future__ import annotations

__all__ = ("add_tones", "has_sound", "lay_under", "length_of", "spoken_tones")

from collections.abc import Sequence
from pathlib import Path
from random import Random

from framehook.spi import Work
from framehook_local import spi as toolkit

# Seconds that a letter takes to say, and that a word takes besides.
_LETTER, _BREATH = 0.06, 0.08
_LOW, _OCTAVES = 110.0, 2


def has_sound(path: Path) -> bool:
    """Say whether a file has a sound track."""
    with toolkit.open_media(path, need="any") as container:
        return bool(container.streams.audio)


def length_of(path: Path) -> float:
    """Return how many seconds the pictures of a video last."""
    clip = toolkit.scan_clip(path)
    return float(clip.seconds_at(clip.frames))


def spoken_tones(text: str, voice: str) -> list[toolkit.Tone]:
    """Return a tone for each word, as long as the word takes, at the pitch of the voice."""
    pitch = _LOW + sum(map(ord, voice)) % _LOW
    tones: list[toolkit.Tone] = []
    start = 0.0
    for word in text.split():
        length = _LETTER * len(word)
        tones.append(toolkit.Tone(start=start, length=length, pitch=pitch))
        start += length + _BREATH
    return tones


def lay_under(
    work: Work,
    video: Path,
    target: Path,
    tones: Sequence[toolkit.Tone],
    *,
    over: Path | None = None,
) -> Sequence[str]:
    """Put tones under a video, along with the sound of `over`; return what was assumed."""
    sound = work.folder / "tones.wav"
    toolkit.write_tones(sound, tones, seconds=length_of(video), over=over)
    return toolkit.merge_audio_video(video, sound, target, tick=work.progress).notes


def add_tones(
    work: Work,
    video: Path,
    target: Path,
    *,
    seed: int,
    over: Path | None = None,
    start: float = 0.0,
) -> Sequence[str]:
    """Put a row of tones, which the seed chooses, under a video from a moment on."""
    length = length_of(video)
    random = Random(seed)  # noqa: S311 - a seed is no secret
    tones: list[toolkit.Tone] = []
    while start < length:
        pause = 0.3 + 0.5 * random.random()
        pitch = _LOW * 2 ** (random.randrange(12 * _OCTAVES + 1) / 12)
        tones.append(toolkit.Tone(start=start, length=0.8 * pause, pitch=pitch))
        start += pause
    notes = lay_under(work, video, target, tones, over=over)
    return ["The sound is a row of tones: nothing here knows what should be heard.", *notes]
