"""The vendor's own examples, as far as they bear on the schemas."""

from __future__ import annotations

import pytest

from framehook_pixverse import v3_5, v4, v4_5, video

SPEAKER = "https://media.example/speaker.mp4"
SPEECH = "https://media.example/speech.mp3"
KID = "https://media.example/kid.mp4"


def checked(call):
    issues = [issue for rule in call.endpoint.rules for issue in rule.check(call.view())]
    return {(issue.code, issue.path) for issue in issues if issue.checked}


def test_the_full_example_of_lipsync_passes_with_warnings():
    """It gives a voice and a text along with the audio that makes both useless."""
    example = {
        "video_url": SPEAKER,
        "audio_url": SPEECH,
        "voice_id": "Auto",
        "text": "Hello, this is a test message.",
    }
    call = video.lipsync.parse(example)
    assert call.arguments() == example
    assert checked(call) == {
        ("px.lipsync_text_ignored", "/text"),
        ("px.lipsync_text_ignored", "/voice_id"),
    }


def test_the_short_example_of_lipsync_has_nothing_to_say():
    """A video alone is all that the page's code gives; the schema takes it, the rule does not."""
    call = video.lipsync.parse({"video_url": SPEAKER})
    assert checked(call) == {("px.lipsync_source", "")}


def test_the_example_of_extend_fast_passes():
    """All values of the page are right."""
    example = {
        "video_url": KID,
        "prompt": "A kid is talking into camera",
        "resolution": "720p",
        "model": "v4.5",
    }
    call = video.extend_fast.parse(example)
    assert call.arguments() == example
    assert checked(call) == set()


@pytest.mark.parametrize("endpoint", [video.lipsync, video.extend_fast])
def test_the_example_outputs_are_read(endpoint):
    """Files with size, name and type, one of them named like the input."""
    output = endpoint.result_model.model_validate(
        {
            "video": {
                "file_size": 1732359,
                "file_name": "output.mp4",
                "content_type": "video/mp4",
                "url": KID,
            }
        }
    )
    assert (output.video.file_size, output.video.url) == (1732359, KID)


@pytest.mark.parametrize("version", [v3_5, v4, v4_5])
def test_the_inputs_of_the_pages_other_types_are_accepted(version):
    """With the field that later schemas lost."""
    image = {
        "prompt": "x",
        "aspect_ratio": "9:16",
        "resolution": "540p",
        "duration": "8",
        "negative_prompt": "",
        "style": "clay",
        "seed": 1,
        "image_url": "https://media.example/a.png",
    }
    sent = {name: value for name, value in image.items() if name != "aspect_ratio"}
    assert version.image_to_video.parse(image).arguments() == sent
    text = {name: value for name, value in image.items() if name != "image_url"}
    assert version.text_to_video.parse(text).arguments() == text
    del text["duration"]
    assert version.text_to_video_fast.parse(text).arguments() == text


@pytest.mark.parametrize("version", [v3_5, v4_5])
def test_the_transition_of_the_pages_is_accepted(version):
    """With both images under the names of then."""
    ends = {"first_image_url": "https://media.example/a.png"}
    call = version.transition.parse(
        {"prompt": "x", **ends, "last_image_url": ends["first_image_url"]}
    )
    assert call.arguments() == {"prompt": "x", **ends, "end_image_url": ends["first_image_url"]}


def test_the_style_that_the_page_of_extend_misspelled_means_clay():
    """It lists `day` where every other page has `clay`."""
    call = video.extend.parse({"prompt": "x", "video_url": KID, "style": "day"})
    assert call.arguments()["style"] == "clay"
