"""What the six inputs accept, refuse and send."""

from __future__ import annotations

from pathlib import Path

import pytest
from findings import CLIP, refused

from framehook.spi import File
from framehook_magi import distilled, magi

ENDPOINTS = [
    family.__dict__[name]
    for family in (magi, distilled)
    for name in ("text_to_video", "image_to_video", "extend_video")
]
NAMES = [endpoint.id for endpoint in ENDPOINTS]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=NAMES)
def test_the_bounds_of_the_vendor_hold(endpoint):
    """96 to 192 frames, both ends included, and nothing beyond."""
    fields = endpoint.model.model_json_schema()["properties"]
    assert (fields["num_frames"]["minimum"], fields["num_frames"]["maximum"]) == (96, 192)
    assert fields["resolution"]["enum"] == ["480p", "720p"]
    assert fields["aspect_ratio"]["enum"] == ["auto", "16:9", "9:16", "1:1"]
    steps = [4, 8, 16, 32] + ([] if "distilled" in endpoint.id else [64])
    assert fields["num_inference_steps"]["enum"] == steps
    defaults = {name: field.get("default") for name, field in fields.items()}
    assert defaults["num_frames"] == 96
    assert defaults["resolution"] == "720p"
    assert defaults["num_inference_steps"] == 16
    assert defaults["enable_safety_checker"] is True
    assert defaults["aspect_ratio"] == "auto"


@pytest.mark.parametrize("family", [magi, distilled])
def test_start_frame_exists_where_a_video_is_extended_and_is_not_negative(family):
    """Only the extension has it; its lower bound is the schema's."""
    assert "start_frame" not in family.text_to_video.model.model_fields
    assert "start_frame" not in family.image_to_video.model.model_fields
    call = family.extend_video(prompt="", video_url=CLIP, start_frame=0)
    assert call.arguments()["start_frame"] == 0
    (issue,) = refused(family.extend_video, prompt="", video_url=CLIP, start_frame=-1)
    assert issue.path == "/start_frame"


def test_many_spellings_are_sent_in_one_form():
    """Steps go out as an integer, tiers with a p, shapes with a colon."""
    call = magi.text_to_video.parse(
        {
            "prompt": "x",
            "num_inference_steps": "32",
            "resolution": 480,
            "aspect_ratio": "16x9",
            "num_frames": 120.0,
        }
    )
    assert call.arguments() == {
        "prompt": "x",
        "num_inference_steps": 32,
        "resolution": "480p",
        "aspect_ratio": "16:9",
        "num_frames": 120,
        "enable_safety_checker": True,
    }


def test_what_is_not_given_is_not_sent_but_for_the_safety_checker():
    """Defaults of the server stay the server's; the checker is always explicit."""
    call = magi.extend_video(prompt="", video_url=CLIP, seed=None, start_frame=None)
    assert call.arguments() == {"prompt": "", "video_url": CLIP, "enable_safety_checker": True}
    assert call.given == {"prompt", "video_url"}
    off = magi.extend_video(prompt="", video_url=CLIP, enable_safety_checker=False)
    assert off.arguments()["enable_safety_checker"] is False


def test_everything_wrong_is_said_at_once():
    """Three faults, three issues; a mistyped name comes with the right one."""
    issues = refused(
        magi.extend_video, prompt="x", video_url="shore.mp4", num_frames=95, start_fram=3
    )
    assert {issue.path for issue in issues} == {"/video_url", "/num_frames", "/start_fram"}
    fixes = {issue.path: issue.fix for issue in issues}
    assert "start_frame" in str(fixes["/start_fram"])


def test_a_file_of_an_earlier_result_and_a_path_are_media():
    """A result's file is passed on by its URL; a path is read from this machine."""
    chained = magi.extend_video(prompt="", video_url=File(url=CLIP))
    assert chained.arguments()["video_url"] == CLIP
    local = magi.extend_video(prompt="", video_url=Path("shore.mp4"))
    assert not local.media()["/video_url"].is_url


def test_what_is_retired_names_what_replaces_it():
    """MAGI-1 left the vendor's lists in 2026; the distilled model did not."""
    for old, new in zip(ENDPOINTS[:3], ENDPOINTS[3:], strict=True):
        assert (old.retired, old.replacement) == ("2026-06", new.id)
        assert (new.retired, new.replacement) == (None, None)
