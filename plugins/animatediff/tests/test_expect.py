"""What calls must yield, and what they cost."""

from __future__ import annotations

import pytest

from framehook.spi import Facts
from framehook_animatediff import evolved, sparsectrl, text_to_video, turbo, video_to_video

CLIP = "https://media.example/shore.mp4"
PICTURE = "https://media.example/shore.png"
SHORE = Facts(frames=132, exact=True, fps=25.0, size=(1280, 720), duration=5.28)


def expected_of(endpoint, facts=SHORE, **arguments):
    call = endpoint.parse({"prompt": "x", **arguments})
    return endpoint.expect(call.view({"/video_url": facts} if facts else {}))


@pytest.mark.parametrize("endpoint", [text_to_video, turbo.text_to_video])
@pytest.mark.parametrize(
    ("size", "pixels", "notes"),
    [
        (None, (512, 512), 1),
        ("square_hd", (1024, 1024), 1),
        ("portrait_16_9", (576, 1024), 1),
        ("landscape_4_3", (1024, 768), 1),
        ({"width": 640, "height": 384}, (640, 384), 0),
        ({"width": 641}, (640, 512), 1),
    ],
)
def test_a_prompt_gives_what_the_arguments_say(endpoint, size, pixels, notes):
    """24 frames at 12 a second are two seconds; odd sides and named sizes are noted."""
    expected = expected_of(endpoint, None, num_frames=24, fps=12, video_size=size)
    assert (expected.frames, expected.fps, expected.size) == (24, 12.0, pixels)
    assert (expected.duration, len(expected.notes)) == (2, notes)


@pytest.mark.parametrize("endpoint", [video_to_video, turbo.video_to_video])
@pytest.mark.parametrize(
    ("length", "seconds", "fps", "frames"),
    [(5.28, 3, 8, 24), (5.28, 2, 16, 32), (2.5, 4, 8, 20), (2.04, 4, 10, 21), (0.05, 2, 8, 1)],
)
def test_the_first_seconds_are_sampled(endpoint, length, seconds, fps, frames):
    """`fps` frames of each second; a shorter source gives fewer."""
    facts = Facts(duration=length, size=(640, 361))
    expected = expected_of(endpoint, facts, video_url=CLIP, first_n_seconds=seconds, fps=fps)
    assert (expected.frames, expected.fps, expected.size) == (frames, float(fps), (640, 360))
    assert len(expected.notes) == 1


@pytest.mark.parametrize("endpoint", [evolved.video_to_video, evolved.turbo_video_to_video])
@pytest.mark.parametrize(
    ("step", "frames", "fps"), [(1, 132, 25.0), (2, 66, 12.5), (5, 27, 5.0), (200, 1, 0.125)]
)
def test_every_nth_frame_stays_and_the_pace_is_kept(endpoint, step, frames, fps):
    """132 frames make 66, half as many a second."""
    expected = expected_of(endpoint, video_url=CLIP, select_every_nth_frame=step)
    assert (expected.frames, expected.fps, expected.size) == (frames, fps, (1280, 720))


def test_what_depends_on_an_unknown_source_stays_unknown():
    """Nor does an estimate, or a step that leads nowhere, give a number."""
    for endpoint in (video_to_video, evolved.video_to_video):
        expected = expected_of(endpoint, None, video_url=CLIP)
        assert (expected.frames, expected.size) == (None, None)
    assert expected_of(evolved.video_to_video, Facts(frames=9), video_url=CLIP).frames is None
    nowhere = expected_of(evolved.video_to_video, video_url=CLIP, select_every_nth_frame=0)
    assert (nowhere.frames, nowhere.fps) == (None, None)


def test_key_images_lie_within_sixteen_frames_or_nobody_knows_how_many_there_are():
    """The usual number is an assumption, and noted as one."""
    image = {"keyframe_1_image_url": PICTURE}
    usual = expected_of(sparsectrl.keyframes_to_video, None, **image, keyframe_1_index=15)
    assert (usual.frames, usual.fps, usual.size) == (16, 8.0, (512, 512))
    assert len(usual.notes) == 1
    late = expected_of(sparsectrl.keyframes_to_video, None, **image, keyframe_1_index=16)
    assert late.frames is None
    # The index of an image that was not given means nothing.
    other = expected_of(sparsectrl.keyframes_to_video, None, **image, keyframe_0_index=99)
    assert other.frames == 16


@pytest.mark.parametrize(
    ("endpoint", "unit", "words"),
    [
        (text_to_video, "compute second", "$0.00125"),
        (turbo.text_to_video, "compute second", "$0.00125"),
        (video_to_video, "compute second", "$0.00125"),
        (turbo.video_to_video, "compute second", "$0.00125"),
        (evolved.turbo_video_to_video, None, "rounded"),
        (sparsectrl.keyframes_to_video, None, "rounded"),
        (evolved.video_to_video, None, "no price"),
    ],
)
def test_no_price_is_known_before(endpoint, unit, words):
    """What is known is said: a unit price, a rounded figure, or nothing at all."""
    clip = {"video_url": CLIP} if "video_url" in endpoint.model.model_fields else {}
    view = endpoint.parse({"prompt": "x", **clip}).view({"/video_url": SHORE})
    quote = endpoint.price.quote(view, endpoint.expect(view))
    assert (quote.is_known, quote.unit) == (False, unit)
    assert words in quote.basis
