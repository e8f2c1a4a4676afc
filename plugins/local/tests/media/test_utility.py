"""The utility work is real: exact frames, exact lengths, measured numbers."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from framehook_local.media import (
    Keyframe,
    Loudness,
    Track,
    audio_format,
    compose_tracks,
    describe_media,
    extract_frame,
    images_to_video,
    join_audios,
    join_videos,
    measure_loudness,
    measure_waveform,
    normalize_loudness,
    output_formats,
)


def _luma(kit: Any, frame: Any) -> bytes:
    return kit.values(frame)[: frame.width * frame.height]


def _samples(path: Path) -> int:
    with av.open(str(path)) as container:
        return sum(frame.samples for frame in container.decode(audio=0))


@pytest.mark.parametrize(
    ("which", "number"), [("first", 0), ("middle", 30), ("last", 59), (41, 41)]
)
@pytest.mark.parametrize("source", ["plain", "reordered"])
def test_the_very_frame_is_extracted(
    kit: Any, tmp_path: Path, request: pytest.FixtureRequest, source: str, which: Any, number: int
) -> None:
    """A PNG has the colours of exactly that frame."""
    video = request.getfixturevalue(source)
    result = extract_frame(video, tmp_path / "a.png", which=which)
    assert (result.frame, result.size) == (number, (192, 108))
    frames = kit.decode(video)
    picture = kit.decode(tmp_path / "a.png")[0].reformat(format="yuv420p", dst_color_range="MPEG")
    first = max(0, number - 2)
    found = _luma(kit, picture)
    errors = [
        sum(abs(a - b) for a, b in zip(found, _luma(kit, frame), strict=True)) / len(found)
        for frame in frames[first : number + 3]
    ]
    assert errors.index(min(errors)) == number - first
    assert min(errors) < 1.5


def test_a_jpeg_is_a_jpeg(plain: Path, tmp_path: Path) -> None:
    """By the ending of its name."""
    extract_frame(plain, tmp_path / "a.jpg")
    assert (tmp_path / "a.jpg").read_bytes()[:3] == b"\xff\xd8\xff"


def test_there_is_no_frame_behind_the_last(plain: Path, tmp_path: Path) -> None:
    """The message names the range."""
    with pytest.raises(ValueError, match="0 to 59"):
        extract_frame(plain, tmp_path / "a.png", which=60)


def test_pictures_are_held_for_their_frames(
    kit: Any, plain: Path, reordered: Path, tmp_path: Path
) -> None:
    """Cuts come exactly where they must."""
    extract_frame(plain, tmp_path / "a.png", which="first")
    extract_frame(kit.clip("tall.mp4", frames=3, size=(60, 120)), tmp_path / "b.jpg", which="last")
    result = images_to_video(
        [(tmp_path / "a.png", 4), (tmp_path / "b.jpg", 1), (tmp_path / "a.png", 2)],
        tmp_path / "out.mp4",
        fps=Fraction(10),
    )
    frames = kit.decode(tmp_path / "out.mp4")
    assert (result.frames, result.size, len(frames)) == (7, (192, 108), 7)
    steps = [kit.difference(a, b) > 3 for a, b in itertools.pairwise(frames)]
    assert steps == [False, False, False, True, True, False]
    assert frames[6].time == pytest.approx(0.6)


def test_loudness_reaches_its_target(kit: Any, tmp_path: Path) -> None:
    """Measured again, it is within half a unit, and the summary says what was measured."""
    source = kit.tone("quiet.wav", seconds=5.0, gain=0.02)
    result = normalize_loudness(
        source, tmp_path / "out.wav", wanted=Loudness(integrated_loudness=-20)
    )
    again = measure_loudness(tmp_path / "out.wav")
    assert again.i == pytest.approx(-20, abs=0.5)
    assert result.summary["output_integrated"] == again.i
    assert result.summary["input_integrated"] == measure_loudness(source).i
    assert result.summary["target_offset"] == pytest.approx(-20 - again.i, abs=0.01)
    assert _samples(tmp_path / "out.wav") == pytest.approx(5 * 48000, abs=10)
    assert set(result.summary) == {
        f"{side}_{name}"
        for side in ("input", "output")
        for name in ("integrated", "true_peak", "lra", "threshold")
    } | {"normalization_type", "target_offset"}


def test_measured_values_spare_the_first_pass(kit: Any, tmp_path: Path) -> None:
    """And linear mode is named where the peaks allow it."""
    source = kit.tone("loud.wav", seconds=4.0, gain=0.4)
    measured = measure_loudness(source)
    result = normalize_loudness(
        source,
        tmp_path / "out.mp3",
        wanted=Loudness(integrated_loudness=-23, linear=True),
        measured=measured,
    )
    assert result.summary["normalization_type"] == "linear"
    assert result.summary["output_integrated"] == pytest.approx(-23, abs=0.5)


def test_videos_of_all_kinds_are_joined_at_the_lowest_rate_and_size(
    kit: Any, plain: Path, tmp_path: Path
) -> None:
    """Sound is there where it was, and silence where it was not."""
    mute = kit.clip("mute.webm", frames=15, size=(96, 96), rate="15", codec="libvpx")
    result = join_videos([mute, plain, mute], tmp_path / "out.mp4")
    frames = kit.decode(tmp_path / "out.mp4")
    assert (result.fps, result.size, result.has_sound) == (15, (96, 96), True)
    assert result.parts == (15, 38, 15)
    assert len(frames) == result.frames == 68
    with av.open(str(tmp_path / "out.mp4")) as container:
        loud = [
            round(frame.time, 2)
            for frame in container.decode(audio=0)
            if max(bytes(frame.planes[0])[3::4]) not in (0, 128) and _peak(frame) > 0.05
        ]
    assert min(loud) == pytest.approx(1.0, abs=0.05)
    assert max(loud) == pytest.approx(3.5, abs=0.08)
    assert _samples(tmp_path / "out.mp4") == pytest.approx(68 / 15 * 48000, abs=1100)


def _peak(frame: Any) -> float:
    from array import array

    values = array("f")
    values.frombytes(bytes(frame.planes[0])[: frame.samples * 4])
    return max(map(abs, values))


def test_the_size_of_joined_videos_can_be_chosen(kit: Any, plain: Path, tmp_path: Path) -> None:
    """By name, by numbers, or by the shape of one of them."""
    other = kit.clip("upright.mp4", frames=5, size=(108, 192))
    cases: list[tuple[dict[str, Any], tuple[int, int]]] = [
        ({"size": "square"}, (512, 512)),
        ({"size": (200, 100)}, (200, 100)),
        ({"shape_of": 1}, (108, 192)),
        ({"fps": Fraction(5)}, (192, 108)),
    ]
    for options, size in cases:
        assert join_videos([plain, other], tmp_path / "o.mp4", **options).size == size
    with pytest.raises(ValueError, match="landscape_4_3"):
        join_videos([plain], tmp_path / "o.mp4", size="round")


@pytest.mark.parametrize("name", output_formats())
def test_sounds_are_joined_in_every_format(kit: Any, tmp_path: Path, name: str) -> None:
    """Codec, rate and length are right."""
    shape = audio_format(name)
    one, two = kit.tone("one.wav", seconds=0.5), kit.tone("two.wav", seconds=0.75, rate=44100)
    result = join_audios([one, two], tmp_path / f"out{shape.suffix}", output_format=name)
    assert result.seconds == pytest.approx(1.25, abs=0.01)
    facts = describe_media(result.path)
    assert facts["sample_rate"] == (48000 if shape.codec == "libopus" else shape.rate)
    assert facts["duration"] == pytest.approx(1.25, abs=0.12)
    assert facts["channels"] == 2


def test_an_unknown_format_names_the_known_ones() -> None:
    """All 19 of them."""
    assert len(output_formats()) == 19
    with pytest.raises(ValueError, match="opus_48000_192"):
        audio_format("wav")


def test_metadata_are_counted(reordered: Path, plain: Path, kit: Any) -> None:
    """Frames, rate, size and streams of a video; rate and length of a sound."""
    facts = describe_media(reordered)
    assert (facts["frame_count"], facts["fps"], facts["duration"]) == (60, 24.0, 2.5)
    assert facts["resolution"] == {"aspect_ratio": "16:9", "width": 192, "height": 108}
    assert facts["audio"] is None
    shape = facts["format"]
    assert isinstance(shape, dict)
    assert (shape["video_codec"], shape["profile"], shape["pixel_format"]) == (
        "h264",
        "High",
        "yuv420p",
    )
    assert shape["level"] == 1.1
    sound = describe_media(plain)["audio"]
    assert isinstance(sound, dict)
    assert (sound["codec"], sound["channels"], sound["sample_rate"]) == ("aac", 2, 48000)
    alone = describe_media(kit.tone("alone.wav", seconds=1.5))
    assert (alone["media_type"], alone["duration"], alone["bitrate"]) == (
        "audio",
        1.5,
        pytest.approx(1536000, rel=0.01),
    )


def test_a_waveform_has_a_point_for_every_piece(kit: Any) -> None:
    """A click stands where it is heard, and smoothing spreads it."""
    source = kit.clicks("wave.wav", seconds=2.1, at=(60000,))
    sharp = measure_waveform(source, points_per_second=4, smoothing_window=1, precision=3)
    assert sharp.points == 9
    assert sharp.duration == pytest.approx(2.1)
    assert [index for index, value in enumerate(sharp.waveform) if value] == [5]
    assert sharp.waveform[5] == pytest.approx(30000 / 32768, abs=0.01)
    smooth = measure_waveform(source, points_per_second=4, smoothing_window=3, precision=2)
    assert [index for index, value in enumerate(smooth.waveform) if value] == [4, 5, 6]
    with pytest.raises(ValueError, match="odd"):
        measure_waveform(source, smoothing_window=4)


def test_tracks_are_composed_in_their_order(kit: Any, plain: Path, tmp_path: Path) -> None:
    """A picture lies on a video for its time, and sound begins at its millisecond."""
    extract_frame(
        kit.clip("red.mp4", frames=2, scene="color=red:size={0}x{1}:rate={2}"), tmp_path / "red.png"
    )
    click = kit.clicks("ms.wav", seconds=1, at=(0,))
    mute = kit.clip("mute24.mp4", frames=48)
    tracks = [
        Track(kind="video", keyframes=[Keyframe(timestamp=0, duration=1500, path=mute)]),
        Track(
            kind="image",
            keyframes=[Keyframe(timestamp=500, duration=250, path=tmp_path / "red.png")],
        ),
        Track(kind="audio", keyframes=[Keyframe(timestamp=750, duration=500, path=click)]),
    ]
    result = compose_tracks(tracks, tmp_path / "out.mp4", tmp_path / "out.jpg")
    frames = kit.decode(tmp_path / "out.mp4")
    assert (result.frames, result.size, result.fps) == (36, (192, 108), 24)
    assert len(frames) == 36
    middle = 192 * 108 + 96 * 54 + 96 * 27 + 48
    red = [kit.values(frame)[middle] > 200 for frame in frames]
    assert [index for index, value in enumerate(red) if value] == list(range(12, 18))
    with av.open(str(tmp_path / "out.mp4")) as container:
        heard = [round(f.time, 2) for f in container.decode(audio=0) if _peak(f) > 0.3]
    assert heard[0] == pytest.approx(0.75, abs=0.025)
    assert (tmp_path / "out.jpg").read_bytes()[:2] == b"\xff\xd8"
    origin = kit.decode(mute)
    likeness = [kit.psnr(frames[5], frame) for frame in origin[3:8]]
    assert likeness.index(max(likeness)) == 2


def test_an_empty_time_line_is_refused(tmp_path: Path) -> None:
    """And nothing is written."""
    with pytest.raises(ValueError, match="time line"):
        compose_tracks([], tmp_path / "a.mp4", tmp_path / "a.jpg")
    assert list(tmp_path.iterdir()) == []
