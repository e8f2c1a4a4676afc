"""Each rule, in both directions and without facts."""

from __future__ import annotations

import pytest
from findings import CLIP, PICTURE, found, levels_of

from framehook.spi import Facts, View
from framehook_amt_interpolation import interpolate_frames, interpolate_video


@pytest.mark.parametrize(
    ("frames", "passes", "fewer"), [(5000, 2, None), (5001, 2, "1"), (132, 8, "7"), (19000, 1, "")]
)
def test_very_many_frames_are_warned_of(frames, passes, fewer):
    """Up to 20,000 frames are fine; beyond that the warning says what would be."""
    facts = {"/video_url": Facts(frames=frames, exact=True)}
    issues = found(interpolate_video, facts, video_url=CLIP, recursive_interpolation_passes=passes)
    assert levels_of(issues) == ({} if fewer is None else {"amt.growth": "warn"})
    if fewer is not None:
        issue = issues["amt.growth"]
        assert (issue.path, issue.got) == ("/recursive_interpolation_passes", passes)
        assert str((frames - 1) * 2**passes + 1) in issue.message
        assert (f"Use {fewer} or fewer." if fewer else "Use a shorter video.") == issue.fix


def test_without_facts_growth_is_not_checked():
    """Nothing is blocked by not knowing."""
    issue = found(interpolate_video, video_url=CLIP)["amt.growth"]
    assert (issue.checked, issue.is_blocking) == (False, False)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_at_least_two_images_are_needed(count):
    """There is nothing in between one."""
    issues = found(interpolate_frames, frames=[{"url": PICTURE}] * count)
    assert levels_of(issues) == ({} if count >= 2 else {"amt.frames": "error"})
    if count < 2:
        assert (issues["amt.frames"].path, issues["amt.frames"].got) == ("/frames", count)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("output_fps", 0),
        ("output_fps", 61),
        ("recursive_interpolation_passes", 0),
        ("recursive_interpolation_passes", 11),
    ],
)
@pytest.mark.parametrize("endpoint", [interpolate_video, interpolate_frames])
def test_bounds_hold_for_inputs_that_went_round_the_schema(endpoint, name, value):
    """The published schema states them under keys that validators overlook."""
    values = {"output_fps": 24, "recursive_interpolation_passes": 2, "frames": [1, 2], name: value}
    made = endpoint.model.model_construct(**values)
    view = View(endpoint=endpoint.id, input=made)
    (issue,) = [
        issue for rule in endpoint.rules for issue in rule.check(view) if rule.code == "amt.bounds"
    ]
    assert (issue.level, issue.path, issue.got) == ("error", f"/{name}", value)
    assert issue.basis == "vendor"
