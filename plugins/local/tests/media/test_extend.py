"""Extending a clip: what is kept is kept, what follows moves."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import Any

import av
import pytest

from framehook_local.media import MediaRefusedError, extend_video


def test_start_frame_0_keeps_nothing_and_still_moves(kit: Any, plain: Path, tmp_path: Path) -> None:
    """The draft then begins with the first picture."""
    result = extend_video(plain, tmp_path / "out.mp4", num_frames=30, start_frame=0)
    frames = kit.decode(tmp_path / "out.mp4")
    assert (len(frames), result.exact_prefix_frames) == (30, 0)
    assert kit.difference(frames[0], frames[29]) > 3


def test_the_draft_begins_32_frames_before_the_end_by_default(plain: Path, tmp_path: Path) -> None:
    """That is where the model begins too."""
    assert extend_video(plain, tmp_path / "out.mp4", num_frames=4).start_frame == 28


def test_every_picture_can_be_reached_by_seeking(kit: Any, reordered: Path, tmp_path: Path) -> None:
    """The pieces' parameter sets do not get mixed up, whatever was shown before."""
    target = tmp_path / "out.mp4"
    extend_video(reordered, target, num_frames=60, start_frame=35)
    frames = kit.decode(target)
    numbers = list(range(len(frames)))
    random.Random(3).shuffle(numbers)
    with av.open(str(target)) as container:
        stream = container.streams.video[0]
        for number in [len(frames) - 1, 0, *numbers[:12]]:
            wanted = frames[number].pts or 0
            container.seek(wanted, stream=stream)
            found = next(f for f in container.decode(stream) if (f.pts or 0) >= wanted)
            assert kit.values(found) == kit.values(frames[number])


def test_the_same_seed_gives_the_same_frames_and_another_seed_others(
    kit: Any, plain: Path, tmp_path: Path
) -> None:
    """A draft can be made again."""
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        extend_video(plain, tmp_path / name, num_frames=40, start_frame=40, seed=seed)
    a, b, c = ([kit.values(f) for f in kit.decode(tmp_path / name)] for name in "abc")
    assert a == b
    assert all(one != other for one, other in zip(a[40:], c[40:], strict=True))


def test_the_draft_goes_on_moving_and_repeats_nothing(
    kit: Any, plain: Path, tmp_path: Path
) -> None:
    """Seam, next frame and a second later all differ, and none is a frame seen before."""
    extend_video(plain, tmp_path / "out.mp4", num_frames=48, start_frame=40)
    frames = kit.decode(tmp_path / "out.mp4")
    usual = kit.difference(frames[38], frames[39])
    steps = [kit.difference(a, b) for a, b in itertools.pairwise(frames)]
    assert min(steps) > 0.2 * usual
    assert max(steps[:10]) < 4 * usual
    assert kit.difference(frames[39], frames[64]) > 2 * usual
    for later in (frames[50], frames[64], frames[80]):
        assert min(kit.difference(later, earlier) for earlier in frames[:40]) > 0.5


