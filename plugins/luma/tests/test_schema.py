"""What the ten inputs accept, refuse and send."""

from __future__ import annotations

import pytest
from findings import CLIP, PICTURE, refused

from framehook.spi import File
from framehook_luma import dream_machine, ray_2, ray_2_flash

RAY = ("text_to_video", "image_to_video", "modify", "reframe")
ENDPOINTS = [
    *(getattr(family, name) for family in (ray_2, ray_2_flash) for name in RAY),
    dream_machine.text_to_video,
    dream_machine.image_to_video,
]
NAMES = [endpoint.id for endpoint in ENDPOINTS]
RATIOS = ["16:9", "9:16", "4:3", "3:4", "21:9", "9:21"]


def fields_of(endpoint):
    return endpoint.model.model_json_schema()["properties"]


@pytest.mark.parametrize("family", [ray_2, ray_2_flash])
def test_the_choices_of_the_vendor_hold(family):
    """Five or nine seconds, three tiers, six shapes, and one more for reframing."""
    for endpoint in (family.text_to_video, family.image_to_video):
        fields = fields_of(endpoint)
        assert (fields["duration"]["enum"], fields["duration"]["default"]) == (["5s", "9s"], "5s")
        assert fields["resolution"]["enum"] == ["540p", "720p", "1080p"]
        assert fields["resolution"]["default"] == "540p"
        assert (fields["aspect_ratio"]["enum"], fields["aspect_ratio"]["default"]) == (
            RATIOS,
            "16:9",
        )
        assert fields["loop"]["default"] is False
        assert (fields["prompt"]["minLength"], fields["prompt"]["maxLength"]) == (3, 5000)
    assert fields_of(family.reframe)["aspect_ratio"]["enum"] == ["1:1", *RATIOS]
    assert len(fields_of(family.modify)["mode"]["enum"]) == 9
    assert fields_of(family.modify)["mode"]["default"] == "flex_1"


@pytest.mark.parametrize(
    ("endpoint", "required"),
    [
        *zip(
            ENDPOINTS,
            [
                *([["prompt"], ["prompt"], ["video_url"], ["video_url", "aspect_ratio"]] * 2),
                ["prompt"],
                ["image_url", "prompt"],
            ],
            strict=True,
        )
    ],
    ids=NAMES,
)
def test_required_fields_are_the_recovered_ones(endpoint, required):
    """The pages do not mark them; the schemas of the same time do."""
    assert endpoint.model.model_json_schema()["required"] == required


@pytest.mark.parametrize("duration", [9, "9", "9s", 9.0, " 9 S "])
def test_a_duration_is_read_in_any_spelling_and_sent_in_one(duration):
    """With the unit behind it."""
    call = ray_2.image_to_video.parse(
        {"prompt": "a tide", "image_url": PICTURE, "duration": duration, "resolution": 720}
    )
    assert call.arguments()["duration"] == "9s"
    assert call.arguments()["resolution"] == "720p"


def test_another_duration_is_refused():
    """Seven seconds are not for sale."""
    (issue,) = refused(ray_2.text_to_video, prompt="a tide", duration=7)
    assert (issue.path, issue.allowed) == ("/duration", ["5s", "9s"])


def test_only_what_was_set_is_sent():
    """Defaults of the server stay the server's."""
    call = ray_2.modify(video_url=File(url=CLIP), prompt=None)
    assert call.arguments() == {"video_url": CLIP}


def test_the_first_dream_machine_has_no_limit_of_words_and_is_retired():
    """Its prompt may be short; Ray 2 replaces it."""
    assert dream_machine.text_to_video.parse({"prompt": "x"}).given == {"prompt"}
    for old, new in (
        (dream_machine.text_to_video, ray_2.text_to_video),
        (dream_machine.image_to_video, ray_2.image_to_video),
    ):
        assert (old.retired, old.replacement, new.retired) == ("before 2026-01", new.id, None)
