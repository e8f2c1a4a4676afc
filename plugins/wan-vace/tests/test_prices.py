"""What calls cost: a second has 16 frames."""

from __future__ import annotations

from decimal import Decimal

import pytest

import framehook_wan_vace as family
from framehook.spi import Facts

CLIP = "https://media.example/shore.mp4"
TIERS = [
    ("720p", 1),
    ("580p", "0.75"),
    ("480p", "0.5"),
    ("auto", 1),
    ("360p", "0.5"),
    ("240p", "0.5"),
]


def quote(endpoint, facts=None, **arguments):
    arguments.setdefault("video_url", CLIP)
    arguments.setdefault("prompt", "a tide")
    view = endpoint.parse(arguments).view({"/video_url": facts} if facts else {})
    return endpoint.price.quote(view, endpoint.expect(view))


def source(frames, exact=True, **more):
    return Facts(frames=frames, exact=exact, fps=24.0, size=(1280, 720), **more)


@pytest.mark.parametrize(("resolution", "share"), TIERS)
@pytest.mark.parametrize(
    ("name", "amount"),
    [
        ("generate", "0.08"),
        ("follow_depth", "0.08"),
        ("follow_pose", "0.08"),
        ("inpaint", "0.08"),
        ("outpaint", "0.08"),
        ("follow_depth_fun", "0.10"),
        ("follow_pose_fun", "0.15"),
        ("inpaint_fun", "0.10"),
        ("outpaint_fun", "0.10"),
    ],
)
def test_frames_are_billed_at_sixteen_a_second(name, amount, resolution, share):
    """81 frames are 5.0625 seconds, whatever the rate of the result is."""
    endpoint = getattr(family, name)
    for rate in (16, 30):
        found = quote(endpoint, resolution=resolution, frames_per_second=rate)
        assert found.low == found.high == Decimal(81) / 16 * Decimal(amount) * Decimal(share)


@pytest.mark.parametrize("endpoint", [family.reframe, family.follow_depth])
def test_matched_frames_are_the_source_s(endpoint):
    """Where they are not known, 241 at most."""
    known = quote(endpoint, source(96), match_input_num_frames=True, resolution="720p")
    assert known.low == known.high == Decimal(96) / 16 * Decimal("0.08")
    for facts in (None, source(96, exact=False)):
        unknown = quote(endpoint, facts, match_input_num_frames=True, resolution="720p")
        assert unknown.high == Decimal(241) / 16 * Decimal("0.08")
        assert unknown.low == Decimal(17) / 16 * Decimal("0.08")


def test_inserted_frames_count_at_the_high_end_alone():
    """The vendor does not say whether they are billed."""
    found = quote(family.follow_depth, num_interpolated_frames=1, resolution="720p")
    assert (found.low, found.high) == (
        Decimal(81) / 16 * Decimal("0.08"),
        Decimal(161) / 16 * Decimal("0.08"),
    )


def test_editing_is_billed_after_frames_were_left_out():
    """Of 480 frames 240 are used; none are left out where that is switched off."""
    facts = Facts(frames=480, exact=True, fps=30.0, size=(1280, 720))
    found = quote(family.edit_video, facts, resolution="720p")
    assert (found.low, found.high) == (Decimal("1.50"), Decimal("3.00"))
    whole = quote(family.edit_video, facts, enable_auto_downsample=False)
    assert whole.low == whole.high == Decimal("3.00")
    assert quote(family.edit_video).high == Decimal(241) / 16 * Decimal("0.10")
    assert not quote(family.edit_video, enable_auto_downsample=False).is_known


@pytest.mark.parametrize(("seconds", "pairs"), [(2.0, 1), (2.04, 2), (59.0, 30)])
def test_a_long_video_is_billed_by_two_seconds(seconds, pairs):
    """The price list has twice the amount of the text: the high end."""
    found = quote(family.reframe_long, Facts(duration=seconds), resolution="480p")
    assert (found.low, found.high) == (Decimal("0.04") * pairs, Decimal("0.08") * pairs)
    assert not quote(family.reframe_long).is_known


def test_the_first_endpoints():
    """One price for a video; none is known for the small one."""
    assert quote(family.generate_first).high == Decimal("0.20")
    unknown = quote(family.generate_small)
    assert not unknown.is_known
    assert "no price" in str(unknown)
