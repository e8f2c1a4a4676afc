"""What calls must yield."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import framehook_wan_vace as family
from framehook.spi import Facts
from framehook_wan_vace._geometry import canvas, expanded, grown, zoomed

CLIP = "https://media.example/shore.mp4"
SIDES = st.integers(64, 4096)
FOLLOWING = [
    family.generate,
    family.follow_depth,
    family.follow_pose,
    family.inpaint,
    family.follow_depth_fun,
    family.follow_pose_fun,
    family.inpaint_fun,
]


def source(frames=96, size=(1280, 720), **more):
    return Facts(**{"exact": True, "fps": 24.0, **more}, frames=frames, size=size)


def expected(endpoint, facts=None, **arguments):
    arguments = {"video_url": CLIP, "prompt": "a tide", **arguments}
    view = endpoint.parse(arguments).view({"/video_url": facts} if facts else {})
    return endpoint.expect(view)


@pytest.mark.parametrize("endpoint", FOLLOWING, ids=lambda endpoint: endpoint.id)
def test_frames_and_rate_are_given_or_the_source_s(endpoint):
    """Both for themselves."""
    found = expected(endpoint, source(), num_frames=33, frames_per_second=12)
    assert (found.frames, found.fps) == (33, 12.0)
    found = expected(endpoint, source(), match_input_num_frames=True)
    assert (found.frames, found.fps, found.effective["num_frames"]) == (96, 16.0, 96)
    found = expected(endpoint, source(), match_input_frames_per_second=True)
    assert (found.frames, found.fps, found.effective["frames_per_second"]) == (81, 24.0, 24.0)


@pytest.mark.parametrize("endpoint", [family.reframe, family.reframe_fun])
def test_reframing_takes_both_from_the_source(endpoint):
    """Unless told otherwise; an unknown source leaves them open."""
    found = expected(endpoint, source(), aspect_ratio="9:16", resolution="480p")
    assert (found.frames, found.fps, found.size) == (96, 24.0, (480, 854))
    other = expected(endpoint, source(), match_input_num_frames=False)
    assert (other.frames, other.fps) == (81, 24.0)
    assert expected(endpoint).frames is None
    guessed = expected(endpoint, source(exact=False))
    assert guessed.frames is None
    assert any("estimate" in note for note in guessed.notes)


@pytest.mark.parametrize(
    ("factor", "inserted", "frames"), [(0, 1, 161), (1, 0, 161), (1, 1, 321), (5, 5, 2881)]
)
def test_left_out_and_inserted_frames_are_counted(factor, inserted, frames):
    """As many come back as were left out, and more stand between any two."""
    found = expected(
        family.follow_depth,
        temporal_downsample_factor=factor,
        num_interpolated_frames=inserted,
        match_input_num_frames=False,
    )
    assert found.frames == frames


def test_a_thinned_source_is_filled_up_again():
    """Every third of 96 frames is used, and two are put between."""
    found = expected(family.reframe, source(), temporal_downsample_factor=2)
    assert (found.frames, found.effective["num_frames"], found.fps) == (94, 32, 24.0)


@pytest.mark.parametrize(
    ("frames", "fps", "used"), [(241, 24.0, 241), (480, 30.0, 240), (1000, 60.0, 250)]
)
def test_a_long_source_is_thinned_automatically(frames, fps, used):
    """Down to 241 frames, and not below 15 a second."""
    facts = source(frames, fps=fps)
    found = expected(family.reframe, facts, enable_auto_downsample=True)
    assert found.effective["num_frames"] == used
    assert any("thins" in note for note in found.notes) is (frames > 241)


@pytest.mark.parametrize(
    ("arguments", "size"),
    [
        ({"resolution": "480p", "aspect_ratio": "1:1"}, (480, 480)),
        ({"resolution": "720p", "aspect_ratio": "9:16"}, (720, 1280)),
        ({"resolution": "580p"}, (1032, 580)),
        ({"resolution": "auto"}, (1280, 720)),
        ({"aspect_ratio": "9:16"}, (720, 1280)),
        ({}, (1280, 720)),
    ],
)
def test_tier_and_shape_decide_about_the_size(arguments, size):
    """What is open is the source's, and said to be assumed."""
    found = expected(family.follow_depth, source(), **arguments)
    assert found.size == size
    is_open = arguments.get("resolution", "auto") == "auto"
    assert any("assumed" in note for note in found.notes) is is_open


