"""What the input accepts, refuses and sends."""

from __future__ import annotations

from framehook_video_upscaler import upscale_video

CLIP = "https://media.example/shore.mp4"


def test_the_factor_is_a_number_from_one_to_eight():
    """Fractions are fine; the default is two and is not sent."""
    field = upscale_video.model.model_json_schema()["properties"]["scale"]
    assert (field["minimum"], field["maximum"], field["default"]) == (1, 8, 2)
    assert upscale_video(video_url=CLIP).arguments() == {"video_url": CLIP}
    assert upscale_video(video_url=CLIP, scale=1.5).arguments()["scale"] == 1.5
