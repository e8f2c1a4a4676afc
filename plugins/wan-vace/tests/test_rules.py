"""Each rule, in both directions and without facts."""

from __future__ import annotations

import pytest

import framehook_wan_vace as family
from framehook.spi import Facts

CLIP = "https://media.example/shore.mp4"
MASK = "https://media.example/mask.mp4"
PICTURE = "https://media.example/shore.png"
COUNTED = [
    getattr(family, name)
    for name in family.__all__
    if name not in {"generate_first", "generate_small", "reframe_long", "edit_video"}
]
INPAINTING = [family.inpaint, family.inpaint_fun]
LEGACY = [family.generate_first, family.generate_small]
every = pytest.mark.parametrize("endpoint", COUNTED, ids=lambda endpoint: endpoint.id)


def source(frames=96, fps=24.0, size=(1280, 720), exact=True):
    return Facts(kind="video", frames=frames, exact=exact, fps=fps, size=size)


def found(endpoint, facts=None, mask=None, **arguments):
    """Return the issues of all rules by code, with what each endpoint needs filled in."""
    filled = {"prompt": "a tide", "video_url": CLIP}
    if "resolution" in endpoint.model.model_fields:
        filled["resolution"] = "720p"
    if "expand_left" in endpoint.model.model_fields:
        filled["expand_left"] = True
    if endpoint in INPAINTING and "mask_video_url" not in arguments:
        filled["mask_image_url"] = PICTURE
    if "reframe" in endpoint.id:
        filled |= {"match_input_num_frames": False, "match_input_frames_per_second": False}
        filled = {k: v for k, v in filled.items() if k in endpoint.model.model_fields}
    view = endpoint.parse({**filled, **arguments}).view(
        {"/video_url": facts or Facts(), "/mask_video_url": mask or Facts()}
    )
    return {issue.code: issue for rule in endpoint.rules for issue in rule.check(view)}


def levels(issues):
    return {code: issue.level for code, issue in issues.items()}


@every
def test_a_plain_call_is_fine(endpoint):
    """Nothing is found on it."""
    assert found(endpoint, source()) == {}


@every
def test_matched_frames_are_told_and_what_they_replace_is_warned_of(endpoint):
    """An information, and a warning where 'num_frames' was given too."""
    issues = found(endpoint, source(), match_input_num_frames=True)
    assert levels(issues) == {"vace.match_frames": "info"}
    assert "96 frames" in issues["vace.match_frames"].message
    both = found(endpoint, source(), match_input_num_frames=True, num_frames=81)
    assert levels(both) == {"vace.match_frames": "info", "vace.ignored_num_frames": "warn"}
    assert both["vace.ignored_num_frames"].path == "/num_frames"
    assert both["vace.ignored_num_frames"].basis == "vendor"


@every
@pytest.mark.parametrize(
    ("frames", "factor", "wrong"),
    [
        (17, 0, False),
        (241, 0, False),
        (16, 0, True),
        (242, 0, True),
        (482, 1, False),
        (33, 1, True),
    ],
)
def test_matched_frames_have_to_be_as_many_as_the_model_takes(endpoint, frames, factor, wrong):
    """17 to 241 after some were left out."""
    arguments = {"match_input_num_frames": True, "temporal_downsample_factor": factor}
    issues = found(endpoint, source(frames), **arguments)
    assert ("vace.match_frames_range" in issues) is wrong
    if wrong:
        issue = issues["vace.match_frames_range"]
        assert (issue.level, issue.basis, issue.got) == ("error", "implied", frames)
        guessed = found(endpoint, source(frames, exact=False), **arguments)
        assert guessed["vace.match_frames_range"].level == "warn"
        thinned = found(endpoint, source(frames), enable_auto_downsample=True, **arguments)
        assert "vace.match_frames_range" not in thinned


@every
@pytest.mark.parametrize(("fps", "wrong"), [(5.0, False), (30.0, False), (4.9, True), (60.0, True)])
def test_a_matched_rate_is_told_and_one_that_could_not_be_given_is_warned_of(endpoint, fps, wrong):
    """5 to 30 frames a second."""
    issues = found(endpoint, source(fps=fps), match_input_frames_per_second=True)
    expected = {"vace.match_fps": "info"} | ({"vace.match_fps_range": "warn"} if wrong else {})
    assert levels(issues) == expected
    both = found(endpoint, source(), match_input_frames_per_second=True, frames_per_second=24)
    assert levels(both) == {"vace.match_fps": "info", "vace.ignored_fps": "warn"}


