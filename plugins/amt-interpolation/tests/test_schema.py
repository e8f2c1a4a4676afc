"""What the two inputs accept, refuse and send."""

from __future__ import annotations

import pytest
from findings import CLIP, PICTURE, refused

from framehook_amt_interpolation import interpolate_frames, interpolate_video


@pytest.mark.parametrize(("endpoint", "passes"), [(interpolate_video, 2), (interpolate_frames, 4)])
def test_the_bounds_that_validators_overlook_are_held(endpoint, passes):
    """1 to 60 frames a second, 1 to 10 passes; a video gets two of them, images four."""
    fields = endpoint.model.model_json_schema()["properties"]
    rate, rounds = fields["output_fps"], fields["recursive_interpolation_passes"]
    assert (rate["minimum"], rate["maximum"], rate["default"]) == (1, 60, 24)
    assert (rounds["minimum"], rounds["maximum"], rounds["default"]) == (1, 10, passes)


def test_what_is_not_given_is_not_sent():
    """Defaults of the server stay the server's; whole numbers are sent as such."""
    assert interpolate_video(video_url=CLIP).arguments() == {"video_url": CLIP}
    call = interpolate_video.parse({"video_url": CLIP, "output_fps": 30.0})
    assert call.arguments() == {"video_url": CLIP, "output_fps": 30}


def test_images_are_objects_with_a_url():
    """A bare URL in the list is no frame, and the error says where."""
    frames = [{"url": PICTURE}, {"url": PICTURE}]
    call = interpolate_frames.parse({"frames": frames})
    assert call.arguments() == {"frames": frames}
    assert list(call.media()) == ["/frames/0/url", "/frames/1/url"]
    (issue,) = refused(interpolate_frames, frames=[PICTURE, frames[0]])
    assert issue.path.startswith("/frames/0")
