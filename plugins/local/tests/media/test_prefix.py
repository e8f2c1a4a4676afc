"""The part of a clip that is kept as it was."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from av.video.frame import VideoFrame

from framehook_local.media import extend_video, scan_clip


def _check_prefix(kit: Any, source: Path, target: Path, result: Any, count: int) -> None:
    """Compare the kept frames with the source's, and count all frames and their times."""
    frames = kit.decode(target)
    origin = kit.decode(source)[:count]
    assert len(frames) == result.frames
    exact = result.exact_prefix_frames
    kept = frames[:exact]
    assert [kit.values(a) == kit.values(b) for a, b in zip(kept, origin, strict=False)] == (
        [True] * exact
    )
    for number in range(exact, count):
        assert kit.psnr(frames[number], origin[number]) >= 45
    times = [Fraction(frame.pts or 0) * (frame.time_base or 1) for frame in frames]
    assert times == [Fraction(number) / result.fps for number in range(result.frames)]


@pytest.mark.parametrize("start", [1, 28, 59])
def test_frames_of_a_clip_without_reordering_are_kept_bit_by_bit(
    kit: Any, plain: Path, tmp_path: Path, start: int
) -> None:
    """Every frame before the seam decodes to the source's very values."""
    target = tmp_path / "out.mp4"
    result = extend_video(plain, target, num_frames=12, start_frame=start)
    assert (result.prefix, result.exact_prefix_frames) == ("copied", start)
    assert (result.frames, result.fps, result.size) == (start + 12, 24, (192, 108))
    _check_prefix(kit, plain, target, result, start)


@pytest.mark.parametrize("start", [1, 27, 30, 59])
def test_frames_of_a_clip_with_reordering_are_kept_but_for_a_few(
    kit: Any, reordered: Path, tmp_path: Path, start: int
) -> None:
    """All but the last frames are copied, and those are as good as the same."""
    target = tmp_path / "out.mp4"
    result = extend_video(reordered, target, num_frames=8, start_frame=start)
    assert result.prefix == "copied"
    assert start - 3 <= result.exact_prefix_frames <= start
    _check_prefix(kit, reordered, target, result, start)


def test_a_whole_clip_is_kept_where_that_is_asked_for(
    kit: Any, reordered: Path, tmp_path: Path
) -> None:
    """Every frame stays bit by bit, with reordering too, and the new ones follow the last."""
    result = extend_video(reordered, tmp_path / "out.mp4", num_frames=12, keep_all=True)
    source, made = kit.decode(reordered), kit.decode(tmp_path / "out.mp4")
    count = len(source)
    assert (result.start_frame, result.frames, len(made)) == (count, count + 12, count + 12)
    assert [kit.values(frame) for frame in made[:count]] == [kit.values(frame) for frame in source]
    assert kit.difference(made[count - 1], made[count]) < kit.difference(made[0], made[count])


def test_a_clip_of_another_codec_is_encoded_with_45_db(kit: Any, tmp_path: Path) -> None:
    """VP9 cannot be continued as H.264, so it is encoded, and said so."""
    source = kit.clip(
        "vp9.webm", frames=40, codec="libvpx-vp9", options={"deadline": "realtime", "cpu-used": "8"}
    )
    result = extend_video(source, tmp_path / "out.mp4", num_frames=8, start_frame=20)
    assert (result.prefix, result.exact_prefix_frames) == ("reencoded", 0)
    _check_prefix(kit, source, tmp_path / "out.mp4", result, 20)


def test_noise_too_is_encoded_with_45_db(kit: Any, tmp_path: Path) -> None:
    """The worst case for an encoder keeps the promise."""
    source = kit.clip(
        "noise.mkv",
        frames=14,
        codec="ffv1",
        scene="nullsrc=size={0}x{1}:rate={2},geq=lum='random(1)*255':cb=128:cr=128",
    )
    result = extend_video(source, tmp_path / "out.mp4", num_frames=2, start_frame=12)
    _check_prefix(kit, source, tmp_path / "out.mp4", result, 12)


def test_a_resized_clip_is_compared_with_the_resized_source(
    kit: Any, plain: Path, tmp_path: Path
) -> None:
    """Another size is scaled to cover it and cut in the middle."""
    result = extend_video(plain, tmp_path / "out.mp4", num_frames=4, start_frame=20, size=(90, 160))
    frames = kit.decode(tmp_path / "out.mp4")
    assert (result.prefix, result.size) == ("reencoded", (90, 160))
    assert (frames[0].width, frames[0].height, len(frames)) == (90, 160, 24)
    graph = av.filter.Graph()
    source = kit.decode(plain)[:20]
    buffer = graph.add_buffer(
        template=None, width=192, height=108, format=source[0].format, time_base=Fraction(1, 24)
    )
    steps = [
        graph.add("scale", "284:160:flags=bicubic"),
        graph.add("crop", "90:160:97:0:exact=1"),
        graph.add("buffersink"),
    ]
    graph.link_nodes(buffer, *steps).configure()
    for number in (0, 19):
        buffer.push(source[number])
        scaled = steps[-1].pull()
        assert kit.psnr(frames[number], scaled) >= 45


