"""What calls must yield."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.spi import Facts
from framehook_luma import dream_machine, ray_2, ray_2_flash
from framehook_luma._geometry import canvas, frame_around, place_of

CLIP = "https://media.example/shore.mp4"
PICTURE = "https://media.example/shore.png"
BOTH = pytest.mark.parametrize("family", [ray_2, ray_2_flash])
SIDES = st.integers(64, 4096)
EDGES = ("x_start", "x_end", "y_start", "y_end")


def expected(endpoint, facts=None, **arguments):
    view = endpoint.parse(arguments).view({"/video_url": facts} if facts else {})
    return endpoint.expect(view)


def reframed(size, family=ray_2, **arguments):
    facts = Facts(frames=96, exact=True, fps=24.0, size=size, duration=4.0)
    return expected(family.reframe, facts, video_url=CLIP, **arguments)


@BOTH
@pytest.mark.parametrize(("duration", "frames"), [("5s", 120), ("9s", 216)])
def test_a_duration_decides_about_frames(family, duration, frames):
    """At 24 a second, which is said to be assumed."""
    for endpoint in (family.text_to_video, family.image_to_video):
        found = expected(endpoint, prompt="a tide", duration=duration)
        assert (found.frames, found.fps, found.duration) == (frames, 24.0, int(duration[0]))
        assert any("rate" in note for note in found.notes)


@BOTH
@pytest.mark.parametrize(
    ("resolution", "shape", "size"),
    [
        ("540p", "16:9", (960, 540)),
        ("720p", "9:16", (720, 1280)),
        ("1080p", "4:3", (1440, 1080)),
        ("540p", "3:4", (540, 720)),
        ("720p", "21:9", (1680, 720)),
        ("540p", "9:21", (540, 1260)),
    ],
)
def test_tier_and_shape_decide_about_the_size(family, resolution, shape, size):
    """The tier is the shorter side."""
    found = expected(
        family.text_to_video, prompt="a tide", resolution=resolution, aspect_ratio=shape
    )
    assert found.size == size


@pytest.mark.parametrize("name", ["text_to_video", "image_to_video"])
def test_the_first_dream_machine_has_the_chosen_shape(name):
    """Length and size are assumed, and said to be."""
    arguments = {"image_url": PICTURE} if name == "image_to_video" else {}
    endpoint = getattr(dream_machine, name)
    found = expected(endpoint, prompt="a tide", aspect_ratio="3:4", **arguments)
    assert (found.size, found.duration, len(found.notes)) == ((720, 960), 5, 2)


@BOTH
def test_a_modified_video_is_like_its_source(family):
    """Frames, rate and size; an estimate is no number to be held to."""
    facts = Facts(frames=50, exact=True, fps=25.0, size=(641, 361), duration=2.0)
    found = expected(family.modify, facts, video_url=CLIP)
    assert (found.frames, found.fps, found.size, found.duration) == (50, 25.0, (640, 360), 2.0)
    guessed = expected(family.modify, Facts(frames=50, fps=25.0), video_url=CLIP)
    assert (guessed.frames, guessed.size) == (None, None)
    assert any("estimate" in note for note in guessed.notes)


@BOTH
def test_a_reframed_video_has_the_new_shape_and_all_of_the_source(family):
    """720 pixels remain the shorter side; the source stands in the middle."""
    found = reframed((1280, 720), family, aspect_ratio="9:16")
    assert (found.frames, found.fps, found.size) == (96, 24.0, (720, 1280))
    assert found.effective == {"x_start": 0, "x_end": 720, "y_start": 437, "y_end": 842}


@pytest.mark.parametrize(
    ("given_edges", "edges"),
    [
        ({"x_start": 10, "x_end": 330, "y_start": 20, "y_end": 200}, (10, 330, 20, 200)),
        ({"x_start": 10, "x_end": 330}, (10, 330, 270, 450)),
        ({"y_start": 20, "y_end": 200}, (200, 520, 20, 200)),
        ({"grid_position_x": 0, "grid_position_y": 50}, (0, 720, 50, 455)),
        ({"x_end": 700, "y_start": 7}, (-20, 700, 7, 412)),
    ],
)
def test_edges_and_positions_say_where_the_source_stands(given_edges, edges):
    """Two edges give a length; one side follows the other."""
    found = reframed((1280, 720), aspect_ratio="1:1", **given_edges)
    assert found.size == (720, 720)
    assert tuple(found.effective[name] for name in EDGES) == edges


def test_what_depends_on_an_unknown_source_stays_unknown():
    """Nothing is made up."""
    found = expected(ray_2.reframe, video_url=CLIP, aspect_ratio="1:1")
    assert (found.frames, found.fps, found.size, found.effective) == (None, None, None, {})


class Nowhere:
    grid_position_x = grid_position_y = x_start = x_end = y_start = y_end = None


@given(SIDES, SIDES, st.sampled_from(["1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21"]))
def test_frames_are_even_and_hold_all_of_the_source(wide, high, shape):
    """Whatever the source is like."""
    frame = frame_around((wide, high), shape)
    assert frame == canvas(min(wide, high), shape)
    assert frame[0] % 2 == frame[1] % 2 == 0
    place = place_of((wide, high), frame, Nowhere())
    assert place.left >= 0
    assert place.top >= 0
    assert place.left + place.width <= frame[0] + 1
    assert place.top + place.height <= frame[1] + 1
