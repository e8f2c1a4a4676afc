"""The vendor's own example, as far as it bears on the schema."""

from __future__ import annotations

from framehook_ltx import v097_distilled

FIRST = "https://media.example/model_tests/ltx/first.jpg"
LAST = "https://media.example/model_tests/ltx/last.jpg"
EXAMPLE = {
    "prompt": "A vibrant, abstract composition of a person with outstretched arms.",
    "negative_prompt": "worst quality, inconsistent motion, blurry, jittery, distorted",
    "loras": [],
    "resolution": "720p",
    "aspect_ratio": "auto",
    "num_frames": 121,
    "first_pass_num_inference_steps": 8,
    "first_pass_skip_final_steps": 1,
    "second_pass_num_inference_steps": 8,
    "second_pass_skip_initial_steps": 5,
    "frame_rate": 30,
    "expand_prompt": False,
    "reverse_video": False,
    "enable_safety_checker": True,
    "constant_rate_factor": 35,
    "images": [
        {"strength": 1, "start_frame_num": 0, "image_url": FIRST},
        {"strength": 1, "start_frame_num": 120, "image_url": LAST},
    ],
    "videos": [],
}


def test_the_example_of_multiconditioning_passes_and_is_sent_as_it_stands():
    """Its one oddity is a field that schemas of 2026 have dropped: a warning, no more."""
    endpoint = v097_distilled.multiconditioning
    call = endpoint.parse(EXAMPLE)
    assert call.arguments() == EXAMPLE
    issues = [issue for rule in endpoint.rules for issue in rule.check(call.view())]
    assert [(issue.code, issue.level) for issue in issues] == [("ltx.dropped_field", "warn")]


def test_its_defaults_are_those_of_the_page():
    """Every value of the example but the media and the prompt is the page's default."""
    fields = v097_distilled.multiconditioning.model.model_fields
    own = {"prompt", "images", "videos", "loras"}
    assert {name: fields[name].default for name in EXAMPLE if name not in own} == {
        name: value for name, value in EXAMPLE.items() if name not in own
    }


def test_the_example_output_is_read_without_the_seed_that_is_called_required():
    """The page's output has a video and the prompt."""
    output = v097_distilled.multiconditioning.result_model.model_validate(
        {"video": {"url": "https://media.example/out.mp4"}, "prompt": "A vibrant composition."}
    )
    assert (output.seed, output.prompt) == (None, "A vibrant composition.")
    assert output.video.content_type is None