def test_what_an_edit_list_hides_is_not_counted(kit: Any, reordered: Path, tmp_path: Path) -> None:
    """Frames are counted as they are played."""
    source = kit.cut(reordered, "edit.mp4", first=10)
    shown = kit.decode(source)
    assert len(shown) == 50
    assert scan_clip(source).frames == 50
    result = extend_video(source, tmp_path / "out.mp4", num_frames=4, start_frame=30)
    _check_prefix(kit, source, tmp_path / "out.mp4", result, 30)


def test_a_clip_that_begins_late_begins_at_once(kit: Any, tmp_path: Path) -> None:
    """A start other than 0 is moved to 0."""
    source = kit.clip("late.mkv", frames=30, options={"bf": "2"}, times=lambda n: 6000 + n * 500)
    result = extend_video(source, tmp_path / "out.mp4", num_frames=4, start_frame=20)
    assert result.prefix == "copied"
    _check_prefix(kit, source, tmp_path / "out.mp4", result, 20)


def test_a_variable_rate_keeps_its_own_times(kit: Any, tmp_path: Path) -> None:
    """Kept frames stay where they were, and new ones follow at the mean rate."""

    def times(number: int) -> int:
        return number * 500 + (number % 3) * 150 + (400 if number > 9 else 0)

    source = kit.clip("variable.mp4", frames=30, options={"bf": "2"}, times=times)
    result = extend_video(source, tmp_path / "out.mp4", num_frames=4, start_frame=20)
    frames = kit.decode(tmp_path / "out.mp4")
    origin = kit.decode(source)
    shown = [round(frame.time * 12000) for frame in frames]
    assert shown[:21] == [times(number) for number in range(21)]
    assert shown == sorted(set(shown))
    exact = result.exact_prefix_frames
    assert exact >= 17
    assert [kit.values(f) for f in frames[:exact]] == [kit.values(f) for f in origin[:exact]]


def test_sound_is_kept_up_to_the_seam(plain: Path, tmp_path: Path) -> None:
    """Behind the seam there is none, and the result says so."""
    result = extend_video(plain, tmp_path / "out.mp4", num_frames=24, start_frame=24)
    with av.open(str(tmp_path / "out.mp4")) as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
    assert abs(samples / 48000 - 1.0) < 0.03
    assert any("sound" in note for note in result.notes)


def test_a_long_clip_is_decoded_from_a_late_key_frame_only(kit: Any, tmp_path: Path) -> None:
    """What is kept is the same, and the last frames are found by their times."""
    source = kit.clip(
        "long.mp4", frames=170, size=(96, 54), options={"bf": "3", "g": "20", "preset": "fast"}
    )
    result = extend_video(source, tmp_path / "out.mp4", num_frames=4, start_frame=150)
    assert result.exact_prefix_frames >= 147
    _check_prefix(kit, source, tmp_path / "out.mp4", result, 150)


@pytest.mark.parametrize("sound", ["flac", "pcm_s16le", "libopus"])
def test_sound_of_other_codecs_is_kept_too(kit: Any, tmp_path: Path, sound: str) -> None:
    """Copied where MP4 can hold it, encoded where it cannot."""
    source = kit.clip(f"{sound}.mkv", frames=48, sound=sound)
    result = extend_video(source, tmp_path / "out.mp4", num_frames=4, start_frame=24)
    with av.open(str(tmp_path / "out.mp4")) as container:
        name = container.streams.audio[0].codec_context.name
        samples = sum(frame.samples for frame in container.decode(audio=0))
    assert name == ("opus" if sound == "libopus" else "aac")
    assert samples == pytest.approx(48000, abs=1100)
    assert any(("copied" if sound == "libopus" else "AAC") in note for note in result.notes)


@pytest.mark.parametrize("matrix", [1, 2, 6, 9])
@pytest.mark.parametrize("size", [None, (160, 90)])
def test_colours_stay_whatever_the_clip_says_of_them(
    tmp_path: Path, matrix: int, size: tuple[int, int] | None
) -> None:
    """Neither scaling nor drafting turns one matrix into another."""
    source = tmp_path / "tagged.mp4"
    with av.open(str(source), "w") as out:
        stream = out.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 192, 108, "yuv420p"
        stream.codec_context.colorspace = matrix
        for number in range(12):
            frame = VideoFrame(192, 108, "yuv420p")
            for plane, value in zip(frame.planes, (80, 90, 200), strict=True):
                plane.update(bytes([value]) * plane.buffer_size)
            frame.pts = number
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    extend_video(source, tmp_path / "out.mp4", num_frames=4, start_frame=8, size=size)
    with av.open(str(tmp_path / "out.mp4")) as container:
        for frame in container.decode(video=0):
            middle = [bytes(plane)[20 * plane.line_size + 20] for plane in frame.planes]
            assert middle == pytest.approx([80, 90, 200], abs=1)
            assert frame.colorspace == matrix
