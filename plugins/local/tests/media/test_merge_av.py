"""Putting sound under a video: the pictures are untouched, the sound is exact."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any

import av
import pytest

from framehook_local.media import MediaRefusedError, merge_audio_video


def _packets(path: Path) -> list[tuple[bytes, Any, Any]]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return [
            (bytes(p), p.pts * p.time_base, p.dts * p.time_base)
            for p in container.demux(stream)
            if p.size
        ]


def _samples(path: Path) -> list[float]:
    """The left channel as it is played."""
    found = array("f")
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            data = bytes(frame.planes[0])[: frame.samples * 4]
            found.frombytes(data)
    return list(found)


@pytest.mark.parametrize("source", ["plain", "reordered"])
def test_picture_packets_are_copied_byte_by_byte(
    kit: Any, tmp_path: Path, request: pytest.FixtureRequest, source: str
) -> None:
    """Bytes and times are the source's own."""
    video = request.getfixturevalue(source)
    sound = kit.tone("tone.wav")
    result = merge_audio_video(video, sound, tmp_path / "out.mp4", start_offset=0.5)
    assert result.is_copied
    assert _packets(tmp_path / "out.mp4") == _packets(video)


@pytest.mark.parametrize(
    ("offset", "expected"), [(0.0, 24000), (0.5, 48000), (1.2345, 83256), (-0.25, 12000)]
)
def test_sound_begins_at_its_very_sample(
    kit: Any, plain: Path, tmp_path: Path, offset: float, expected: int
) -> None:
    """A click half a second into the sound is heard where it must be."""
    sound = kit.clicks(f"click{offset}.wav", seconds=3, at=(24000,))
    result = merge_audio_video(plain, sound, tmp_path / "out.mp4", start_offset=offset)
    samples = _samples(tmp_path / "out.mp4")
    loudest = max(range(len(samples)), key=lambda index: abs(samples[index]))
    assert loudest == expected
    assert result.first_sample == round(offset * 48000)


def test_the_sound_ends_with_the_pictures(kit: Any, plain: Path, tmp_path: Path) -> None:
    """60 frames at 24 a second are 120,000 samples at 48 kHz."""
    result = merge_audio_video(plain, kit.tone("long.wav", seconds=9), tmp_path / "out.mp4")
    assert (result.samples, result.seconds, result.frames) == (120000, 2.5, 60)
    assert abs(len(_samples(tmp_path / "out.mp4")) - 120000) < 1024


def test_short_sound_stays_short(kit: Any, plain: Path, tmp_path: Path) -> None:
    """Nothing is made up behind it, and the result says where it ends."""
    result = merge_audio_video(plain, kit.tone("short.wav", seconds=1), tmp_path / "out.mp4")
    assert result.samples == 48000
    assert "ends at 1.000 s" in result.notes[1]


def test_a_codec_that_mp4_cannot_hold_is_encoded(kit: Any, tmp_path: Path) -> None:
    """And the result says so."""
    video = kit.clip("vp8.webm", frames=20, codec="libvpx", options={"deadline": "realtime"})
    sound = kit.tone("tone8.wav", rate=44100)
    result = merge_audio_video(video, sound, tmp_path / "out.mp4")
    assert (result.is_copied, result.sample_rate) == (False, 44100)
    assert len(kit.decode(tmp_path / "out.mp4")) == 20


def test_a_video_without_sound_is_no_sound(kit: Any, reordered: Path, tmp_path: Path) -> None:
    """It is refused before anything is written."""
    with pytest.raises(MediaRefusedError) as caught:
        merge_audio_video(reordered, reordered, tmp_path / "out.mp4")
    assert caught.value.code == "media.no_audio"
    assert list(tmp_path.iterdir()) == []


def test_cancelling_leaves_no_file(kit: Any, plain: Path, tmp_path: Path) -> None:
    """Whatever the tick raises comes out."""

    def tick(done: int, total: int | None, text: str) -> None:
        if text == "Merging" and done > 20:
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        merge_audio_video(plain, kit.tone("t.wav"), tmp_path / "out.mp4", tick=tick)
    assert list(tmp_path.iterdir()) == []
