"""Each rule, in both directions and without facts."""

from __future__ import annotations

import pytest
from findings import CLIP, PICTURE, found, levels_of

from framehook.spi import Facts, View
from framehook_magi import distilled, magi


def extend(frames=132, *, exact=True, size=(1280, 720), family=magi, **arguments):
    facts = Facts(kind="video", frames=frames, exact=exact, fps=25.0, size=size)
    return found(family.extend_video, {"/video_url": facts}, video_url=CLIP, **arguments)


@pytest.mark.parametrize("family", [magi, distilled])
@pytest.mark.parametrize("start", [0, 64, 100])
def test_a_start_inside_with_32_frames_behind_it_is_fine(family, start):
    """Nothing is found on a good start."""
    assert extend(family=family, start_frame=start) == {}


@pytest.mark.parametrize("family", [magi, distilled])
@pytest.mark.parametrize("start", [132, 133, 10_000])
def test_a_start_past_the_end_is_an_error(family, start):
    """The index must be one of the video's frames; the range is said."""
    issues = extend(family=family, start_frame=start)
    assert levels_of(issues) == {"magi.start_frame_in_video": "error"}
    issue = issues["magi.start_frame_in_video"]
    assert (issue.path, issue.got, issue.allowed) == ("/start_frame", start, "0 to 131")
    assert (issue.basis, issue.is_blocking) == ("implied", True)
    assert "131" in str(issue.fix)


def test_an_estimated_number_of_frames_refuses_nothing():
    """An estimate may warn, never block."""
    issue = extend(exact=False, start_frame=140)["magi.start_frame_in_video"]
    assert issue.level == "warn"


@pytest.mark.parametrize(("start", "warned"), [(100, False), (101, True), (131, True)])
def test_fewer_than_32_frames_from_the_start_on_is_warned_of(start, warned):
    """32 remaining frames are the vendor's optimum; 31 are not."""
    issues = extend(start_frame=start)
    assert levels_of(issues) == ({"magi.start_frame_context": "warn"} if warned else {})
    if warned:
        issue = issues["magi.start_frame_context"]
        assert (issue.path, issue.got, issue.basis) == ("/start_frame", start, "vendor")
        assert "100" in str(issue.fix)


def test_a_short_video_cannot_have_enough_context():
    """Of 20 frames none leaves 32; the way out is another video."""
    assert extend(20, start_frame=4)["magi.start_frame_context"].fix == "Use a longer video."


def test_without_a_start_the_default_is_told():
    """32 frames before the end, as an information."""
    issues = extend(132)
    assert levels_of(issues) == {"magi.start_frame_default": "info"}
    assert "frame 100 of 132" in issues["magi.start_frame_default"].message


@pytest.mark.parametrize(("frames", "warned"), [(33, False), (32, True), (1, True)])
def test_without_a_start_32_frames_or_fewer_are_warned_of(frames, warned):
    """The default lies at or before the first frame of such a video."""
    codes = levels_of(extend(frames))
    kind = {"magi.start_frame_needs_32_frames": "warn"} if warned else None
    assert codes == (kind or {"magi.start_frame_default": "info"})
    if warned:
        fix = extend(frames)["magi.start_frame_needs_32_frames"].fix
        assert str(frames - 1) in str(fix)
        assert "magi.start_frame_needs_32_frames" not in extend(frames, start_frame=0)


@pytest.mark.parametrize(
    ("shape", "size", "cropped"),
    [
        ("16:9", (1280, 720), False),
        ("16:9", (854, 480), False),
        ("16:9", (640, 272), True),
        ("9:16", (1280, 720), True),
        ("9:16", (720, 1280), False),
        ("1:1", (512, 512), False),
        ("1:1", (720, 1280), True),
        ("auto", (640, 272), False),
    ],
)
@pytest.mark.parametrize("family", [magi, distilled])
def test_another_shape_is_cropped_with_a_warning(family, shape, size, cropped):
    """The warning has the probed size; rounding to whole pixels is no crop."""
    facts = {"/image_url": Facts(kind="image", size=size)}
    arguments = {"image_url": PICTURE, "aspect_ratio": shape}
    for issues in (
        found(family.image_to_video, facts, **arguments),
        extend(size=size, family=family, aspect_ratio=shape, start_frame=64),
    ):
        assert levels_of(issues) == ({"magi.crop": "warn"} if cropped else {})
        if cropped:
            issue = issues["magi.crop"]
            assert f"{size[0]}x{size[1]}" in issue.message
            assert (issue.path, issue.got, issue.basis) == ("/aspect_ratio", shape, "vendor")


def test_the_crop_says_how_much_is_lost():
    """640x272 to 16:9 at 720p: 1694x720, of which 1280 columns stay."""
    message = extend(size=(640, 272), aspect_ratio="16:9", start_frame=1)["magi.crop"].message
    assert "scaled to 1694x720, 414 columns are cut off" in message


@pytest.mark.parametrize("family", [magi, distilled])
def test_auto_without_an_input_is_warned_of(family):
    """A video made from text alone has nothing to take its shape from."""
    issues = found(family.text_to_video)
    assert levels_of(issues) == {"magi.auto_without_input": "warn"}
    assert issues["magi.auto_without_input"].allowed == ["16:9", "9:16", "1:1"]
    assert found(family.text_to_video, aspect_ratio="9:16") == {}


def test_an_empty_prompt_is_an_information_only():
    """The vendor's example has one."""
    issues = extend(start_frame=64, prompt="")
    assert levels_of(issues) == {"magi.prompt_may_be_empty": "info"}


@pytest.mark.parametrize("wrong", ["16", 16.0, True])
def test_steps_that_are_no_integer_never_leave(wrong):
    """Only an input that went round the schema can have them."""
    endpoint = magi.text_to_video
    made = endpoint.model.model_construct(prompt="x", num_inference_steps=wrong, aspect_ratio="1:1")
    view = View(endpoint=endpoint.id, input=made)
    (issue,) = [issue for rule in endpoint.rules for issue in rule.check(view)]
    assert (issue.code, issue.level) == ("magi.steps_wire_type", "error")
    assert issue.path == "/num_inference_steps"
    assert found(endpoint, aspect_ratio="1:1", num_inference_steps="16") == {}


@pytest.mark.parametrize("family", [magi, distilled])
def test_what_needs_facts_and_has_none_says_that_it_was_not_checked(family):
    """No facts, no verdict, no block."""
    given = found(family.extend_video, video_url=CLIP, start_frame=3, aspect_ratio="1:1")
    left_out = found(family.extend_video, video_url=CLIP)
    assert set(given) == {
        "magi.start_frame_in_video",
        "magi.start_frame_context",
        "magi.crop",
    }
    assert set(left_out) == {"magi.start_frame_default", "magi.start_frame_needs_32_frames"}
    picture = found(family.image_to_video, image_url=PICTURE, aspect_ratio="1:1")
    assert set(picture) == {"magi.crop"}
    for issue in [*given.values(), *left_out.values(), *picture.values()]:
        assert (issue.checked, issue.is_blocking) == (False, False)
