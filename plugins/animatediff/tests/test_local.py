"""Drafts made on this machine show which frames and images are used."""

from __future__ import annotations

import itertools
from fractions import Fraction
from functools import partial

import av
import pytest
from execution import run_at
from footage import far, frames_of

from framehook.errors import Cancelled
from framehook.testing import make_png
from framehook_animatediff import evolved, local, sparsectrl, turbo, video_to_video


@pytest.fixture
def run(tmp_path):
    """Run a call; paths among the arguments are its media."""
    return partial(run_at, tmp_path)


def write_ramp(path, frames, rate):
    """Write frames that are grey all over, each a little brighter than the one before it."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=rate, options={"qp": "4"})
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        for number in range(frames):
            frame = av.VideoFrame(128, 96, "yuv420p")
            for plane, value in zip(frame.planes, (level(number), 128, 128), strict=True):
                plane.update(bytes([value]) * plane.buffer_size)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def level(number):
    return 20 + 3 * number


def shown(done):
    """Return which frame of the ramp each frame is, by its brightness above the badge."""
    half = 128 * 48
    return [round((sum(frame[:half]) / half - level(0)) / 3) for frame in done.frames]


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clip") / "ramp.mp4"
    write_ramp(path, 70, 25)
    return path


@pytest.mark.parametrize("endpoint", [video_to_video, turbo.video_to_video])
def test_the_first_seconds_are_shown_at_the_sampled_rate(run, clip, endpoint):
    """Two seconds at five a second are ten frames, each fifth of the source."""
    done = run(
        local.video_to_video,
        endpoint,
        prompt="an oil painting",
        video_url=clip,
        first_n_seconds=2,
        fps=5,
        strength=1,
        seed=3,
        guidance_scale=2,
    )
    assert (len(done.frames), done.fps, done.size) == (10, 5, (128, 96))
    assert done.work.expected.frames == 10
    assert shown(done) == list(range(0, 50, 5))
    assert done.output.seed == 3
    assert "'guidance_scale' changes nothing in a draft." in done.work.assumed


def test_a_short_source_gives_fewer_frames_and_a_high_rate_repeats_some(run, tmp_path):
    """Half a second of ten frames a second, shown at sixteen: eight frames."""
    short = tmp_path / "short.mp4"
    write_ramp(short, 5, 10)
    for is_probed in (True, False):
        done = run(
            local.video_to_video,
            video_to_video,
            is_probed=is_probed,
            prompt="x",
            video_url=short,
            fps=16,
            strength=1,
        )
        assert (len(done.frames), done.fps) == (8, 16)
        assert shown(done) == [0, 0, 1, 1, 2, 3, 3, 4]
        assert any(f"No seed was given: {done.output.seed}" in text for text in done.work.assumed)


def test_the_weaker_the_source_the_more_shows_the_seed(run, clip):
    """Equal seeds give equal drafts; another one shows where the source leaves room."""

    def draft(**arguments):
        return run(
            local.video_to_video,
            video_to_video,
            prompt="x",
            video_url=clip,
            first_n_seconds=2,
            fps=1,
            **arguments,
        ).frames

    weak, again, other = (draft(strength=0.2, seed=seed) for seed in (1, 1, 2))
    strong = draft(strength=0.9, seed=1)
    source = frames_of(clip)[2][0]
    assert weak == again
    assert weak != other
    assert far(strong[0], source) < far(weak[0], source)


@pytest.mark.parametrize("endpoint", [evolved.video_to_video, evolved.turbo_video_to_video])
@pytest.mark.parametrize(("step", "frames", "fps"), [(25, 3, 1), (30, 3, Fraction(5, 6))])
def test_every_nth_frame_is_shown_at_the_source_s_pace(run, clip, endpoint, step, frames, fps):
    """70 frames, every 25th: three, one a second."""
    arguments = {"prompt": "x", "video_url": clip, "select_every_nth_frame": step}
    done = run(local.restyle_video, endpoint, **arguments)
    assert (len(done.frames), done.fps) == (frames, fps)
    assert done.work.expected.frames == frames
    brightness = [sum(frame) / len(frame) for frame in done.frames]
    rises = [after - before for before, after in itertools.pairwise(brightness)]
    # Seven tenths of the draft are the source.
    assert all(abs(rise - 0.7 * 3 * step) < 6 for rise in rises)


def test_a_step_that_leads_nowhere_is_the_arguments_fault(run, clip):
    """Whoever went round the rules reads it here."""
    with pytest.raises(ValueError, match="at least 1") as caught:
        run(
            local.restyle_video,
            evolved.video_to_video,
            prompt="x",
            video_url=clip,
            select_every_nth_frame=0,
        )
    assert (caught.value.code, caught.value.path) == ("adv2v.nth", "/select_every_nth_frame")


def test_key_images_stand_at_their_frames(run, tmp_path):
    """The second one at frame 10 of 16; one behind the usual end makes the draft longer."""
    for name, seed in (("a", 0), ("b", 2)):
        (tmp_path / f"{name}.png").write_bytes(make_png(64, 64, seed=seed))
    images = {
        "keyframe_0_image_url": tmp_path / "a.png",
        "keyframe_2_image_url": tmp_path / "b.png",
    }
    endpoint = sparsectrl.keyframes_to_video
    done = run(local.keyframes_to_video, endpoint, prompt="x", keyframe_2_index=10, **images)
    assert (len(done.frames), done.fps, done.size) == (16, 8, (512, 512))
    steps = [far(done.frames[0], frame) for frame in done.frames]
    assert steps[5] < steps[10]
    late = run(local.keyframes_to_video, endpoint, prompt="x", keyframe_2_index=17, **images)
    assert len(late.frames) == 18
    assert any("18 frames" in text for text in late.work.assumed)
    assert far(late.frames[17], done.frames[10]) < 3
    assert far(late.frames[0], done.frames[0]) < 3


def test_a_cancelled_draft_leaves_no_file(run, clip, tmp_path):
    """Cancelling in the middle ends it there."""
    with pytest.raises(Cancelled):
        run(local.video_to_video, video_to_video, prompt="x", video_url=clip, cancel_at=5)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
