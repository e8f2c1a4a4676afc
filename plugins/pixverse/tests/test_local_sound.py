"""What is heard of drafts made on this machine."""

from __future__ import annotations

import pytest
from execution import made
from footage import loudness_of, packets_of

from framehook.testing import make_wav
from framehook_pixverse import local, video
from framehook_pixverse._local_speech import can_speak


def run(name, folder, **arguments):
    """Run a call; return the work, and the video that was made."""
    endpoint = getattr(video, name)
    work, _ = made(getattr(local, name), endpoint.parse(arguments), folder)
    return work, folder / "video.mp4"


def test_lipsync_keeps_the_pictures_and_puts_the_speech_under_them(loud_clip, tmp_path):
    """Packet by packet; the clip's own sound is gone, and the unused fields are named."""
    (tmp_path / "speech.wav").write_bytes(make_wav(1.0))
    work, path = run(
        "lipsync",
        tmp_path / "a",
        video_url=loud_clip,
        audio_url=tmp_path / "speech.wav",
        text="unheard",
    )
    assert packets_of(path) == packets_of(loud_clip)
    assert max(loudness_of(path)[11:19]) > 0.01
    assert "'text' changes nothing where there is audio." in work.assumed


@pytest.mark.skipif(can_speak(), reason="With the extra the text is spoken.")
def test_a_text_is_a_tone_for_each_word(clip, tmp_path):
    """At the pitch of the voice, and cut where the video ends, which is said."""
    arguments = {"video_url": clip, "text": "abcdef abcdef"}
    work, path = run("lipsync", tmp_path / "a", **arguments)
    assert packets_of(path) == packets_of(clip)
    loud = loudness_of(path)
    assert [value > 0.1 for value in (max(loud[1:6]), max(loud[10:15]), max(loud[18:]))] == [
        True,
        True,
        False,
    ]
    assert any("not spoken" in text for text in work.assumed)
    assert not any("longer than the video" in text for text in work.assumed)
    long, _ = run("lipsync", tmp_path / "b", video_url=clip, text="ab " * 99)
    assert any("longer than the video" in text for text in long.assumed)


@pytest.mark.parametrize("is_kept", [False, True])
def test_sound_effects_replace_the_sound_or_are_heard_along_with_it(loud_clip, tmp_path, is_kept):
    """The pictures stay, packet by packet."""
    work, path = run(
        "sound_effects",
        tmp_path / "a",
        video_url=loud_clip,
        prompt="waves",
        original_sound_switch=is_kept,
    )
    assert packets_of(path) == packets_of(loud_clip)
    assert max(loudness_of(path)[20:]) > 0.1
    assert any("kept under the new one" in text for text in work.assumed) is is_kept
    early = max(loudness_of(path)[2:8])
    assert (early > 0.3) is is_kept
