"""Drafts made on this machine keep what the request says."""

from __future__ import annotations

import pytest
from execution import made
from footage import frames_of, loudness_of

from framehook.errors import Cancelled
from framehook.testing import make_png
from framehook_pixverse import c1, local, v5_6, v6, video


def run(runner, endpoint, folder, *, is_probed=True, cancel_at=None, **arguments):
    """Run a call; return the work, and the video that was made."""
    call = endpoint.parse(arguments)
    work, _ = made(runner, call, folder, is_probed=is_probed, cancel_at=cancel_at)
    return work, folder / "video.mp4"


def difference(one, other):
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    (folder / "wide.png").write_bytes(make_png(128, 72))
    (folder / "tall.png").write_bytes(make_png(72, 128))
    return folder / "wide.png", folder / "tall.png"


SMALL = {"prompt": "the tide comes in", "resolution": "360p", "seed": 5}


@pytest.fixture(scope="module")
def extended(clip, tmp_path_factory):
    folder = tmp_path_factory.mktemp("extended")
    return run(local.extend, v6.extend, folder, video_url=clip, duration=1, **SMALL)


def test_an_extension_keeps_every_frame_and_adds_the_seconds(clip, extended):
    """36 frames of the clip, value by value, and a second at its rate."""
    work, path = extended
    size, rate, planes = frames_of(path)
    source_size, source_rate, source = frames_of(clip)
    assert planes[:36] == source
    assert (len(planes), size, rate) == (36 + 24, source_size, source_rate)
    assert (len(planes), size) == (work.expected.frames, work.expected.size)
    assert difference(planes[35], planes[36]) < difference(planes[0], planes[36])
    assert work.logs == ["36 frames kept, 36 of them bit by bit; 24 drafted."]
    assert loudness_of(path) == []


def test_the_same_seed_gives_the_same_draft_and_another_another(clip, extended, tmp_path):
    """Whether or not someone looked at the clip before."""
    again = {**SMALL, "video_url": clip, "duration": 1}
    first = frames_of(extended[1])[2]
    _, same = run(local.extend, v6.extend, tmp_path / "a", is_probed=False, **again)
    _, other = run(local.extend, v6.extend, tmp_path / "b", **{**again, "seed": 6})
    assert frames_of(same)[2] == first
    assert frames_of(other)[2][:36] == first[:36]
    assert frames_of(other)[2] != first


def test_an_extension_with_sound_has_the_clips_own_and_then_another(loud_clip, tmp_path):
    """The first half second is the clip's, then it is silent, and tones follow from the seam."""
    work, path = run(
        local.extend,
        v6.extend,
        tmp_path / "a",
        video_url=loud_clip,
        duration=1,
        style="clay",
        generate_audio_switch=True,
        **SMALL,
    )
    assert len(frames_of(path)[2]) == 36 + 24
    loud = loudness_of(path)
    assert max(loud[2:8]) > 0.1
    assert max(loud[14:28]) < 0.05
    assert max(loud[31:]) > 0.1
    assert any("tones" in text for text in work.assumed)
    assert "'style' changes nothing in a draft." in work.assumed


def test_a_transition_begins_and_ends_with_the_pictures(pictures, tmp_path):
    """Each at its own end, for as long as was asked."""
    first, last = pictures
    work, path = run(
        local.transition,
        v6.transition,
        tmp_path / "a",
        first_image_url=first,
        end_image_url=last,
        duration=2,
        aspect_ratio="1:1",
        negative_prompt="rain",
        **SMALL,
    )
    size, rate, planes = frames_of(path)
    assert (size, rate, len(planes)) == ((360, 360), 24, 48)
    _, turned = run(
        local.transition,
        v6.transition,
        tmp_path / "b",
        first_image_url=last,
        end_image_url=first,
        duration=2,
        aspect_ratio="1:1",
        **SMALL,
    )
    back = frames_of(turned)[2]
    # The badge has another number; all else is the same picture.
    assert difference(planes[0], back[-1]) < 3 < difference(planes[0], planes[-1])
    assert difference(planes[-1], back[0]) < 3
    assert "'negative_prompt' changes nothing in a draft." in work.assumed


