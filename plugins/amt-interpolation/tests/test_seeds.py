"""The vendor's own examples, as far as they bear on the schemas."""

from __future__ import annotations

from framehook_amt_interpolation import interpolate_frames, interpolate_video

GIF = "https://media.example/fireworks.gif"
START, END = "https://media.example/start.png", "https://media.example/end.png"


def test_the_example_of_the_page_passes_with_a_gif_as_its_video():
    """The field says video; a moving picture of any kind will do."""
    example = {"video_url": GIF, "output_fps": 24, "recursive_interpolation_passes": 2}
    assert interpolate_video.parse(example).arguments() == example


def test_its_example_output_is_read_although_it_describes_a_picture():
    """An empty address, a PNG's media type and name: placeholders that fail nothing."""
    file = {
        "url": "",
        "content_type": "image/png",
        "file_name": "z9RV14K95DvU.png",
        "file_size": 4404019,
    }
    output = interpolate_video.result_model.model_validate({"video": file})
    assert output.video.model_dump(exclude_none=True) == file


def test_the_example_of_the_images_passes():
    """A first and a last one."""
    example = {"frames": [{"url": START}, {"url": END}]}
    assert interpolate_frames.parse(example).arguments() == example
