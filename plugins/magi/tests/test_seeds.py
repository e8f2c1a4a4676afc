"""The vendor's own examples, as far as they bear on the schemas."""

from __future__ import annotations

import pytest

from framehook.errors import CheckFailedError
from framehook_magi import distilled, magi

POUR = "https://media.example/pour-2s.mp4"
CAPTAIN = "https://media.example/captain-start.jpg"


def test_the_example_of_extend_video_passes_with_its_empty_prompt():
    """A required prompt may be empty, and 16 steps are an integer."""
    example = {
        "prompt": "",
        "video_url": POUR,
        "num_frames": 96,
        "resolution": "720p",
        "num_inference_steps": 16,
        "enable_safety_checker": True,
        "aspect_ratio": "auto",
    }
    assert magi.extend_video.parse(example).arguments() == example


def test_the_shortest_example_of_extend_video_passes():
    """Two arguments are enough."""
    call = magi.extend_video.parse({"prompt": "", "video_url": POUR})
    assert call.given == {"prompt", "video_url"}


def test_the_example_of_the_distilled_image_to_video_passes():
    """All values of the page are right."""
    example = {
        "prompt": "The camera pulls back over the ocean and sinks below the waves.",
        "image_url": CAPTAIN,
        "num_frames": 96,
        "resolution": "720p",
        "num_inference_steps": 16,
        "enable_safety_checker": True,
        "aspect_ratio": "auto",
    }
    assert distilled.image_to_video.parse(example).arguments() == example


@pytest.mark.parametrize("family", [magi, distilled])
def test_the_printed_default_of_the_steps_is_read_and_sent_as_a_number(family):
    """The pages print "16" in quotation marks."""
    call = family.text_to_video.parse({"prompt": "x", "num_inference_steps": "16"})
    assert call.arguments()["num_inference_steps"] == 16


@pytest.mark.parametrize(
    ("endpoint", "steps"), [(magi.extend_video, 24), (distilled.extend_video, 64)]
)
def test_steps_that_only_one_document_allows_are_refused(endpoint, steps):
    """24 is fine on the oldest page alone, and 64 in one SDK that mixes up two models."""
    with pytest.raises(CheckFailedError) as caught:
        endpoint.parse({"prompt": "", "video_url": POUR, "num_inference_steps": steps})
    assert [issue.path for issue in caught.value.issues] == ["/num_inference_steps"]


@pytest.mark.parametrize("endpoint", [magi.extend_video, distilled.image_to_video])
def test_the_example_outputs_are_read_without_the_seed_that_is_called_required(endpoint):
    """Neither page's output has one."""
    output = endpoint.result_model.model_validate(
        {"video": {"url": "https://media.example/extended.mp4"}}
    )
    assert output.seed is None
    assert output.video.content_type is None
