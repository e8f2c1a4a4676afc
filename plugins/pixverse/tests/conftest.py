"""Clips that drafts begin with."""

from __future__ import annotations

import pytest

from framehook.testing import make_mp4
from framehook_local.spi import Tone, merge_audio_video, write_tones


@pytest.fixture(scope="session")
def clip(tmp_path_factory):
    """A silent clip of a second and a half, at the smallest tier."""
    path = tmp_path_factory.mktemp("clip") / "shore.mp4"
    path.write_bytes(make_mp4(640, 360, frames=36, fps=24))
    return path


@pytest.fixture(scope="session")
def loud_clip(clip, tmp_path_factory):
    """The same clip with a tone in its first half second."""
    folder = tmp_path_factory.mktemp("loud")
    write_tones(folder / "tone.wav", [Tone(start=0, length=0.5, pitch=300)], seconds=1.5)
    merge_audio_video(clip, folder / "tone.wav", folder / "shore.mp4")
    return folder / "shore.mp4"
