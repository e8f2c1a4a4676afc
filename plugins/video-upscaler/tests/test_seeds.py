"""The vendor's own example, as far as it bears on the schema."""

from __future__ import annotations

from framehook_video_upscaler import upscale_video


def test_the_example_of_the_page_passes():
    """A whole number is a factor too."""
    example = {"video_url": "https://media.example/output.mp4", "scale": 2}
    assert upscale_video.parse(example).arguments() == example


def test_its_example_output_is_read():
    """A file with a type and an address."""
    file = {"content_type": "video/mp4", "url": "https://media.example/upscaled_video.mp4"}
    output = upscale_video.result_model.model_validate({"video": file})
    assert output.video.model_dump(exclude_none=True) == file