def test_the_draft_is_marked_in_the_picture_and_in_the_file(
    kit: Any, plain: Path, tmp_path: Path
) -> None:
    """The badge stands in the lower left corner of drafted frames only."""
    extend_video(plain, tmp_path / "out.mp4", num_frames=4, start_frame=30)
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert container.metadata["comment"] == "framehook draft render, not a model output"
    before, after = kit.decode(tmp_path / "out.mp4")[29:31]
    corner = [
        bytes(f.planes[1])[(108 // 2 - 4) * f.planes[1].line_size + 4 :][:20]
        for f in (before, after)
    ]
    assert all(abs(value - 128) < 6 for value in corner[1])
    assert corner[0] != corner[1]


def test_cancelling_leaves_no_file(plain: Path, tmp_path: Path) -> None:
    """Whatever the tick raises comes out, and nothing stays behind."""

    def tick(done: int, total: int | None, text: str) -> None:
        if done == 45:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extend_video(plain, tmp_path / "out.mp4", num_frames=30, start_frame=40, tick=tick)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("start", [-1, 60, 1000])
def test_a_start_outside_of_the_clip_is_refused(plain: Path, tmp_path: Path, start: int) -> None:
    """The message names the range."""
    with pytest.raises(ValueError, match="0 to 59"):
        extend_video(plain, tmp_path / "out.mp4", num_frames=4, start_frame=start)


def test_a_clip_that_is_cut_short_is_refused(kit: Any, tmp_path: Path) -> None:
    """Before anything is written."""
    source = kit.clip("whole.mp4", frames=60, options={"movflags": "+faststart", "bf": "0"})
    short = tmp_path / "short.mp4"
    data = source.read_bytes()
    short.write_bytes(data[: len(data) * 2 // 3])
    with pytest.raises(MediaRefusedError) as caught:
        extend_video(short, tmp_path / "out.mp4", num_frames=4)
    assert caught.value.code in ("media.truncated", "media.unreadable")
    assert [path.name for path in tmp_path.iterdir()] == ["short.mp4"]


def test_pictures_of_a_gif_become_a_video_of_the_same_colours(kit: Any, tmp_path: Path) -> None:
    """RGB is turned into YUV, and said to be that."""
    source = kit.clip(
        "red.gif",
        frames=6,
        rate="10",
        codec="gif",
        pixels="rgb8",
        scene="color=red:size={0}x{1}:rate={2}",
    )
    result = extend_video(source, tmp_path / "out.mp4", num_frames=4, start_frame=4)
    frame = kit.decode(tmp_path / "out.mp4")[0]
    assert result.fps == 10
    assert frame.colorspace == 1
    found = frame.reformat(format="rgb24")
    red, green, blue = bytes(found.planes[0])[:3]
    assert (red > 200, green < 40, blue < 40) == (True, True, True)


def test_a_turned_clip_is_shown_upright(kit: Any, plain: Path, tmp_path: Path) -> None:
    """A phone's upright video becomes one with more height than width."""
    source = tmp_path / "turned.mp4"
    with av.open(str(plain)) as container, av.open(str(source), "w") as out:
        stream = container.streams.video[0]
        copy = out.add_stream_from_template(stream)
        if not hasattr(copy, "set_display_rotation"):
            pytest.skip("this PyAV cannot write a rotation")
        copy.set_display_rotation(90)
        for packet in container.demux(stream):
            if packet.size:
                packet.stream = copy
                out.mux(packet)
    result = extend_video(source, tmp_path / "out.mp4", num_frames=2, start_frame=5)
    assert (result.size, result.prefix) == ((108, 192), "reencoded")
    upright = kit.decode(tmp_path / "out.mp4")[0]
    lying = kit.decode(plain)[0]
    assert lying.rotation == 0
    # Turned counterclockwise by 90 degrees, the upper right corner comes to the upper left.
    corner = bytes(lying.planes[0])[191 + 3 * lying.planes[0].line_size]
    assert abs(bytes(upright.planes[0])[3] - corner) < 12


def test_a_clip_in_which_nothing_moves_gets_a_moving_camera(kit: Any, tmp_path: Path) -> None:
    """A still is no draft."""
    source = kit.clip(
        "still.mp4", frames=24, scene="testsrc2=size={0}x{1}:rate={2},loop=-1:1,setpts=N/(24*TB)"
    )
    extend_video(source, tmp_path / "out.mp4", num_frames=40, start_frame=20)
    frames = kit.decode(tmp_path / "out.mp4")
    assert kit.difference(frames[10], frames[19]) < 1
    assert kit.difference(frames[19], frames[20]) < 7
    assert kit.difference(frames[19], frames[43]) > 4
    assert kit.difference(frames[43], frames[59]) > 2


def test_what_was_before_a_cut_does_not_come_back(kit: Any, tmp_path: Path) -> None:
    """The draft goes on with the scene at the seam."""
    source = kit.clip(
        "cut.mp4",
        frames=60,
        scene="testsrc2=size={0}x{1}:rate={2},negate=enable='lt(n,30)'",
    )
    extend_video(source, tmp_path / "out.mp4", num_frames=60, start_frame=56)
    frames = kit.decode(tmp_path / "out.mp4")
    for later in frames[56:]:
        assert kit.difference(later, frames[55]) < kit.difference(later, frames[10])
