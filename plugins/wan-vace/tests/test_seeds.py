"""The vendor's own example, as far as it bears on schema and rules."""

from __future__ import annotations

from framehook_wan_vace import generate
from framehook_wan_vace._schema import NEGATIVE

EXAMPLE = {
    "prompt": "Somebody rides over a plain below high mountains.",
    "negative_prompt": NEGATIVE,
    "match_input_num_frames": False,
    "num_frames": 81,
    "match_input_frames_per_second": False,
    "frames_per_second": 16,
    "task": "depth",
    "resolution": "720p",
    "aspect_ratio": "auto",
    "num_inference_steps": 30,
    "guidance_scale": 5,
    "video_url": "",
    "enable_safety_checker": True,
    "enable_prompt_expansion": False,
    "preprocess": False,
    "acceleration": "none",
}


def found(**arguments):
    call = generate.parse(arguments)
    return [issue for rule in generate.rules for issue in rule.check(call.view())]


def test_the_example_fails_for_its_empty_source_and_nothing_else():
    """The task 'depth' needs a video."""
    (issue,) = found(**EXAMPLE)
    assert (issue.code, issue.level, issue.path) == ("vace.task_video", "error", "/video_url")


def test_with_a_source_the_example_passes_as_it_is():
    """Every other value is right, and is sent."""
    whole = {**EXAMPLE, "video_url": "https://media.example/ride.mp4"}
    assert found(**whole) == []
    assert generate.parse(whole).arguments() == whole


def test_the_example_output_is_read():
    """Its address is empty and its type that of a picture; the seed is missing."""
    output = generate.result_model.model_validate(
        {
            "video": {
                "url": "",
                "content_type": "image/png",
                "file_name": "a.png",
                "file_size": 4404019,
            },
            "prompt": "",
        }
    )
    assert (output.video.file_size, output.prompt, output.seed) == (4404019, "", None)
