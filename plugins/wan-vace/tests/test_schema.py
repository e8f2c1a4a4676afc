"""What the fifteen inputs accept, refuse and send."""

from __future__ import annotations

import pytest
from findings import CLIP, PICTURE, refused

import framehook_wan_vace as family

ENDPOINTS = [getattr(family, name) for name in family.__all__]
LEGACY = [family.generate_first, family.generate_small]
VACE_14B = [endpoint for endpoint in ENDPOINTS if "wan-vace-14b" in endpoint.id]
FUN = [endpoint for endpoint in ENDPOINTS if "fun" in endpoint.id]
COUNTED = [*VACE_14B, *FUN]


def fields_of(endpoint):
    return endpoint.model.model_json_schema()["properties"]


@pytest.mark.parametrize("endpoint", COUNTED, ids=lambda endpoint: endpoint.id)
def test_the_bounds_are_those_of_all_years(endpoint):
    """17 frames are allowed since 2026, 81 are the text's least."""
    fields = fields_of(endpoint)
    bounds = {
        name: (field["minimum"], field["maximum"], field["default"])
        for name, field in fields.items()
        if "minimum" in field and "default" in field
    }
    expected = {
        "num_frames": (17, 241, 81),
        "frames_per_second": (5, 30, 16),
        "num_inference_steps": (2, 50, 30),
        "guidance_scale": (1, 10, 5),
        "shift": (1, 15, 5),
        "num_interpolated_frames": (0, 5, 0),
        "temporal_downsample_factor": (0, 5, 0),
        "auto_downsample_min_fps": (1, 60, 15),
    }
    if "expand_ratio" in fields:
        expected["expand_ratio"] = (0, 1, 0.25)
    if "zoom_factor" in fields:
        expected["zoom_factor"] = (0, 0.9, 0)
    assert bounds == expected
    assert fields["resolution"]["enum"] == ["auto", "240p", "360p", "480p", "580p", "720p"]
    assert fields["aspect_ratio"]["enum"] == ["auto", "16:9", "1:1", "9:16"]
    matches = "reframe" in endpoint.id
    assert fields["match_input_num_frames"]["default"] is matches
    assert fields["match_input_frames_per_second"]["default"] is matches
    assert fields["enable_safety_checker"]["default"] is True


def test_the_pages_of_2025_give_their_own_defaults():
    """720p and no hurry for VACE 14B; VACE Fun has no such page."""
    for endpoints, default in ((VACE_14B, ("720p", None)), (FUN, ("auto", "regular"))):
        for endpoint in endpoints:
            fields = fields_of(endpoint)
            found = (fields["resolution"]["default"], fields["acceleration"]["default"])
            assert found == default


@pytest.mark.parametrize("endpoint", LEGACY, ids=lambda endpoint: endpoint.id)
def test_the_first_endpoints_have_narrower_bounds(endpoint):
    """And a task; the small one has a pose too."""
    fields = fields_of(endpoint)
    frames = fields["num_frames"]
    assert (frames["minimum"], frames["maximum"], frames["default"]) == (81, 240, 81)
    assert fields["frames_per_second"]["maximum"] == 24
    assert (fields["shift"]["maximum"], fields["num_inference_steps"]["maximum"]) == (10, 40)
    assert fields["resolution"]["enum"] == ["480p", "580p", "720p"]
    tasks = ["depth", "inpainting"] + (["pose"] if "1-3b" in endpoint.id else [])
    assert fields["task"]["enum"] == tasks


def test_required_fields_are_the_recovered_ones():
    """Words and a source; the reframing ones need no words, the general one no source."""
    required = {e.id: set(e.model.model_json_schema()["required"]) for e in ENDPOINTS}
    for name, found in required.items():
        wanted = {"prompt", "video_url"}
        if "reframe" in name:
            wanted = {"video_url"}
        elif name in {"fal-ai/wan-vace", "fal-ai/wan-vace-1-3b", "fal-ai/wan-vace-14b"}:
            wanted = {"prompt"}
        assert found == wanted, name


def test_fields_that_only_some_tasks_have():
    """Directions for outpainting, a zoom for reframing, masks for inpainting."""
    have = {endpoint.id: set(endpoint.model.model_fields) for endpoint in ENDPOINTS}
    for name, fields in have.items():
        assert ("expand_left" in fields) == ("outpainting" in name)
        assert ("zoom_factor" in fields) == ("reframe" in name)
        assert ("preprocess" in fields) == (
            not any(word in name for word in ("outpainting", "reframe", "video-edit"))
        )
        if "/" in name.removeprefix("fal-ai/"):
            assert ("mask_video_url" in fields) == ("inpainting" in name)
    sizes = {name.removeprefix("fal-ai/"): len(fields) for name, fields in have.items()}
    assert sizes["wan-vace-14b"] == 34
    assert sizes["wan-vace-14b/depth"] == sizes["wan-22-vace-fun-a14b/pose"] == 31
    assert sizes["wan-vace-apps/video-edit"] == 11


def test_an_empty_source_stands_for_none():
    """The vendor's example has one; a rule speaks about it, not the schema."""
    call = family.generate.parse({"prompt": "x", "video_url": ""})
    assert call.given == {"prompt"}
    (issue,) = refused(family.follow_depth, prompt="x", video_url="")
    assert issue.path == "/video_url"


def test_many_spellings_are_sent_in_one_form():
    """Tiers go out with a p, shapes with a colon; the checker is always said."""
    call = family.reframe.parse(
        {"video_url": CLIP, "resolution": 580, "aspect_ratio": "9x16", "seed": None}
    )
    assert call.arguments() == {
        "video_url": CLIP,
        "resolution": "580p",
        "aspect_ratio": "9:16",
        "enable_safety_checker": True,
    }
    off = family.reframe(video_url=CLIP, enable_safety_checker=False)
    assert off.arguments()["enable_safety_checker"] is False


def test_images_in_lists_are_media():
    """Each is placed for itself."""
    call = family.edit_video(prompt="x", video_url=CLIP, image_urls=[PICTURE, PICTURE])
    assert [*call.media()] == ["/video_url", "/image_urls/0", "/image_urls/1"]


def test_what_is_retired_names_what_replaces_it():
    """Three endpoints left the vendor's lists in 2026."""
    retired = {endpoint.id: endpoint.replacement for endpoint in ENDPOINTS if endpoint.retired}
    assert retired == {
        "fal-ai/wan-vace": "fal-ai/wan-vace-14b",
        "fal-ai/wan-vace-1-3b": "fal-ai/wan-vace-14b",
        "fal-ai/wan-22-vace-fun-a14b/pose": "fal-ai/wan-vace-14b/pose",
    }


def test_what_the_video_of_a_result_says_of_itself_is_read_where_it_can_be():
    """A rate of another shape is dropped, the count beside it is kept."""
    video = {"url": CLIP, "fps": "?", "num_frames": 81}
    for endpoint in (*VACE_14B, *FUN):
        output = endpoint.result_model.model_validate({"video": video})
        assert (output.video.fps, output.video.num_frames) == (None, 81)