def test_a_text_gives_a_draft_of_its_length_with_sound_where_that_is_asked_for(tmp_path):
    """One second of it, and an open seed follows from the rest."""
    arguments = {"prompt": "a tide", "resolution": "360p", "aspect_ratio": "21:9", "duration": 1}
    work, path = run(local.text_to_video, c1.text_to_video, tmp_path / "a", **arguments)
    size, rate, planes = frames_of(path)
    assert (size, rate, len(planes)) == ((840, 360), 24, 24)
    assert loudness_of(path) == []
    assert any("No seed was given" in text for text in work.assumed)
    _, loud = run(
        local.text_to_video,
        c1.text_to_video,
        tmp_path / "b",
        generate_audio_switch=True,
        **arguments,
    )
    assert max(loudness_of(loud)) > 0.1


def test_references_and_pictures_are_what_is_drafted(pictures, tmp_path):
    """The background stands for the place; what is not shown is named."""
    wide, tall = pictures
    references = [
        {"image_url": tall, "ref_name": "fox"},
        {"image_url": wide, "ref_name": "wood", "type": "background"},
    ]
    work, path = run(
        local.reference_to_video,
        c1.reference_to_video,
        tmp_path / "a",
        image_references=references,
        duration=1,
        **{**SMALL, "prompt": "@fox in @wood"},
    )
    _, alone = run(
        local.image_to_video, c1.image_to_video, tmp_path / "b", image_url=wide, duration=1, **SMALL
    )
    assert difference(frames_of(path)[2][0], frames_of(alone)[2][0]) < 3
    assert "The reference 'fox' is not shown in a draft." in work.assumed


def test_an_image_that_nobody_looked_at_gives_its_shape_too(pictures, tmp_path):
    """Upright in, upright out."""
    _, path = run(
        local.image_to_video,
        v6.image_to_video,
        tmp_path / "a",
        is_probed=False,
        image_url=pictures[1],
        duration=1,
        **SMALL,
    )
    assert frames_of(path)[0] == (360, 640)


@pytest.mark.parametrize(("mode", "is_kept"), [("person", True), ("background", False)])
def test_a_swap_keeps_frames_and_the_sound_that_is_wanted(
    loud_clip, pictures, tmp_path, mode, is_kept
):
    """The image stands in the middle, or behind the video."""
    work, path = run(
        local.swap,
        video.swap,
        tmp_path / "a",
        video_url=loud_clip,
        image_url=pictures[0],
        mode=mode,
        resolution="360p",
        keyframe_id=3,
        seed=1,
        original_sound_switch=is_kept,
    )
    size, rate, planes = frames_of(path)
    assert (size, rate, len(planes)) == ((640, 360), 24, 36)
    # Where the video stands it moves, and the image does not.
    middle, corner = (
        difference(
            *(b"".join(plane[640 * y + left :][:80] for y in rows) for plane in planes[::30])
        )
        for left, rows in ((280, range(150, 210)), (20, range(20, 60)))
    )
    assert (middle > corner) is (mode == "background")
    assert bool(loudness_of(path)) is is_kept
    assert {"'keyframe_id' changes nothing in a draft.", "'seed' changes nothing in a draft."} <= {
        *work.assumed
    }


def test_a_cancelled_draft_leaves_no_file(clip, tmp_path):
    """Cancelling in the middle of the encoding ends it there."""
    with pytest.raises(Cancelled):
        run(
            local.extend,
            v6.extend,
            tmp_path / "a",
            cancel_at=40,
            video_url=clip,
            duration=1,
            **SMALL,
        )
    assert list((tmp_path / "a").iterdir()) == []


def test_ten_seconds_are_ten_seconds():
    """A draft has 24 frames for each second, in whatever form they are asked for."""
    ten, fifteen = (
        endpoint.parse({"prompt": "x", "duration": duration}).view()
        for endpoint, duration in ((v5_6.text_to_video, "10s"), (v6.text_to_video, 15))
    )
    assert [local._frames(view) for view in (ten, fifteen)] == [240, 360]
