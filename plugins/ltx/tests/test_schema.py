"""What the inputs accept, refuse and send."""

from __future__ import annotations

import pytest
from findings import CLIP, PICTURE, refused

from framehook.spi import Endpoint
from framehook_ltx import (
    preview,
    trainer,
    v095,
    v097,
    v097_dev,
    v097_distilled,
    v097_lora,
    v098_distilled,
)

MODULES = (preview, v095, v097, v097_lora, v097_dev, v097_distilled, v098_distilled, trainer)
TWO_PASS = (v097_dev, v097_distilled, v098_distilled)
ENDPOINTS = [
    value for module in MODULES for value in vars(module).values() if isinstance(value, Endpoint)
]
NAMES = [endpoint.id for endpoint in ENDPOINTS]


def bounds(endpoint, name):
    field = endpoint.model.model_json_schema()["properties"][name]
    return field["minimum"], field["maximum"], field["default"]


@pytest.mark.parametrize(
    ("module", "steps", "skip", "compression"),
    [
        (v097_dev, (2, 50, 30), (0, 49, 17), (0, 51, 29)),
        (v097_distilled, (2, 20, 8), (1, 20, 5), (0, 60, 29)),
        (v098_distilled, (2, 12, 8), (1, 11, 5), (0, 51, 29)),
    ],
)
def test_bounds_are_the_widest_that_any_schema_of_the_version_had(module, steps, skip, compression):
    """And defaults are the newest, where no page of 2025 says otherwise."""
    endpoint = module.image_to_video
    assert bounds(endpoint, "num_frames") == (9, 1441, 121)
    assert bounds(endpoint, "frame_rate") == (1, 60, 24)
    assert bounds(endpoint, "first_pass_num_inference_steps") == steps
    assert bounds(endpoint, "second_pass_num_inference_steps") == steps
    assert bounds(endpoint, "second_pass_skip_initial_steps") == skip
    assert bounds(endpoint, "constant_rate_factor") == compression
    assert bounds(endpoint, "temporal_adain_factor") == (0, 1, 0.5)
    assert bounds(endpoint, "tone_map_compression_ratio") == (0, 1, 0)


def test_the_page_of_2025_gives_the_defaults_of_its_endpoint():
    """They drifted since; what is not set is not sent, so that the service decides."""
    endpoint = v097_distilled.multiconditioning
    assert bounds(endpoint, "frame_rate") == (1, 60, 30)
    assert bounds(endpoint, "constant_rate_factor") == (0, 60, 35)
    assert bounds(endpoint, "first_pass_skip_final_steps") == (0, 20, 1)
    assert endpoint(prompt="x").arguments() == {"prompt": "x", "enable_safety_checker": True}


@pytest.mark.parametrize("module", [v097_dev, v097_distilled])
def test_names_of_2025_are_sent_by_their_present_ones(module):
    """Whole numbers that were written as decimal ones are whole again."""
    call = module.text_to_video.parse(
        {
            "prompt": "x",
            "number_of_frames": 97,
            "first_pass_number_of_steps": 9.0,
            "second_pass_number_of_steps": 10.0,
        }
    )
    assert call.arguments() == {
        "prompt": "x",
        "num_frames": 97,
        "first_pass_num_inference_steps": 9,
        "second_pass_num_inference_steps": 10,
        "enable_safety_checker": True,
    }
    (issue,) = refused(module.text_to_video, prompt="x", number_of_frames=8)
    assert (issue.path, issue.code) == ("/number_of_frames", "schema.out_of_range")


def test_the_names_that_lora_had_are_understood():
    """All three renamed fields."""
    call = v097_lora.image_to_video.parse(
        {
            "prompt": "x",
            "image_url": PICTURE,
            "number_of_steps": 12,
            "frame_rate": 30.0,
            "expand_prompt": True,
        }
    )
    assert call.arguments() == {
        "prompt": "x",
        "image_url": PICTURE,
        "num_inference_steps": 12,
        "frames_per_second": 30,
        "enable_prompt_expansion": True,
        "enable_safety_checker": True,
    }


