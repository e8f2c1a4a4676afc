"""What calls cost, or that nobody knows."""

from __future__ import annotations

from decimal import Decimal

import pytest

import framehook_ffmpeg_api as family
from framehook.spi import AudioFacts, Facts

CLIP = "https://media.example/shore.mp4"
COMPUTED = {
    "images_to_video": {"images": [{"url": CLIP, "frames": 1}]},
    "loudnorm": {"audio_url": CLIP},
    "merge_audios": {"audio_urls": [CLIP, CLIP]},
    "merge_videos": {"video_urls": [CLIP, CLIP]},
    "metadata": {"media_url": CLIP},
    "waveform": {"media_url": CLIP},
}


def quote(endpoint, facts=None, **arguments):
    view = endpoint.parse(arguments).view(facts or {})
    expected = endpoint.expect(view) if endpoint.expect else None
    return endpoint.price.quote(view, expected)


@pytest.mark.parametrize("name", COMPUTED)
def test_what_is_billed_by_computing_is_unknown_before(name):
    """The unit price is said, the amount is not made up, facts or not."""
    found = quote(getattr(family, name), {"/media_url": Facts(duration=9)}, **COMPUTED[name])
    assert (found.low, found.high, found.units, found.is_known) == (None, None, None, False)
    assert found.unit == "compute second"
    assert "$0.00017" in found.basis
    assert str(found.as_of) == "2026-07-28"


def test_a_composition_costs_by_its_length_which_the_arguments_say():
    """The last stretch ends after 2.5 seconds: two and a half units, or three."""
    frames = [{"timestamp": 500, "duration": 2000, "url": CLIP}]
    found = quote(family.compose, tracks=[{"id": "a", "type": "image", "keyframes": frames}])
    assert (found.low, found.high) == (Decimal("0.0005"), Decimal("0.0006"))
    assert not quote(family.compose, tracks=[]).is_known


@pytest.mark.parametrize(
    ("sound", "offset", "high"),
    [(3.0, 0, "0.0012"), (3.0, 4.5, "0.0016"), (60.0, 0, "0.012")],
)
def test_merging_costs_by_the_video_or_the_sound_where_that_ends_later(sound, offset, high):
    """Whether the longer one counts is not published, so that it makes the high end."""
    facts = {
        "/video_url": Facts(duration=5.28),
        "/audio_url": Facts(duration=99.0, audio=AudioFacts(duration=sound)),
    }
    arguments = {"video_url": CLIP, "audio_url": CLIP, "start_offset": offset}
    found = quote(family.merge_audio_video, facts, **arguments)
    assert (found.low, found.high) == (Decimal("0.001056"), Decimal(high))
    del facts["/audio_url"]
    assert not quote(family.merge_audio_video, facts, **arguments).is_known


def test_a_frame_costs_at_most_the_length_of_its_video():
    """Which seconds count is not published."""
    found = quote(family.extract_frame, {"/video_url": Facts(duration=5.28)}, video_url=CLIP)
    assert (found.low, found.high, found.units) == (Decimal(0), Decimal("0.0012"), Decimal(6))
    assert not quote(family.extract_frame, video_url=CLIP).is_known