def test_without_a_source_the_first_frame_gives_the_shape():
    """Or whichever image there is."""
    call = family.generate.parse(
        {"prompt": "x", "first_frame_url": CLIP, "resolution": "480p", "num_frames": 17}
    )
    found = family.generate.expect(call.view({"/first_frame_url": Facts(size=(300, 400))}))
    assert (found.frames, found.size) == (17, (480, 640))


@pytest.mark.parametrize("endpoint", [family.outpaint, family.outpaint_fun])
@pytest.mark.parametrize(
    ("sides", "ratio", "size"),
    [
        (("left",), 0.25, (1600, 720)),
        (("left", "right"), 0.25, (1920, 720)),
        (("top",), 0.5, (1280, 1080)),
        (("left", "right", "top", "bottom"), 1, (3840, 2160)),
        (("bottom",), 0.1, (1280, 792)),
    ],
)
def test_each_chosen_side_grows(endpoint, sides, ratio, size):
    """By a share of the source's width or height."""
    chosen = {f"expand_{side}": True for side in sides}
    found = expected(endpoint, source(), expand_ratio=ratio, **chosen)
    assert found.size == size
    tiered = expected(endpoint, source(), expand_ratio=ratio, resolution="480p", **chosen)
    assert min(tiered.size) == 480


@pytest.mark.parametrize("endpoint", [family.generate_first, family.generate_small])
def test_the_first_endpoints_are_as_long_as_their_source(endpoint):
    """Up to 241 frames; the number given counts where there is none."""
    assert expected(endpoint, source(96), num_frames=90).frames == 96
    assert expected(endpoint, source(500)).frames == 241
    assert expected(endpoint).frames is None
    found = expected(endpoint, video_url=None, num_frames=90, aspect_ratio="9:16")
    assert (found.frames, found.fps, found.size) == (90, 16.0, (720, 1280))


def test_an_edited_video_is_as_long_as_its_source():
    """One that is thinned is filled up again."""
    found = expected(family.edit_video, source(96), resolution="480p")
    assert (found.frames, found.fps, found.size) == (96, 24.0, (854, 480))
    assert expected(family.edit_video, source(480, fps=30.0)).frames == 479


def test_a_long_video_keeps_its_length():
    """In another shape."""
    facts = source(2400, duration=100.0)
    found = expected(family.reframe_long, facts, aspect_ratio="1:1")
    assert (found.frames, found.fps, found.size) == (2400, 24.0, (720, 720))
    assert found.duration == 100.0


class Sides:
    expand_right = expand_top = True
    expand_left = expand_bottom = False

    def __init__(self, ratio):
        self.expand_ratio = ratio


@given(SIDES, SIDES, st.floats(0, 1))
def test_a_grown_picture_has_exactly_what_was_added(wide, high, ratio):
    """On the chosen sides alone."""
    size, place = grown((wide, high), Sides(ratio))
    assert size == (wide + round(wide * ratio), high + round(high * ratio))
    assert place.box == (0, round(high * ratio), wide, high)
    scaled = expanded((wide, high), canvas("480p", "auto", size), Sides(ratio))
    assert abs(scaled.left) <= 2
    assert scaled.top >= -2


@given(SIDES, SIDES, st.sampled_from([0, 0.25, 0.5, 0.9]))
def test_a_zoom_shows_less_of_the_source(wide, high, zoom):
    """Half of each side is seen with 0.5; without a zoom all of it is."""
    frame = canvas("480p", "auto", (wide, high))
    place = zoomed((wide, high), frame, zoom)
    assert place.width * (1 - zoom) == pytest.approx(frame[0], abs=3)
    assert place.height * (1 - zoom) == pytest.approx(frame[1], abs=3)
