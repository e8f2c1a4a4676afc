"""What calls must yield, and what they cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.spi import Facts
from framehook_amt_interpolation import interpolate_frames, interpolate_video
from framehook_amt_interpolation._expect import count

CLIP = "https://media.example/shore.mp4"
PICTURE = "https://media.example/shore.png"


def denser(facts=None, **arguments):
    call = interpolate_video.parse({"video_url": CLIP, **arguments})
    return interpolate_video.expect(call.view({"/video_url": facts} if facts else {}))


@pytest.mark.parametrize(
    ("frames", "passes", "total"), [(36, 2, 141), (250, 2, 997), (132, 1, 263), (1, 3, 1)]
)
def test_every_pass_puts_a_frame_in_between(frames, passes, total):
    """36 frames become 141 with two passes, at the rate that is asked for."""
    facts = Facts(frames=frames, exact=True, fps=10.0, size=(640, 272), has_audio=False)
    expected = denser(facts, recursive_interpolation_passes=passes, output_fps=30)
    assert (expected.frames, expected.fps, expected.size) == (total, 30.0, (640, 272))
    assert expected.notes == []
    assert expected.duration == pytest.approx(total / 30)


@given(st.integers(1, 500), st.integers(1, 10))
def test_a_pass_more_is_a_pass_of_the_result(frames, passes):
    """The arithmetic is that of doing it again."""
    assert count(frames, passes) == count(count(frames, passes - 1), 1)


def test_what_depends_on_an_unknown_source_stays_unknown():
    """An estimate is no count; the rate needs no source."""
    assert (denser().frames, denser().fps, denser().size) == (None, 24.0, None)
    assert denser(Facts(frames=36)).frames is None


def test_lost_sound_and_odd_sides_are_noted():
    """Both are visible in the result."""
    expected = denser(Facts(frames=2, exact=True, size=(321, 180), has_audio=True))
    assert expected.size == (320, 180)
    assert [note.split(" ", 3)[:3] for note in expected.notes] == [
        ["The", "sound", "of"],
        ["Videos", "have", "even"],
    ]


def test_images_are_counted_and_the_first_gives_the_size():
    """Two images and four passes make seventeen frames."""
    call = interpolate_frames.parse({"frames": [{"url": PICTURE}] * 2})
    known = {"/frames/0/url": Facts(size=(640, 361)), "/frames/1/url": Facts(size=(320, 180))}
    expected = interpolate_frames.expect(call.view(known))
    assert (expected.frames, expected.fps, expected.size) == (17, 24.0, (640, 360))
    assert len(expected.notes) == 2
    assert interpolate_frames.expect(call.view()).size is None


@pytest.mark.parametrize("endpoint", [interpolate_video, interpolate_frames])
def test_what_is_billed_by_computing_is_unknown_before(endpoint):
    """The unit price is said, the amount is not made up."""
    example = {"video_url": CLIP} if endpoint is interpolate_video else {"frames": []}
    view = endpoint.parse(example).view({"/video_url": Facts(frames=9, exact=True)})
    quote = endpoint.price.quote(view, endpoint.expect(view))
    assert (quote.is_known, quote.unit, str(quote.as_of)) == (False, "compute second", "2026-07-28")
    assert "$0.00111" in quote.basis
