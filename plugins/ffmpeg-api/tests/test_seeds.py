"""The vendor's own examples, as far as they bear on the schemas."""

from __future__ import annotations

import framehook_ffmpeg_api as family

VIDEO = "https://media.example/ffmpeg-video.mp4"
SOUND = "https://media.example/ffmpeg-audio.wav"


def test_the_example_of_merge_audio_video_passes_without_an_offset():
    """The page shows no default; none is sent."""
    example = {"video_url": VIDEO, "audio_url": SOUND}
    assert family.merge_audio_video.parse(example).arguments() == example


def test_its_example_output_is_read_although_it_describes_a_picture():
    """An empty address, a PNG's media type and name: placeholders that fail nothing."""
    file = {
        "url": "",
        "content_type": "image/png",
        "file_name": "z9RV14K95DvU.png",
        "file_size": 4404019,
    }
    output = family.merge_audio_video.result_model.model_validate({"video": file})
    assert output.video.model_dump(exclude_none=True) == file


def test_the_example_of_images_to_video_passes():
    """Three images, held for four, two and four frames."""
    picture = "https://media.example/picture.png"
    example = {"images": [{"url": picture, "frames": frames} for frames in (4, 2, 4)]}
    assert family.images_to_video.parse(example).arguments() == example


def test_the_examples_of_the_sounds_pass():
    """One to make even, two to join."""
    for endpoint, example in (
        (family.loudnorm, {"audio_url": SOUND}),
        (family.merge_audios, {"audio_urls": [SOUND, SOUND]}),
    ):
        assert endpoint.parse(example).arguments() == example