@every
def test_what_needs_facts_and_has_none_says_that_it_was_not_checked(endpoint):
    """No facts, no verdict, no block."""
    arguments = {"match_input_num_frames": True, "match_input_frames_per_second": True}
    issues = found(endpoint, **arguments)
    assert set(issues) == {
        "vace.match_frames",
        "vace.match_frames_range",
        "vace.match_fps",
        "vace.match_fps_range",
    }
    assert not any(issue.checked or issue.is_blocking for issue in issues.values())


@every
@pytest.mark.parametrize(("frames", "warned"), [(17, True), (80, True), (81, False), (241, False)])
def test_frames_that_only_the_schema_allows_are_warned_of(endpoint, frames, warned):
    """The text says 81."""
    issues = found(endpoint, source(), num_frames=frames)
    assert levels(issues) == ({"vace.num_frames_text": "warn"} if warned else {})


@every
def test_settings_without_effect_are_warned_of(endpoint):
    """An interpolator with nothing to insert, a least rate with nothing left out."""
    assert levels(found(endpoint, source(), interpolator_model="rife")) == {
        "vace.interp_used": "warn"
    }
    assert found(endpoint, source(), interpolator_model="rife", num_interpolated_frames=1) == {}
    assert levels(found(endpoint, source(), auto_downsample_min_fps=8)) == {
        "vace.autofps_used": "warn"
    }
    used = {"auto_downsample_min_fps": 8, "enable_auto_downsample": True}
    assert found(endpoint, source(), **used) == {}
    assert levels(found(endpoint, source(), temporal_downsample_factor=1, **used)) == {
        "vace.downsample_one": "warn"
    }


@every
def test_a_result_that_could_be_lost_is_warned_of(endpoint):
    """Nothing is kept on the server then."""
    issue = found(endpoint, source(), sync_mode=True)["vace.sync_mode"]
    assert (issue.level, issue.basis) == ("warn", "vendor")


@pytest.mark.parametrize(
    "endpoint", [*COUNTED, family.reframe_long, family.edit_video], ids=lambda e: e.id
)
@pytest.mark.parametrize(
    ("resolution", "like"), [("auto", "720p"), ("360p", "480p"), ("240p", "480p"), ("580p", None)]
)
def test_a_tier_without_a_price_is_told(endpoint, resolution, like):
    """And which one it is taken for."""
    issues = found(endpoint, source(), resolution=resolution)
    assert levels(issues) == ({"vace.price_tier_unknown": "info"} if like else {})
    if like:
        assert like in issues["vace.price_tier_unknown"].message


@pytest.mark.parametrize("endpoint", [family.outpaint, family.outpaint_fun])
def test_a_picture_that_does_not_grow_is_refused(endpoint):
    """One side at least; a ratio of 0 adds nothing."""
    issue = found(endpoint, source(), expand_left=False)["vace.outpaint_side"]
    assert (issue.level, issue.basis) == ("error", "implied")
    for side in ("left", "right", "top", "bottom"):
        sides = {"expand_left": False, f"expand_{side}": True}
        assert found(endpoint, source(), **sides) == {}
    assert levels(found(endpoint, source(), expand_ratio=0)) == {"vace.outpaint_ratio": "warn"}


def test_the_general_endpoint_needs_a_source_or_images():
    """Reference images, a first or a last frame stand in for it."""
    issue = found(family.generate, video_url=None)["vace.task_video"]
    assert (issue.level, issue.path) == ("error", "/video_url")
    for images in (
        {"ref_image_urls": [PICTURE]},
        {"first_frame_url": PICTURE},
        {"last_frame_url": PICTURE},
    ):
        assert found(family.generate, video_url=None, **images) == {}
    assert set(found(family.generate, video_url=None, ref_image_urls=[])) == {"vace.task_video"}