def test_0_9_8_never_had_the_old_names():
    """They are unknown there, with the present name beside it."""
    (issue,) = refused(v098_distilled.text_to_video, prompt="x", number_of_frames=97)
    assert (issue.path, issue.code) == ("/number_of_frames", "schema.unknown_field")


@pytest.mark.parametrize("module", TWO_PASS)
def test_the_place_of_a_condition_is_always_said(module):
    """Schemas of 2025 required it, and those of 2026 begin at 0."""
    call = module.multiconditioning(
        prompt="x", images=[{"image_url": PICTURE}], videos=[{"video_url": CLIP}]
    )
    assert call.arguments()["images"] == [{"image_url": PICTURE, "start_frame_num": 0}]
    assert call.arguments()["videos"] == [{"video_url": CLIP, "start_frame_num": 0}]
    extended = module.extend_video(prompt="x", video={"video_url": CLIP})
    assert extended.arguments()["video"] == {"video_url": CLIP, "start_frame_num": 0}


def test_what_only_the_vendors_example_has_is_accepted_and_not_sent():
    """Its example of an extension has two fields that its schema lacks."""
    video = {"video_url": CLIP, "conditioning_type": "rgb", "preprocess": False, "strength": 1}
    call = v098_distilled.extend_video.parse({"prompt": "x", "video": video})
    assert call.arguments()["video"] == {"video_url": CLIP, "strength": 1, "start_frame_num": 0}


@pytest.mark.parametrize("module", [v095, v097])
def test_early_conditions_must_say_their_place(module):
    """It was required, and ended at 120."""
    (issue,) = refused(module.extend_video, prompt="x", video={"video_url": CLIP})
    assert issue.path == "/video/start_frame_num"
    (issue,) = refused(
        module.multiconditioning,
        prompt="x",
        images=[{"image_url": PICTURE, "start_frame_num": 128}],
    )
    assert issue.path == "/images/0/start_frame_num"


def test_many_spellings_are_sent_in_one_form():
    """Tiers with a p, shapes with a colon, the rank as an integer."""
    call = v098_distilled.text_to_video.parse(
        {"prompt": "x", "resolution": 480, "aspect_ratio": "9x16", "num_frames": 97.0}
    )
    assert call.arguments()["resolution"] == "480p"
    assert call.arguments()["aspect_ratio"] == "9:16"
    data = "https://media.example/clips.zip"
    trained = trainer.train.parse({"training_data_url": data, "rank": "64", "resolution": "HIGH"})
    assert trained.arguments() == {"training_data_url": data, "rank": 64, "resolution": "high"}


def test_media_are_found_wherever_they_stand():
    """Each by its pointer, so that it can be looked at and placed."""
    call = v097_lora.multiconditioning(
        prompt="x", images=[{"image_url": PICTURE}], videos=[{"video_url": CLIP}]
    )
    found = {pointer: media.kind for pointer, media in call.media().items()}
    assert found == {"/images/0/image_url": "image", "/videos/0/video_url": "video"}


def test_what_is_retired_names_what_replaces_it():
    """Thirteen left the vendor's lists in 2026; for the trainer there is no successor."""
    retired = {endpoint.id: endpoint.replacement for endpoint in ENDPOINTS if endpoint.retired}
    assert len(retired) == 13
    assert retired.pop("fal-ai/ltx-video-trainer") is None
    assert set(retired.values()) <= set(NAMES) - set(retired)


def test_a_training_without_validation_still_has_its_weights():
    """The video was required once; the weights are what was paid for."""
    weights = {"url": "https://media.example/lora.safetensors"}
    output = trainer.train.result_model.model_validate({"lora_file": weights})
    assert [path for path, _ in output.files()] == ["/lora_file"]
