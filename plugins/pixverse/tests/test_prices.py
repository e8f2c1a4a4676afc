"""What calls cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.spi import Facts
from framehook_pixverse import c1, v3_5, v4, v4_5, v5, v5_5, v5_6, v6, video

CLIP = "https://media.example/shore.mp4"
MEDIA = dict.fromkeys(("video_url", "image_url", "first_image_url", "end_image_url"), CLIP)
TIERS = ("360p", "540p", "720p", "1080p")


def quote(endpoint, facts=None, **arguments):
    needed = {
        name: MEDIA.get(name, "x")
        for name, field in endpoint.model.model_fields.items()
        if field.is_required() and name != "image_references"
    }
    view = endpoint.parse({**needed, **arguments}).view(facts or {})
    return endpoint.price.quote(view, endpoint.expect(view))


def amounts(found):
    return (found.low, found.high)


def clip(seconds):
    return {"/video_url": Facts(kind="video", duration=seconds)}


@pytest.mark.parametrize(
    "endpoint",
    [
        *(version.text_to_video for version in (v3_5, v4, v4_5, v5)),
        *(version.image_to_video for version in (v3_5, v4, v4_5, v5)),
        *(version.transition for version in (v3_5, v4_5, v5)),
        *(version.effects for version in (v3_5, v4, v4_5, v5)),
        video.extend,
    ],
)
def test_five_seconds_cost_by_the_tier_and_eight_twice_as_much(endpoint):
    """3, 3, 4 or 8 segments of five cents."""
    for tier, price in zip(TIERS, ("0.15", "0.15", "0.20", "0.40"), strict=True):
        five = quote(endpoint, resolution=tier)
        assert amounts(five) == (Decimal(price), Decimal(price))
        assert quote(endpoint, resolution=tier, duration=8).high == 2 * Decimal(price)
    assert str(quote(endpoint)) == "$0.20 (4 × video segment)"
    assert quote(endpoint).as_of == date(2026, 1, 28)


@pytest.mark.parametrize(
    "endpoint",
    [
        *(version.text_to_video_fast for version in (v3_5, v4, v4_5)),
        *(version.image_to_video_fast for version in (v3_5, v4, v4_5)),
        video.extend_fast,
    ],
)
def test_fast_mode_costs_twice_as_much(endpoint):
    """Five seconds always."""
    for tier, price in zip(TIERS[:3], ("0.30", "0.30", "0.40"), strict=True):
        assert quote(endpoint, resolution=tier).high == Decimal(price)


@pytest.mark.parametrize("endpoint", [v5_5.text_to_video, v5_5.image_to_video])
@pytest.mark.parametrize(
    ("switches", "extra"),
    [
        ({}, "0"),
        ({"generate_audio_switch": True}, "0.05"),
        ({"generate_multi_clip_switch": True}, "0.10"),
        ({"generate_audio_switch": True, "generate_multi_clip_switch": True}, "0.15"),
    ],
)
def test_version_5_5_has_surcharges_for_sound_and_shots(endpoint, switches, extra):
    """Whether longer videos multiply them is not said: at the high end they do."""
    for tier, base in zip(TIERS, ("0.15", "0.15", "0.20", "0.40"), strict=True):
        for duration, factor in (("5", "1"), ("8", "2"), ("10", "2.2")):
            found = quote(endpoint, resolution=tier, duration=duration, **switches)
            low = Decimal(base) * Decimal(factor) + Decimal(extra)
            assert amounts(found) == (low, (Decimal(base) + Decimal(extra)) * Decimal(factor))


def test_effects_of_5_5_have_no_surcharges():
    """And cost what the other endpoints of the version cost."""
    assert quote(v5_5.effects).high == Decimal("0.20")
    assert quote(v5_5.effects, duration="10").high == Decimal("0.44")


def test_transitions_of_5_5_cost_three_times_as_much():
    """By their own text, which wins over the unit price."""
    for tier, price in zip(TIERS, ("0.45", "0.45", "0.60", "1.20"), strict=True):
        assert quote(v5_5.transition, resolution=tier).high == Decimal(price)
    sounding = quote(v5_5.transition, generate_audio_switch=True, duration="8")
    assert amounts(sounding) == (Decimal("1.30"), Decimal("1.40"))


@pytest.mark.parametrize("name", ["text_to_video", "image_to_video", "transition"])
def test_version_5_6_costs_what_its_text_says(name):
    """Base and sound by the tier."""
    endpoint = getattr(v5_6, name)
    for tier, base, sound in (
        ("360p", "0.35", "0.45"),
        ("540p", "0.35", "0.45"),
        ("720p", "0.45", "0.45"),
        ("1080p", "0.75", "0.75"),
    ):
        assert quote(endpoint, resolution=tier).high == Decimal(base)
        loud = quote(endpoint, resolution=tier, generate_audio_switch=True)
        assert loud.high == Decimal(base) + Decimal(sound)
    assert quote(endpoint, duration=10).high == Decimal("0.99")


@pytest.mark.parametrize(
    ("endpoint", "rates"),
    [
        *(
            (
                endpoint,
                (("0.025", "0.035"), ("0.035", "0.045"), ("0.045", "0.06"), ("0.09", "0.115")),
            )
            for endpoint in (v6.text_to_video, v6.image_to_video, v6.transition, v6.extend)
        ),
        *(
            (endpoint, (("0.03", "0.04"), ("0.04", "0.05"), ("0.05", "0.065"), ("0.095", "0.12")))
            for endpoint in (c1.text_to_video, c1.image_to_video, c1.transition)
        ),
    ],
)
def test_versions_6_and_c1_cost_by_the_second(endpoint, rates):
    """Without and with sound."""
    for tier, pair in zip(TIERS, rates, strict=True):
        for has_sound, rate in zip((False, True), pair, strict=True):
            found = quote(endpoint, resolution=tier, duration=7, generate_audio_switch=has_sound)
            assert amounts(found) == (7 * Decimal(rate), 7 * Decimal(rate))
    assert quote(endpoint).as_of == date(2026, 7, 28)


def test_lipsync_costs_by_the_second_of_the_result_and_by_the_text():
    """The longest it may become is the high end."""
    facts = {**clip(4.0), "/audio_url": Facts(kind="audio", duration=6.5)}
    heard = quote(video.lipsync, facts, audio_url=CLIP, text="x" * 500)
    assert amounts(heard) == (Decimal("0.16"), Decimal("0.26"))
    spoken = quote(video.lipsync, clip(4.0), text="x" * 101)
    assert amounts(spoken) == (Decimal("0.64"), Decimal("0.48") + Decimal("0.404"))
    assert amounts(quote(video.lipsync, clip(4.0), text="Hi.")) == (Decimal("0.4"),) * 2


def test_a_lipsync_of_unknown_length_has_no_price():
    """Nothing is made up."""
    assert not quote(video.lipsync, text="Hi.").is_known
    assert not quote(video.lipsync, clip(4.0), audio_url=CLIP).is_known


@pytest.mark.parametrize(("seconds", "price"), [(0.5, "0.1"), (5.0, "0.1"), (5.01, "0.2")])
def test_sound_costs_by_five_seconds_that_are_begun(seconds, price):
    """A video of unknown length has no price."""
    assert quote(video.sound_effects, clip(seconds)).high == Decimal(price)
    assert not quote(video.sound_effects).is_known


def test_a_swap_costs_twice_as_much_above_five_seconds():
    """Where the length is unknown it may be either."""
    for tier, price in zip(TIERS[:3], ("0.15", "0.15", "0.20"), strict=True):
        base = Decimal(price)
        assert amounts(quote(video.swap, clip(5.0), resolution=tier)) == (base, base)
        assert amounts(quote(video.swap, clip(5.1), resolution=tier)) == (2 * base, 2 * base)
        assert amounts(quote(video.swap, resolution=tier)) == (base, 2 * base)


@given(st.sampled_from(TIERS), st.sampled_from(["5", "8", "10"]), st.booleans(), st.booleans())
def test_the_high_end_is_never_below_the_low_one(tier, duration, has_sound, has_shots):
    """Surcharges only make it dearer."""
    given_values = {"resolution": tier, "duration": duration, "generate_audio_switch": has_sound}
    for endpoint in (v5_5.text_to_video, v5_5.transition, v5_6.image_to_video):
        values = dict(given_values)
        if endpoint is v5_5.text_to_video:
            values["generate_multi_clip_switch"] = has_shots
        found = quote(endpoint, **values)
        assert quote(endpoint, resolution=tier).low <= found.low <= found.high
