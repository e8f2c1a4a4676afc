"""What calls must yield."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.spi import Facts
from framehook_magi import distilled, magi
from framehook_magi._expect import canvas

CLIP = "https://media.example/shore.mp4"


def extended(facts=None, family=magi, **arguments):
    call = family.extend_video.parse({"prompt": "", "video_url": CLIP, **arguments})
    return family.extend_video.expect(call.view({"/video_url": facts} if facts else {}))


@pytest.mark.parametrize("family", [magi, distilled])
def test_an_extension_has_the_kept_frames_and_the_generated_ones(family):
    """64 kept and 120 generated frames at the rate of the source."""
    facts = Facts(frames=132, exact=True, fps=25.0, size=(1280, 720))
    expected = extended(facts, family, num_frames=120, start_frame=64)
    assert (expected.frames, expected.fps, expected.size) == (184, 25.0, (1280, 720))
    assert expected.effective == {"start_frame": 64}
    assert any("rate" in note for note in expected.notes)


@pytest.mark.parametrize(("frames", "start"), [(132, 100), (33, 1), (32, 0), (5, 0)])
def test_without_a_start_it_lies_32_frames_before_the_end(frames, start):
    """And never before the first frame."""
    expected = extended(Facts(frames=frames, exact=True))
    assert expected.effective == {"start_frame": start}
    assert expected.frames == start + 96


def test_an_estimated_source_does_not_fix_the_start():
    """Nobody is held to an estimate; it is noted. A given start needs none."""
    expected = extended(Facts(frames=132))
    assert (expected.frames, expected.effective) == (None, {})
    assert any("estimate" in note for note in expected.notes)
    assert extended(Facts(frames=132), start_frame=64).frames == 160


def test_what_depends_on_an_unknown_source_stays_unknown():
    """Nothing is made up; a given start needs no source."""
    expected = extended()
    assert (expected.frames, expected.fps, expected.size) == (None, None, None)
    assert expected.effective == {}
    known = extended(start_frame=10, aspect_ratio="1:1", resolution="480p")
    assert (known.frames, known.size) == (106, (480, 480))


@pytest.mark.parametrize(
    ("arguments", "size"),
    [
        ({"aspect_ratio": "16:9"}, (1280, 720)),
        ({"aspect_ratio": "9:16"}, (720, 1280)),
        ({"aspect_ratio": "1:1"}, (720, 720)),
        ({"aspect_ratio": "16:9", "resolution": "480p"}, (854, 480)),
        ({"aspect_ratio": "9:16", "resolution": "480p"}, (480, 854)),
        ({}, (1280, 720)),
    ],
)
def test_text_gives_24_frames_a_second_at_the_asked_size(arguments, size):
    """The tier is the shorter side; an open shape is taken for 16:9, and that is noted."""
    call = magi.text_to_video.parse({"prompt": "x", "num_frames": 144, **arguments})
    expected = magi.text_to_video.expect(call.view())
    assert (expected.frames, expected.fps, expected.size) == (144, 24.0, size)
    assert expected.duration == 6
    assert bool(expected.notes) == ("aspect_ratio" not in arguments)


@pytest.mark.parametrize(
    ("source", "size"),
    [((640, 272), (1694, 720)), ((1080, 1920), (720, 1280)), (None, None), ((7, 7), (720, 720))],
)
def test_an_image_gives_its_shape(source, size):
    """Upright pictures stay upright."""
    call = distilled.image_to_video(prompt="", image_url="https://media.example/a.png")
    expected = distilled.image_to_video.expect(call.view({"/image_url": Facts(size=source)}))
    assert (expected.frames, expected.fps, expected.size) == (96, 24.0, size)


@given(
    st.sampled_from(["480p", "720p"]),
    st.sampled_from(["auto", "16:9", "9:16", "1:1"]),
    st.tuples(st.integers(16, 8192), st.integers(16, 8192)),
)
def test_sizes_are_even_and_their_shorter_side_is_the_tier(resolution, shape, source):
    """Whatever the source is like."""
    wide, high = canvas(resolution, shape, source)
    assert min(wide, high) == int(resolution[:-1])
    assert wide % 2 == high % 2 == 0
    if shape == "auto" and source[0] != source[1]:
        assert (wide >= high) == (source[0] > source[1])
