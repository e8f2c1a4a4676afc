"""What a call must yield, and what it costs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.spi import Facts
from framehook_video_upscaler import upscale_video
from framehook_video_upscaler._expect import larger

CLIP = "https://media.example/shore.mp4"
SHORE = Facts(frames=132, exact=True, fps=25.0, size=(1280, 720), duration=5.28)


def view_of(facts=SHORE, **arguments):
    call = upscale_video.parse({"video_url": CLIP, **arguments})
    return call.view({"/video_url": facts} if facts else {})


def quote(facts=SHORE, **arguments):
    view = view_of(facts, **arguments)
    return upscale_video.price.quote(view, upscale_video.expect(view))


@pytest.mark.parametrize(
    ("scale", "size"),
    [
        (1, (1280, 720)),
        (1.1, (1408, 792)),
        (1.5, (1920, 1080)),
        (2, (2560, 1440)),
        (8, (10240, 5760)),
    ],
)
def test_width_and_height_are_multiplied_exactly(scale, size):
    """Frames, rate and length are the source's; a decimal factor is meant as it is written."""
    expected = upscale_video.expect(view_of(scale=scale))
    assert (expected.frames, expected.fps, expected.duration) == (132, 25.0, 5.28)
    assert (expected.size, expected.notes) == (size, ())


def test_sides_that_do_not_come_out_even_are_rounded_and_that_is_noted():
    """333 times 1.5 is 499.5, which no video is wide."""
    expected = upscale_video.expect(view_of(Facts(size=(333, 250)), scale=1.5))
    assert expected.size == (500, 376)
    assert len(expected.notes) == 1
    assert (expected.frames, expected.fps) == (None, None)


@given(
    st.tuples(st.integers(2, 4096), st.integers(2, 4096)),
    st.floats(1, 8, allow_nan=False),
)
def test_sizes_are_even_and_within_a_pixel_of_the_product(size, scale):
    """Whatever the factor."""
    for side, made in zip(size, larger(size, scale), strict=True):
        assert made % 2 == 0
        assert abs(made - side * scale) <= 1 + 1e-6


def test_the_price_is_that_of_the_megapixels_of_the_result_at_most():
    """132 frames of 2560x1440 are 486.6 megapixels at $0.0008; at least those of the source."""
    found = quote()
    assert (found.units, found.unit) == (Decimal("486.6048"), "megapixel")
    assert (found.low, found.high) == (Decimal("0.09732096"), Decimal("0.38928384"))
    assert quote(scale=8).high == found.high * 16
    assert str(found.as_of) == "2026-07-28"


def test_a_price_without_a_count_of_frames_is_unknown():
    """Neither an estimate nor a video that nobody looked at has a price."""
    assert not quote(None).is_known
    assert not quote(Facts(frames=132, size=(1280, 720))).is_known
    assert not quote(Facts(frames=132, exact=True)).is_known
