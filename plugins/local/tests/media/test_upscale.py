"""A larger video has the frames, times, colours and sound of its source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import pytest

from framehook.testing import make_mp4
from framehook_local.media import MediaRefusedError, scan_clip, upscale_video


def packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(audio=0) if packet.size]


@pytest.mark.parametrize("name", ["plain", "reordered"])
def test_frames_stay_and_become_larger(
    kit: Any, tmp_path: Path, request: pytest.FixtureRequest, name: str
) -> None:
    """Scaled back, the result is the source."""
    source = request.getfixturevalue(name)
    made = upscale_video(source, tmp_path / "a.mp4", size=(288, 162))
    small, large = kit.decode(source), kit.decode(tmp_path / "a.mp4")
    assert (made.frames, len(large), made.size) == (60, 60, (288, 162))
    assert {(frame.width, frame.height) for frame in large} == {(288, 162)}
    for index in (0, 31, 59):
        back = large[index].reformat(width=192, height=108, interpolation="AREA")
        assert kit.psnr(back, small[index]) > 30
    with av.open(str(tmp_path / "a.mp4")) as container:
        assert "not a model output" in container.metadata["comment"]


def test_sound_is_copied_packet_by_packet(plain: Path, tmp_path: Path) -> None:
    """Nothing of it is encoded anew."""
    assert upscale_video(plain, tmp_path / "a.mp4", size=(384, 216)).sound == "copied"
    kept, source = packets(tmp_path / "a.mp4"), packets(plain)
    assert len(kept) >= len(source) - 2
    assert kept == source[: len(kept)]


def test_sound_that_mp4_cannot_hold_is_encoded(tmp_path: Path) -> None:
    """And a silent clip stays silent."""
    (tmp_path / "pcm.mp4").write_bytes(make_mp4(64, 48, frames=12, audio="pcm"))
    (tmp_path / "mute.mp4").write_bytes(make_mp4(64, 48, frames=12))
    for name, sound in (("pcm", "encoded"), ("mute", "none")):
        made = upscale_video(tmp_path / f"{name}.mp4", tmp_path / "a.mp4", size=(128, 96))
        assert made.sound == sound
        with av.open(str(tmp_path / "a.mp4")) as container:
            assert len(container.streams.audio) == (sound == "encoded")


def test_frames_keep_their_own_times(tmp_path: Path) -> None:
    """Where they last for different times, they go on doing so."""
    (tmp_path / "a.mp4").write_bytes(make_mp4(64, 48, frames=12, variable_rate=True))
    upscale_video(tmp_path / "a.mp4", tmp_path / "b.mp4", size=(96, 72))
    one, other = scan_clip(tmp_path / "a.mp4"), scan_clip(tmp_path / "b.mp4")
    assert not other.is_constant
    for frame in range(12):
        assert float(one.seconds_at(frame)) == pytest.approx(float(other.seconds_at(frame)))


def test_a_turned_clip_is_made_upright_with_square_pixels(tmp_path: Path) -> None:
    """It is shown as before, and stored as it is shown."""
    (tmp_path / "a.mp4").write_bytes(make_mp4(64, 48, frames=3, rotation=90))
    upscale_video(tmp_path / "a.mp4", tmp_path / "b.mp4", size=(96, 128))
    made = scan_clip(tmp_path / "b.mp4")
    assert (made.coded_size, made.display_size, made.rotation) == ((96, 128), (96, 128), 0)


def test_colours_are_said_where_players_would_change_their_minds(kit: Any, tmp_path: Path) -> None:
    """A small clip that says nothing is BT.601, and would be taken for BT.709 once large."""
    source = kit.clip("unsaid.mp4", frames=2, size=(64, 36))
    upscale_video(source, tmp_path / "a.mp4", size=(128, 72))
    assert (scan_clip(source).colour.matrix, scan_clip(tmp_path / "a.mp4").colour.matrix) == (2, 6)


def test_what_cannot_be_is_refused_and_leaves_no_file(plain: Path, tmp_path: Path) -> None:
    """Too many pixels, and a file that is cut short."""
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(ValueError, match="smaller scale"):
        upscale_video(plain, folder / "a.mp4", size=(9000, 90))
    (tmp_path / "short.mp4").write_bytes(plain.read_bytes()[:-9000])
    with pytest.raises(MediaRefusedError):
        upscale_video(tmp_path / "short.mp4", folder / "a.mp4", size=(384, 216))
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("factor", [1, 2])
def test_brightness_can_be_redrawn_first_and_colours_stay(
    kit: Any, plain: Path, tmp_path: Path, factor: int
) -> None:
    """Only brightness is drawn anew; the filter fits it, and the result is no draft."""
    seen: set[tuple[str, int, int]] = set()

    def redraw(frame: av.VideoFrame) -> av.VideoFrame:
        seen.add((frame.format.name, frame.width, frame.height))
        return frame.reformat(width=frame.width * factor, height=frame.height * factor)

    upscale_video(plain, tmp_path / "a.mp4", size=(288, 162))
    upscale_video(plain, tmp_path / "b.mp4", size=(288, 162), redraw=redraw)
    assert seen == {("gray", 192, 108)}
    filtered, drawn = kit.decode(tmp_path / "a.mp4"), kit.decode(tmp_path / "b.mp4")
    assert kit.psnr(drawn[31], filtered[31]) > 30
    middles = [
        [sum(bytes(plane)) / len(bytes(plane)) for plane in frame.planes]
        for frame in (filtered[31], drawn[31])
    ]
    assert middles[1] == pytest.approx(middles[0], abs=0.5)
    assert [frame.pts for frame in drawn] == [frame.pts for frame in filtered]
    with av.open(str(tmp_path / "b.mp4")) as container:
        assert "comment" not in container.metadata
