"""The vendor's own examples, as far as they bear on the schemas."""

from __future__ import annotations

import pytest

from framehook.spi import Facts
from framehook_animatediff import evolved, sparsectrl, text_to_video, turbo, video_to_video

GIF = "https://media.example/fireworks.gif"
ROCKET = "https://media.example/rocket.mp4"
NEGATIVE = "(bad quality, worst quality:1.2), ugly faces, bad anime"


def test_the_example_of_the_turbo_page_passes_with_a_gif_as_its_video():
    """All values of 2025 are right in 2026 too."""
    example = {
        "video_url": GIF,
        "first_n_seconds": 3,
        "prompt": "a face close up, fireworks behind it",
        "negative_prompt": NEGATIVE,
        "num_inference_steps": 8,
        "strength": 0.7,
        "guidance_scale": 1,
        "fps": 8,
    }
    call = turbo.video_to_video.parse(example)
    assert call.arguments() == example
    view = call.view({"/video_url": Facts(kind="video", duration=3.6)})
    assert [issue for rule in turbo.video_to_video.rules for issue in rule.check(view)] == []


def test_the_example_of_the_evolved_page_passes_with_its_list_of_no_loras():
    """The name of that field stands in the example alone."""
    example = {
        "video_url": ROCKET,
        "prompt": "a rocket in space, galaxies behind it",
        "negative_prompt": NEGATIVE,
        "num_inference_steps": 8,
        "guidance_scale": 2.2,
        "loras": [],
        "seed": 537306,
        "select_every_nth_frame": 2,
    }
    assert evolved.turbo_video_to_video.parse(example).arguments() == example


@pytest.mark.parametrize("endpoint", [turbo.video_to_video, evolved.turbo_video_to_video])
def test_the_example_outputs_are_read_without_the_seed_that_is_called_required(endpoint):
    """Nor are timings there, which an SDK requires."""
    file = {"content_type": "video/mp4", "url": "https://media.example/rocket-output.mp4"}
    output = endpoint.result_model.model_validate({"video": file})
    assert output.video.model_dump(exclude_none=True) == file
    assert output.seed is None
    assert getattr(output, "timings", None) is None


def test_the_examples_of_the_other_documents_pass():
    """A prompt alone, a video, and three drawings with their frames."""
    for endpoint in (text_to_video, turbo.text_to_video):
        assert endpoint.parse({"prompt": "petals"}).arguments() == {"prompt": "petals"}
    video = {"video_url": GIF, "prompt": "fireworks"}
    assert video_to_video.parse(video).arguments() == video
    drawings = {
        "prompt": "a city at night",
        "negative_prompt": "blurry",
        "seed": 42,
        "keyframe_0_image_url": "https://media.example/1.png",
        "keyframe_0_index": 0,
        "keyframe_1_image_url": "https://media.example/2.png",
        "keyframe_1_index": 8,
        "keyframe_2_image_url": "https://media.example/3.png",
        "keyframe_2_index": 15,
    }
    call = sparsectrl.keyframes_to_video.parse(drawings)
    assert call.arguments() == drawings
    rules = sparsectrl.keyframes_to_video.rules
    assert [issue for rule in rules for issue in rule.check(call.view())] == []
