"""Made sound."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from framehook.testing import make_wav
from framehook.testing._sound import samples


def heard(data: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(data)) as file:
        assert file.getsampwidth() == 2
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return sound.reshape(-1, file.getnchannels())


def test_length_rate_and_channels_are_as_asked():
    """An independent reader finds what was asked for."""
    with wave.open(io.BytesIO(make_wav(0.25, rate=44100, channels=2))) as file:
        assert file.getparams()[:4] == (2, 2, 44100, 11025)


@pytest.mark.parametrize("tone", [440, 1000])
def test_the_tone_has_its_frequency(tone):
    """The strongest frequency is the one that was asked for."""
    sound = heard(make_wav(1, rate=44100, tone=tone))[:, 0]
    assert int(np.argmax(np.abs(np.fft.rfft(sound)))) == tone


def test_the_click_begins_at_its_sample():
    """In silence nothing but the click is heard, and it begins at its time."""
    sound = heard(make_wav(1, rate=48000, channels=2, tone=0, click_at=0.25))
    loud = np.flatnonzero(sound[:, 1])
    assert (loud[0], len(loud)) == (12000, 48)


def test_a_click_past_the_end_is_not_heard():
    """The length does not depend on the click."""
    sound = heard(make_wav(0.1, rate=8000, tone=0, click_at=5))
    assert sound.shape == (800, 1)
    assert not sound.any()


def test_samples_are_little_endian_on_every_machine(monkeypatch):
    """A machine that stores numbers the other way round swaps their bytes."""
    usual = samples(0.01, 8000, 1)
    monkeypatch.setattr("sys.byteorder", "big")
    assert samples(0.01, 8000, 1) == bytes(
        byte for low, high in zip(usual[::2], usual[1::2], strict=True) for byte in (high, low)
    )


@pytest.mark.parametrize("arguments", [{"seconds": 0}, {"rate": 0}, {"channels": 9}])
def test_no_sound_without_length_rate_and_channels(arguments):
    """Impossible arguments are named."""
    with pytest.raises(ValueError, match="No sound has"):
        make_wav(**arguments)
