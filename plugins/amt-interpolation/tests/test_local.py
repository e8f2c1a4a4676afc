"""Interpolation on this machine is real, and says what it is not."""

from __future__ import annotations

from functools import partial

import av
import pytest
from execution import run_at
from footage import far, frames_of

from framehook.errors import Cancelled
from framehook.testing import make_gif, make_mp4, make_png
from framehook_amt_interpolation import interpolate_frames, interpolate_video, local


@pytest.fixture
def run(tmp_path):
    """Run a call; paths among the arguments are its media."""
    return partial(run_at, tmp_path)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clip") / "shore.mp4"
    path.write_bytes(make_mp4(128, 96, frames=9, fps=12, audio="pcm"))
    return path


def test_passes_and_rate_decide_about_frames_and_their_pace(run, clip):
    """Nine frames become 33, at the rate that is asked for, with the source's among them."""
    done = run(
        local.interpolate_video,
        interpolate_video,
        video_url=clip,
        recursive_interpolation_passes=2,
        output_fps=30,
    )
    size, _, source = frames_of(clip)
    assert (len(done.frames), done.fps, done.size) == (33, 30, size)
    expected = done.work.expected
    assert (expected.frames, expected.fps, expected.size) == (33, 30.0, size)
    assert all(far(done.frames[4 * k], frame) < 4 for k, frame in enumerate(source))
    assert done.work.ticks[-1] == (33, 33)


def test_what_it_is_not_and_what_it_drops_is_told(run, clip):
    """Neither AMT nor sound."""
    done = run(local.interpolate_video, interpolate_video, video_url=clip)
    assert any("not by AMT" in text for text in done.work.assumed)
    assert any("sound" in text for text in done.work.assumed)
    assert len(done.frames) == 33


def test_a_gif_is_interpolated_too(run, tmp_path):
    """The vendor's own example is one."""
    gif = tmp_path / "a.gif"
    gif.write_bytes(make_gif(64, 48, frames=4))
    done = run(
        local.interpolate_video,
        interpolate_video,
        video_url=gif,
        recursive_interpolation_passes=1,
    )
    assert (len(done.frames), done.fps, done.size) == (7, 24, (64, 48))
    assert done.work.expected.frames == 7


def test_before_a_new_scene_the_last_picture_is_held(run, tmp_path, clip):
    """And the scene's first frame is named."""
    cut = tmp_path / "cut.gif"
    dark, bright = bytes(64 * 48 * 3), bytes([250]) * (64 * 48 * 3)
    with av.open(str(cut), "w") as out:
        stream = out.add_stream("gif", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "rgb8"
        for data in (dark, dark, bright, bright):
            frame = av.VideoFrame(64, 48, "rgb24")
            frame.planes[0].update(data)
            out.mux(stream.encode(frame.reformat(format="rgb8")))
        out.mux(stream.encode(None))
    done = run(local.interpolate_video, interpolate_video, video_url=cut)
    assert any("frames 2 of the source" in text for text in done.work.assumed)
    means = [sum(frame) / len(frame) for frame in done.frames]
    assert max(means[:8]) < 40
    assert min(means[8:]) > 200


def test_images_are_joined_by_frames_in_between(run, tmp_path):
    """Three passes put seven frames between two images."""
    for name, seed in (("a", 0), ("b", 2)):
        (tmp_path / f"{name}.png").write_bytes(make_png(96, 64, seed=seed))
    done = run(
        local.interpolate_frames,
        interpolate_frames,
        frames=[{"url": tmp_path / "a.png"}, {"url": tmp_path / "b.png"}],
        recursive_interpolation_passes=3,
        output_fps=8,
    )
    assert (len(done.frames), done.fps, done.size) == (9, 8, (96, 64))
    ends = far(done.frames[0], done.frames[-1])
    assert far(done.frames[0], done.frames[4]) < ends
    assert any("96x64" in text for text in done.work.assumed)


def test_a_cancelled_job_leaves_no_file(run, clip, tmp_path):
    """Cancelling in the middle ends it there."""
    with pytest.raises(Cancelled):
        run(local.interpolate_video, interpolate_video, video_url=clip, cancel_at=9)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
