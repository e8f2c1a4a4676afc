"""What the nine inputs accept, refuse and send."""

from __future__ import annotations

import pytest

import framehook_ffmpeg_api
from framehook.errors import CheckFailedError

CLIP = "https://media.example/shore.mp4"


def test_faults_in_nested_objects_are_told_with_their_paths():
    """A wrong type, a missing address and a mistyped name, each where it is."""
    arguments = {
        "tracks": [
            {"id": "a", "type": "text", "keyframes": [{"timestamp": 0, "duration": 1, "ulr": CLIP}]}
        ]
    }
    with pytest.raises(CheckFailedError) as caught:
        framehook_ffmpeg_api.compose.parse(arguments)
    fixes = {issue.path: issue.fix for issue in caught.value.issues}
    assert set(fixes) == {
        "/tracks/0/type",
        "/tracks/0/keyframes/0/url",
        "/tracks/0/keyframes/0/ulr",
    }
    assert fixes["/tracks/0/keyframes/0/ulr"] == "Did you mean 'url'?"


def test_a_size_is_a_name_or_two_sides():
    """Either form is sent as it was given; a fault in one form is told in its terms."""
    endpoint = framehook_ffmpeg_api.merge_videos

    def sent(resolution):
        call = endpoint.parse({"video_urls": [CLIP, CLIP], "resolution": resolution})
        return call.arguments()["resolution"]

    assert sent("Square_HD") == "square_hd"
    assert sent({"width": 640, "height": 512}) == {"width": 640, "height": 512}
    assert sent({"width": 640}) == {"width": 640}
    for wrong, path in (("huge", "/resolution"), ({"width": 0}, "/resolution/width")):
        with pytest.raises(CheckFailedError) as caught:
            sent(wrong)
        assert [issue.path for issue in caught.value.issues] == [path]


def test_media_in_lists_and_objects_are_found_by_pointer():
    """Whoever places files finds all of them."""
    call = framehook_ffmpeg_api.images_to_video.parse(
        {"images": [{"url": CLIP, "frames": 1}, {"url": CLIP, "frames": 2}]}
    )
    assert list(call.media()) == ["/images/0/url", "/images/1/url"]
    placed = call.arguments({"/images/1/url": "https://media.example/placed"})
    assert placed["images"][1] == {"url": "https://media.example/placed", "frames": 2}
