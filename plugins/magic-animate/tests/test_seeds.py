"""The vendor's own example, as far as it bears on the schema."""

from __future__ import annotations

import pytest

from framehook_magic_animate import animate_image


def test_the_example_of_the_page_passes_without_a_seed():
    """The page calls the seed of the result required; its example has none either."""
    example = {
        "image_url": "https://media.example/monalisa.png",
        "guidance_scale": 7.5,
        "motion_sequence_url": "https://media.example/running2.mp4",
        "size": 512,
        "steps": 25,
        "context_frames": 16,
        "context_overlap": 4,
    }
    call = animate_image.parse(example)
    assert call.arguments() == example
    assert [issue for rule in animate_image.rules for issue in rule.check(call.view())] == []


@pytest.mark.parametrize("key", ["video", "image"])
def test_its_output_is_read_under_either_name(key):
    """The text says video, the example image with the type of a picture."""
    file = {
        "url": "https://media.example/z9RV14K95DvU.png",
        "content_type": "image/png",
        "file_name": "z9RV14K95DvU.png",
        "file_size": 4404019,
    }
    output = animate_image.result_model.model_validate({key: file})
    assert output.video.model_dump(exclude_none=True) == file
    assert output.seed is None
    assert [path for path, _ in output.files()] == ["/video"]
