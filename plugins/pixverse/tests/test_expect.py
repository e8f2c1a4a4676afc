"""What calls must yield."""

from __future__ import annotations

from fractions import Fraction
from importlib.metadata import entry_points

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.spi import Facts
from framehook_pixverse import c1, v3_5, v4_5, v5, v5_5, v6, video
from framehook_pixverse._expect import canvas

CLIP = "https://media.example/shore.mp4"
ENDPOINTS = {
    point.name: point.load()
    for point in entry_points(group="framehook.endpoints.v1")
    if point.value.startswith("framehook_pixverse")
}
MEDIA = dict.fromkeys(("video_url", "image_url", "first_image_url", "end_image_url"), CLIP)
SOURCE = Facts(
    kind="video", frames=60, exact=True, fps=30.0, duration=2.0, size=(640, 360), has_audio=True
)
FACTS = {"/video_url": SOURCE, "/image_url": Facts(kind="image", size=(400, 300))}


def expected(endpoint, facts=None, **arguments):
    needed = {
        name: MEDIA.get(name, "x")
        for name, field in endpoint.model.model_fields.items()
        if field.is_required() and name != "image_references"
    }
    if "image_references" in endpoint.model.model_fields:
        needed["image_references"] = [{"image_url": CLIP, "ref_name": "fox"}]
    call = endpoint.parse({**needed, **arguments})
    return endpoint.expect(call.view(FACTS if facts is None else facts))


SAYS_ALL = {
    name: endpoint
    for name, endpoint in ENDPOINTS.items()
    if name.rpartition("/")[2] not in {"lipsync", "sound-effects"}
}


@pytest.mark.parametrize("name", sorted(SAYS_ALL))
def test_the_most_important_field_changes_what_must_come_out(name):
    """The length where it can be chosen, and the size in any case."""
    endpoint = SAYS_ALL[name]
    fields = endpoint.model.model_fields
    usual = expected(endpoint)
    assert usual.size is not None
    assert min(usual.size) == 720
    assert min(expected(endpoint, resolution="360p").size) == 360
    if "duration" in fields:
        assert expected(endpoint, duration=8).duration == usual.duration + 3
    if "aspect_ratio" in fields and "image_url" not in fields:
        assert expected(endpoint, aspect_ratio="9:16").size == (720, 1280)


@pytest.mark.parametrize("endpoint", [video.lipsync, video.sound_effects])
def test_a_video_with_other_sound_stays_as_it_is(endpoint):
    """Frames, rate, size and length are the source's."""
    found = expected(endpoint)
    assert (found.frames, found.fps, found.size, found.duration) == (60, 30.0, (640, 360), 2.0)
    assert any("assumed" in note for note in found.notes)
    estimated = Facts(kind="video", frames=60, fps=30.0, size=(641, 360))
    unsure = expected(endpoint, {"/video_url": estimated})
    assert (unsure.frames, unsure.size) == (None, None)


@pytest.mark.parametrize(
    ("endpoint", "duration", "seconds"),
    [
        (video.extend, "5", 5),
        (video.extend, "8", 8),
        (video.extend_fast, None, 5),
        (v6.extend, 1, 1),
        (v6.extend, 15, 15),
    ],
)
def test_an_extension_has_the_whole_source_and_so_many_seconds_more(endpoint, duration, seconds):
    """At the source's rate, in its shape, at the asked size."""
    found = expected(endpoint, **({} if duration is None else {"duration": duration}))
    assert (found.frames, found.fps) == (60 + 30 * seconds, 30.0)
    assert (found.duration, found.size) == (2.0 + seconds, (1280, 720))
    assert any("rate" in note for note in found.notes)


def test_what_depends_on_an_unknown_source_stays_unknown():
    """Nothing is made up, and an estimate fixes no number of frames."""
    blind = expected(video.extend, {})
    assert (blind.frames, blind.fps, blind.size, blind.duration) == (None, None, None, None)
    estimated = Facts(kind="video", frames=60, fps=30.0, duration=2.0)
    assert expected(video.extend, {"/video_url": estimated}).frames is None
    assert expected(v5.image_to_video, {}).size is None
    assert expected(v5.image_to_video, {}).duration == 5


def test_a_swap_keeps_the_frames_and_takes_the_tier():
    """In the source's shape."""
    found = expected(video.swap, resolution="540p")
    assert (found.frames, found.fps, found.size) == (60, 30.0, (960, 540))


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        ("16:9", (960, 540)),
        ("4:3", (720, 540)),
        ("1:1", (540, 540)),
        ("3:4", (540, 720)),
        ("9:16", (540, 960)),
        ("2:3", (540, 810)),
        ("3:2", (810, 540)),
        ("21:9", (1260, 540)),
    ],
)
def test_the_tier_is_the_shorter_side(shape, size):
    """Which is an assumption, and noted."""
    found = expected(c1.text_to_video, aspect_ratio=shape, resolution="540p", duration=3)
    assert (found.size, found.duration) == (size, 3)
    assert any("shorter side" in note for note in found.notes)


@pytest.mark.parametrize("endpoint", [v3_5.text_to_video_fast, v4_5.image_to_video_fast])
def test_fast_mode_makes_five_seconds_and_says_so(endpoint):
    """It has no duration to choose."""
    found = expected(endpoint)
    assert found.duration == 5
    assert any("5 seconds" in note for note in found.notes)
    assert not any("5 seconds" in note for note in expected(v5_5.text_to_video).notes)


def test_an_image_gives_its_shape_whatever_the_former_field_says():
    """A shape beside an image changes nothing."""
    assert expected(v5.image_to_video).size == (960, 720)
    assert expected(v5.image_to_video, aspect_ratio="9:16").size == (960, 720)


@given(
    st.sampled_from(["360p", "540p", "720p", "1080p"]),
    st.tuples(st.integers(16, 8192), st.integers(16, 8192)),
)
def test_sizes_are_even_and_their_shorter_side_is_the_tier(resolution, source):
    """Whatever the source is like."""
    wide, high = canvas(resolution, Fraction(*source))
    assert min(wide, high) == int(resolution[:-1])
    assert wide % 2 == high % 2 == 0
    assert (wide >= high) == (source[0] >= source[1]) or wide == high
