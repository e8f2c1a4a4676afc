"""Drafts made on this machine keep what the request says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from execution import made
from footage import frames_of

from framehook.errors import Cancelled
from framehook.testing import make_mp4, make_png
from framehook_magi import distilled, local, magi


def run(runner, endpoint, folder, media, *, is_probed=True, cancel_at=None, **arguments):
    """Run a call whose media are files by field; return the work and the result."""
    call = endpoint.parse(
        {"prompt": "the tide comes in", "resolution": "480p", **media, **arguments}
    )
    return made(runner, call, folder, is_probed=is_probed, cancel_at=cancel_at)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clip") / "shore.mp4"
    path.write_bytes(make_mp4(640, 480, frames=40, fps=25))
    return path


@pytest.fixture(scope="module")
def picture(tmp_path_factory):
    path = tmp_path_factory.mktemp("picture") / "shore.png"
    path.write_bytes(make_png(96, 128))
    return path


@pytest.fixture(scope="module")
def extended(clip, tmp_path_factory):
    folder = tmp_path_factory.mktemp("extended")
    arguments = {"start_frame": 24, "seed": 5, "num_inference_steps": 8}
    made = run(local.extend_video, magi.extend_video, folder, {"video_url": clip}, **arguments)
    return *made, folder / "video.mp4"


def test_an_extension_keeps_the_first_frames_and_adds_as_many_as_asked(clip, extended):
    """24 frames of the clip, value by value, and 96 that follow; size and rate stay."""
    work, result, path = extended
    size, rate, planes = frames_of(path)
    source_size, source_rate, source = frames_of(clip)
    assert planes[:24] == source[:24]
    assert (len(planes), size, rate) == (24 + 96, source_size, source_rate)
    expected = work.expected
    assert (len(planes), float(rate), size) == (expected.frames, expected.fps, expected.size)
    assert result["seed"] == 5


def test_an_extension_goes_on_moving(extended):
    """No drafted frame repeats the one before it."""
    planes = frames_of(extended[2])[2][23:]
    assert all(one != other for one, other in pairwise(planes))


def test_what_was_assumed_and_how_far_it_is_are_told(extended):
    """Every drafted frame ticks; the receipt names the rate and the unused arguments."""
    work = extended[0]
    assert work.ticks[-1] == (120, 120)
    assert [done for done, total in work.ticks if total][-96:] == list(range(25, 121))
    assert any("rate" in text for text in work.assumed)
    assert "'num_inference_steps' changes nothing in a draft." in work.assumed
    assert "'enable_safety_checker' changes nothing in a draft." not in work.assumed
    assert work.logs == ["24 frames kept, 24 of them bit by bit; 96 drafted."]


def test_the_same_seed_gives_the_same_draft_and_another_another(clip, extended, tmp_path):
    """Decoded frames agree, although the runs know nothing of each other."""
    first = frames_of(extended[2])[2]
    for seed, same in ((5, True), (6, False)):
        folder = tmp_path / str(seed)
        folder.mkdir()
        media = {"video_url": clip}
        run(local.extend_video, magi.extend_video, folder, media, start_frame=24, seed=seed)
        planes = frames_of(folder / "video.mp4")[2]
        assert (planes == first) is same


@pytest.mark.parametrize("is_probed", [True, False])
def test_the_default_start_lies_32_frames_before_the_end(clip, tmp_path, is_probed):
    """Whether or not someone counted the frames before; an open seed is chosen, and said."""
    work, result = run(
        local.extend_video,
        distilled.extend_video,
        tmp_path,
        {"video_url": clip},
        is_probed=is_probed,
    )
    size, _, planes = frames_of(tmp_path / "video.mp4")
    assert (len(planes), size) == (8 + 96, (640, 480))
    assert any(f"No seed was given: {result['seed']}" in text for text in work.assumed)


def test_a_start_past_the_end_is_the_arguments_fault(clip, tmp_path):
    """A sentence with the range, and no file."""
    with pytest.raises(ValueError, match="0 to 39"):
        run(local.extend_video, magi.extend_video, tmp_path, {"video_url": clip}, start_frame=40)
    assert list(tmp_path.iterdir()) == []


def test_a_cancelled_draft_leaves_no_file(clip, tmp_path):
    """Cancelling in the middle of the encoding ends it there."""
    with pytest.raises(Cancelled):
        run(
            local.extend_video,
            magi.extend_video,
            tmp_path,
            {"video_url": clip},
            start_frame=24,
            cancel_at=60,
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("is_probed", [True, False])
def test_a_picture_gives_its_shape_to_the_draft(picture, tmp_path, is_probed):
    """Upright in, upright out: 96 frames at 24 a second."""
    run(
        local.image_to_video,
        magi.image_to_video,
        tmp_path,
        {"image_url": picture},
        is_probed=is_probed,
        seed=1,
    )
    size, rate, planes = frames_of(tmp_path / "video.mp4")
    assert (size, rate, len(planes)) == ((480, 640), 24, 96)
    assert planes[0] != planes[-1]


def test_words_give_a_draft_of_the_asked_shape(tmp_path):
    """Square, 100 frames, with the note that nothing reads the prompt."""
    work, result = run(
        local.text_to_video,
        distilled.text_to_video,
        tmp_path,
        {},
        aspect_ratio="1:1",
        num_frames=100,
        seed=3,
    )
    size, rate, planes = frames_of(tmp_path / "video.mp4")
    assert (size, rate, len(planes), result["seed"]) == ((480, 480), 24, 100, 3)
    assert work.ticks[-1] == (100, 100)