def test_the_general_endpoint_s_tasks_and_masks():
    """Inpainting needs one, other tasks have no use for it, two tasks are elsewhere."""
    assert levels(found(family.generate, source(), task="inpainting")) == {
        "vace.task_inpainting_mask": "error"
    }
    assert found(family.generate, source(), task="inpainting", mask_image_url=PICTURE) == {}
    assert levels(found(family.generate, source(), mask_image_url=PICTURE)) == {
        "vace.mask_only_inpainting": "warn"
    }
    for task in ("outpainting", "reframe"):
        issue = found(family.generate, source(), task=task)["vace.task_outpainting_general"]
        assert (issue.level, issue.fix) == ("warn", f"Use fal-ai/wan-vace-14b/{task}.")


@pytest.mark.parametrize(
    ("endpoint", "code", "ignored"),
    [
        *((endpoint, "vace.mask_video_overrides", "mask_image_url") for endpoint in INPAINTING),
        *((endpoint, "vace.mask_image_overrides", "mask_video_url") for endpoint in LEGACY),
        (family.generate, "vace.mask_image_overrides", "mask_video_url"),
    ],
)
def test_two_masks_are_refused_for_opposite_reasons(endpoint, code, ignored):
    """One endpoint ignores the image, the others the video."""
    arguments = {"mask_video_url": MASK, "mask_image_url": PICTURE}
    if "task" in endpoint.model.model_fields:
        arguments["task"] = "inpainting"
    issue = found(endpoint, source(), source(), **arguments)[code]
    assert (issue.level, issue.basis) == ("error", "vendor")
    assert f"ignores '{ignored}'" in str(issue.fix)


@pytest.mark.parametrize("endpoint", INPAINTING)
def test_inpainting_needs_a_mask(endpoint):
    """Either kind."""
    view = endpoint.parse({"prompt": "x", "video_url": CLIP}).view()
    issues = {issue.code: issue.level for rule in endpoint.rules for issue in rule.check(view)}
    assert issues["vace.inpainting_mask"] == "error"
    assert found(endpoint, source(), source(), mask_video_url=MASK) == {}


@pytest.mark.parametrize("endpoint", [*INPAINTING, family.generate, *LEGACY])
@pytest.mark.parametrize(
    ("mask", "count"),
    [(source(), 0), (source(95), 1), (source(size=(640, 360)), 1), (source(95, size=(8, 8)), 2)],
)
def test_a_mask_that_does_not_fit_is_warned_of(endpoint, mask, count):
    """Frames and size; not checked where one of the two is unknown."""
    arguments = {"mask_video_url": MASK, "video_url": CLIP, "prompt": "x"}
    view = endpoint.parse(arguments).view({"/video_url": source(), "/mask_video_url": mask})
    (rule,) = [rule for rule in endpoint.rules if rule.code == "vace.mask_matches_video"]
    assert [issue.level for issue in rule.check(view)] == ["warn"] * count
    (unknown,) = rule.check(endpoint.parse(arguments).view({"/video_url": source()}))
    assert not unknown.checked


@pytest.mark.parametrize("endpoint", LEGACY)
@pytest.mark.parametrize(("frames", "result"), [(96, 96), (500, 241)])
def test_the_length_of_the_first_endpoints_is_told(endpoint, frames, result):
    """A source decides about it."""
    issues = found(endpoint, source(frames))
    assert levels(issues) == {"vace.legacy_len": "info"}
    assert f"{result} frames" in issues["vace.legacy_len"].message
    assert found(endpoint, video_url=None) == {}
    assert levels(found(endpoint, video_url=None, num_frames=101)) == {
        "vace.legacy_num_frames_text": "warn"
    }
    assert found(endpoint, video_url=None, num_frames=100) == {}


def test_the_applications_have_the_rules_of_their_fields():
    """No more than those."""
    codes = {rule.code for rule in family.reframe_long.rules}
    assert codes == {"vace.autofps_used", "vace.sync_mode", "vace.price_tier_unknown"}
    off = {"enable_auto_downsample": False, "auto_downsample_min_fps": 9}
    for endpoint in (family.reframe_long, family.edit_video):
        assert levels(found(endpoint, source(), **off)) == {"vace.autofps_used": "warn"}
