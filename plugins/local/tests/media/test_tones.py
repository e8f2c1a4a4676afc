"""Tones are where they were asked for, and leave the sound under them alone."""

from __future__ import annotations

import wave
from array import array
from pathlib import Path

import pytest

from framehook.testing import make_wav
from framehook_local.media import MediaRefusedError, Tone, write_tones

RATE = 24000


def samples_of(path: Path) -> array[int]:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getframerate()) == (1, RATE)
        return array("h", file.readframes(file.getnframes()))


def loudest(samples: array[int], start: float, end: float) -> int:
    return max(map(abs, samples[round(start * RATE) : round(end * RATE)]))


def test_tones_are_heard_when_they_should_be_and_silence_otherwise(tmp_path: Path) -> None:
    """What lies behind the end is cut."""
    tones = [Tone(start=0.25, length=0.25, pitch=440), Tone(start=0.9, length=5, pitch=220)]
    write_tones(tmp_path / "a.wav", tones, seconds=1.0)
    samples = samples_of(tmp_path / "a.wav")
    assert len(samples) == RATE
    assert loudest(samples, 0, 0.24) == loudest(samples, 0.51, 0.89) == 0
    assert loudest(samples, 0.3, 0.45) > 6000
    assert loudest(samples, 0.95, 1.0) > 6000


def test_no_tones_are_silence(tmp_path: Path) -> None:
    """Of the asked length."""
    write_tones(tmp_path / "a.wav", [], seconds=0.5)
    assert samples_of(tmp_path / "a.wav") == array("h", bytes(RATE))


def test_the_sound_below_is_heard_too(tmp_path: Path) -> None:
    """For as long as it lasts; its loudness stays."""
    (tmp_path / "below.wav").write_bytes(make_wav(0.5))
    write_tones(tmp_path / "alone.wav", [], seconds=1.0, over=tmp_path / "below.wav")
    tones = [Tone(start=0.7, length=0.2, pitch=880)]
    write_tones(tmp_path / "both.wav", tones, seconds=1.0, over=tmp_path / "below.wav")
    alone, both = samples_of(tmp_path / "alone.wav"), samples_of(tmp_path / "both.wav")
    assert loudest(alone, 0.1, 0.4) > 500
    assert alone[: RATE // 2] == both[: RATE // 2]
    assert loudest(alone, 0.7, 0.9) == 0
    assert loudest(both, 0.75, 0.85) > 6000


def test_what_holds_no_sound_is_refused(tmp_path: Path) -> None:
    """And no file is left behind."""
    (tmp_path / "below.wav").write_bytes(b"RIFF")
    with pytest.raises(MediaRefusedError):
        write_tones(tmp_path / "a.wav", [], seconds=1.0, over=tmp_path / "below.wav")
    assert [path.name for path in tmp_path.iterdir()] == ["below.wav"]
