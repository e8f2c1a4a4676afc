"""What calls cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook_magi import distilled, magi

CLIP = "https://media.example/shore.mp4"


def quote(family, **arguments):
    call = family.extend_video.parse({"prompt": "", "video_url": CLIP, **arguments})
    return family.extend_video.price.quote(call.view())


@pytest.mark.parametrize(
    ("frames", "resolution", "steps", "full", "small"),
    [
        (96, "720p", 16, "0.80", "0.32"),
        (192, "720p", 16, "1.60", "0.64"),
        (120, "720p", 16, "1.00", "0.40"),
        (96, "480p", 16, "0.40", "0.16"),
        (192, "720p", 32, "3.20", "1.28"),
        (96, "720p", 4, "0.80", "0.32"),
        (192, "720p", 64, "6.40", None),
        (96, "480p", 64, "1.60", None),
    ],
)
def test_the_published_figures(frames, resolution, steps, full, small):
    """Four seconds at 720p and 16 steps cost $0.80, and $0.32 distilled; the rest follows."""
    arguments = {"num_frames": frames, "resolution": resolution, "num_inference_steps": steps}
    first = quote(magi, **arguments)
    assert (first.low, first.high) == (Decimal(full), Decimal(full))
    if small is not None:
        assert quote(distilled, **arguments).high == Decimal(small)


def test_a_second_that_is_begun_is_counted_in_full_at_the_high_end():
    """97 frames are 4.04 units at least, and 5 at most."""
    found = quote(magi, num_frames=97)
    assert (found.low, found.high, found.units) == (Decimal("0.80832"), Decimal(1), Decimal(5))


@pytest.mark.parametrize("name", ["text_to_video", "image_to_video", "extend_video"])
def test_the_example_of_the_documentation(name):
    """120 frames at 720p and 16 steps are 5 units, $1.00, whatever is generated from."""
    endpoint = getattr(magi, name)
    call = endpoint.parse(
        {
            "prompt": "",
            "num_frames": 120,
            **{
                key: CLIP
                for key in ("video_url", "image_url")
                if key in endpoint.model.model_fields
            },
        }
    )
    found = endpoint.price.quote(call.view(), endpoint.expect(call.view()))
    assert str(found) == "$1.00 (5 × second)"
    assert found.to_json() == {
        "low": "1",
        "high": "1",
        "currency": "USD",
        "unit": "second",
        "units": "5",
        "basis": "vendor text of 2026-01",
        "as_of": "2026-01-28",
    }
    assert found.as_of == date(2026, 1, 28)


@given(st.integers(96, 192), st.sampled_from(["480p", "720p"]), st.sampled_from([4, 8, 16, 32]))
def test_the_high_end_is_never_below_the_low_one_nor_a_unit_above(frames, resolution, steps):
    """Rounding adds less than one second at the full rate."""
    found = quote(distilled, num_frames=frames, resolution=resolution, num_inference_steps=steps)
    assert (
        found.low
        <= found.high
        < found.low + Decimal("0.08") * max(1, steps // 16) + Decimal("0.001")
    )
