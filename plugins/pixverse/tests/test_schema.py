"""What the inputs accept, refuse and send."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest
from findings import CLIP, PICTURE, refused

from framehook.spi import File
from framehook_pixverse import c1, v3_5, v4, v4_5, v5, v5_5, v6, video

ENDPOINTS = [
    point.load()
    for point in sorted(entry_points(group="framehook.endpoints.v1"))
    if point.value.startswith("framehook_pixverse")
]
NAMES = [endpoint.id for endpoint in ENDPOINTS]
TEXT = {"prompt": "x"}
IMAGE = {"prompt": "x", "image_url": PICTURE}
ENDS = {"prompt": "x", "first_image_url": PICTURE}


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=NAMES)
def test_defaults_are_the_vendors(endpoint):
    """720p and five seconds, where they can be chosen."""
    fields = endpoint.model.model_json_schema()["properties"]
    if "resolution" in fields:
        tiers = ["360p", "540p", "720p", "1080p"]
        is_small = endpoint.id.endswith(("/fast", "/swap"))
        assert fields["resolution"]["enum"] == (tiers[:3] if is_small else tiers)
        assert fields["resolution"]["default"] == "720p"
    if "duration" in fields:
        assert fields["duration"]["x-framehook-unit"] == "seconds"
        assert str(fields["duration"]["default"]) == "5"
    assert endpoint.title.startswith("PixVerse")
    assert endpoint.about.endswith(".")
    assert endpoint.task in {"text-to-video", "image-to-video", "video-to-video"}


@pytest.mark.parametrize(
    ("endpoint", "media", "form", "longest"),
    [
        (v3_5.text_to_video, TEXT, str, 8),
        (v4.image_to_video, IMAGE, str, 8),
        (video.extend, {"prompt": "x", "video_url": CLIP}, str, 8),
        (v5_5.text_to_video, TEXT, str, 10),
        (v6.text_to_video, TEXT, int, 15),
        (c1.image_to_video, IMAGE, int, 15),
    ],
)
def test_durations_are_read_in_any_spelling_and_sent_in_the_versions_form(
    endpoint, media, form, longest
):
    """Texts up to 5.6, whole numbers from 6 on."""
    for spelling in (longest, str(longest), f"{longest}s", float(longest)):
        sent = endpoint.parse({**media, "duration": spelling}).arguments()["duration"]
        assert (sent, type(sent)) == (form(longest), form)
    for wrong in (longest + 1, 0, "5.5s", "long"):
        assert [issue.path for issue in refused(endpoint, **media, duration=wrong)] == ["/duration"]


def test_many_spellings_are_sent_in_one_form():
    """Tiers go out with a p, shapes with a colon, and the misspelled style as what it means."""
    call = v5.text_to_video.parse(
        {"prompt": "x", "resolution": 540, "aspect_ratio": "4/3", "style": "day", "seed": 3}
    )
    assert call.arguments() == {
        "prompt": "x",
        "resolution": "540p",
        "aspect_ratio": "4:3",
        "style": "clay",
        "seed": 3,
    }


@pytest.mark.parametrize("version", [v3_5, v4_5, v5, v5_5, v6, c1])
def test_the_former_name_of_the_last_image_is_sent_under_the_new_one(version):
    """Both names are read; one is enough, and one is needed."""
    old = version.transition.parse({**ENDS, "last_image_url": CLIP})
    new = version.transition.parse({**ENDS, "end_image_url": CLIP})
    assert old.arguments() == new.arguments() == {**ENDS, "end_image_url": CLIP}
    assert set(old.media()) == {"/first_image_url", "/end_image_url"}
    (missing,) = refused(version.transition, **ENDS)
    assert (missing.path, missing.code) == ("/end_image_url", "schema.required")


@pytest.mark.parametrize(
    "endpoint", [v3_5.image_to_video, v4.image_to_video_fast, v4_5.image_to_video]
)
def test_the_former_shape_of_an_image_video_is_read_and_not_sent(endpoint):
    """Of all schemas of 2025; its values are still looked at."""
    call = endpoint.parse({**IMAGE, "aspect_ratio": "9x16"})
    assert call.arguments() == IMAGE
    assert "aspect_ratio" in call.given
    assert [issue.path for issue in refused(endpoint, **IMAGE, aspect_ratio="9:17")] == [
        "/aspect_ratio"
    ]


def test_lists_that_grow_refuse_nothing():
    """Effects, models, voices and movements of the camera are names."""
    sent = {
        "effect": v5.effects.parse({"effect": "Brand New", "image_url": PICTURE}),
        "model": video.extend.parse({"prompt": "x", "video_url": CLIP, "model": "Brand New"}),
        "voice_id": video.lipsync.parse({"video_url": CLIP, "voice_id": "Brand New"}),
        "camera_movement": v4.image_to_video.parse({**IMAGE, "camera_movement": "Brand New"}),
    }
    for name, call in sent.items():
        assert call.arguments()[name] == "Brand New"
    listed = v5.Effects.model_json_schema()["properties"]["effect"]["examples"]
    assert len(listed) == 134
    assert "Liquid Metal" in listed


def test_references_are_one_to_seven():
    """Each has an image and a name, and is a subject unless something else is said."""
    reference = {"image_url": PICTURE, "ref_name": "fox"}
    call = c1.reference_to_video.parse({"prompt": "@fox", "image_references": [reference]})
    assert call.arguments()["image_references"] == [reference]
    assert list(call.media()) == ["/image_references/0/image_url"]
    for wrong in ([], [reference] * 8):
        (issue,) = refused(c1.reference_to_video, prompt="@fox", image_references=wrong)
        assert issue.path == "/image_references"


def test_what_is_not_given_is_not_sent():
    """Defaults of the server stay the server's."""
    call = v6.text_to_video(prompt="x", seed=None, duration=7)
    assert call.arguments() == {"prompt": "x", "duration": 7}
    assert call.given == {"prompt", "duration"}


def test_a_file_of_an_earlier_result_and_a_path_are_media():
    """A result's file is passed on by its URL; a path is read from this machine."""
    chained = video.sound_effects(video_url=File(url=CLIP))
    assert chained.arguments() == {"video_url": CLIP}
    assert not video.sound_effects(video_url=Path("shore.mp4")).media()["/video_url"].is_url
