"""What calls cost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from framehook.spi import Facts
from framehook_luma import dream_machine, ray_2, ray_2_flash

CLIP = "https://media.example/shore.mp4"
PICTURE = "https://media.example/shore.png"


def quote(endpoint, seconds=None, **arguments):
    if "video_url" in endpoint.model.model_fields:
        arguments["video_url"] = CLIP
    if "prompt" in endpoint.model.model_json_schema()["required"]:
        arguments["prompt"] = "a tide"
    view = endpoint.parse(arguments).view({"/video_url": Facts(duration=seconds)})
    return endpoint.price.quote(view, endpoint.expect(view))


@pytest.mark.parametrize("name", ["text_to_video", "image_to_video"])
@pytest.mark.parametrize(
    ("resolution", "duration", "times"),
    [
        ("540p", "5s", 1),
        ("720p", "5s", 2),
        ("1080p", "5s", 4),
        ("540p", "9s", 2),
        ("1080p", "9s", 8),
    ],
)
def test_a_clip_costs_by_tier_and_length(name, resolution, duration, times):
    """Twice at 720p, four times at 1080p, twice again for nine seconds."""
    for family, amount in ((ray_2, "0.50"), (ray_2_flash, "0.20")):
        found = quote(getattr(family, name), resolution=resolution, duration=duration)
        assert found.low == found.high == Decimal(amount) * times
        assert found.as_of is not None


@pytest.mark.parametrize(
    ("name", "full", "small"), [("modify", "0.35", "0.12"), ("reframe", "0.20", "0.06")]
)
def test_working_on_a_video_costs_by_its_seconds(name, full, small):
    """Four and a half seconds; unknown where nobody looked."""
    arguments = {"aspect_ratio": "1:1"} if name == "reframe" else {}
    for family, amount in ((ray_2, full), (ray_2_flash, small)):
        endpoint = getattr(family, name)
        assert quote(endpoint, 4.5, **arguments).high == Decimal(amount) * Decimal("4.5")
        assert not quote(endpoint, **arguments).is_known


def test_a_clip_of_the_first_dream_machine_has_one_price():
    """Half a dollar, whatever its shape."""
    for shape in ("16:9", "9:21"):
        found = quote(dream_machine.image_to_video, image_url=PICTURE, aspect_ratio=shape)
        assert str(found) == "$0.50 (1 × video)"
