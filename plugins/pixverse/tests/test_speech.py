"""Speech for lipsync, where the extra is installed."""

from __future__ import annotations

import wave

import pytest

from framehook_pixverse._local_speech import can_speak, speak

needs_speech = pytest.mark.skipif(
    not can_speak(), reason="The extra is not installed: pip install 'framehook-pixverse[speech]'."
)


@needs_speech
def test_a_text_is_heard(tmp_path):
    """A longer text takes longer, and the same text as long as before."""
    lengths = []
    for number, text in enumerate(["Hello.", "Hello, and welcome to the sea.", "Hello."]):
        path = tmp_path / f"{number}.wav"
        speak(text, path, voice="Auto")
        with wave.open(str(path)) as file:
            lengths.append(file.getnframes())
            assert any(file.readframes(file.getnframes()))
    assert lengths[0] == pytest.approx(lengths[2], rel=0.05)
    assert lengths[0] * 2 < lengths[1]


@needs_speech
def test_a_voice_has_its_own_pitch(tmp_path):
    """Two names do not sound the same."""
    for voice in ("Auto", "Emily"):
        speak("The tide comes in.", tmp_path / f"{voice}.wav", voice=voice)
    assert (tmp_path / "Auto.wav").read_bytes() != (tmp_path / "Emily.wav").read_bytes()
