"""Each rule, in both directions and without facts."""

from __future__ import annotations

import pytest
from findings import CLIP, PICTURE, found

from framehook.spi import Facts, View
from framehook_luma import ray_2, ray_2_flash

BOTH = pytest.mark.parametrize("family", [ray_2, ray_2_flash])


def modify(family, seconds=4.0, **arguments):
    facts = {"/video_url": Facts(kind="video", duration=seconds)}
    return found(family.modify, facts, video_url=CLIP, **arguments)


def reframe(family, **arguments):
    return found(family.reframe, video_url=CLIP, aspect_ratio="1:1", **arguments)


@BOTH
def test_a_video_from_images_needs_one(family):
    """Either will do, and both together."""
    issue = found(family.image_to_video, prompt="a tide")["luma.i2v_needs_image"]
    assert (issue.level, issue.basis, issue.is_blocking) == ("error", "implied", True)
    for names in (["image_url"], ["end_image_url"], ["image_url", "end_image_url"]):
        given = dict.fromkeys(names, PICTURE)
        assert found(family.image_to_video, prompt="a tide", **given) == {}


@BOTH
def test_modifying_without_guidance_is_warned_of(family):
    """Words or a first frame say what to change."""
    issue = modify(family)["luma.modify_guided"]
    assert (issue.level, issue.basis) == ("warn", "implied")
    assert modify(family, prompt="snow") == {}
    assert modify(family, image_url=PICTURE) == {}


@BOTH
@pytest.mark.parametrize(("seconds", "warned"), [(10.0, False), (10.04, True), (60.0, True)])
def test_a_source_above_ten_seconds_is_warned_of(family, seconds, warned):
    """A reseller names that limit, the vendor none: no error."""
    issues = modify(family, seconds, prompt="snow")
    assert set(issues) == ({"luma.source_limits"} if warned else set())
    if warned:
        issue = issues["luma.source_limits"]
        assert (issue.level, issue.basis, issue.path) == ("warn", "upstream", "/video_url")


@BOTH
def test_a_source_that_nobody_looked_at_is_not_judged(family):
    """No facts, no verdict, no block."""
    issues = found(family.modify, video_url=CLIP, prompt="snow")
    assert set(issues) == {"luma.source_limits"}
    assert issues["luma.source_limits"].checked is False


@BOTH
@pytest.mark.parametrize("axis", ["x", "y"])
@pytest.mark.parametrize(("start", "end", "wrong"), [(0, 1, False), (5, 5, True), (6, 5, True)])
def test_edges_the_wrong_way_round_are_an_error(family, axis, start, end, wrong):
    """The start lies below the end, on either axis."""
    other = "y" if axis == "x" else "x"
    box = {f"{axis}_start": start, f"{axis}_end": end, f"{other}_start": 0, f"{other}_end": 9}
    issues = reframe(family, **box)
    assert set(issues) == ({"luma.reframe_box"} if wrong else set())
    if wrong:
        issue = issues["luma.reframe_box"]
        assert (issue.level, issue.basis) == ("error", "implied")
        assert (issue.path, issue.got, issue.allowed) == (f"/{axis}_start", start, f"< {end}")


@BOTH
def test_a_box_that_lacks_edges_is_warned_of(family):
    """Four edges or none; a position is no edge."""
    issues = reframe(family, x_start=0, x_end=9, y_start=4)
    assert set(issues) == {"luma.reframe_box_complete"}
    issue = issues["luma.reframe_box_complete"]
    assert (issue.level, issue.path) == ("warn", "/y_end")
    assert "'y_end'" in str(issue.fix)
    assert reframe(family) == {}
    assert reframe(family, grid_position_x=3) == {}


@pytest.mark.parametrize(
    ("name", "shortest"),
    [("text_to_video", 3), ("image_to_video", 3), ("modify", 3), ("reframe", 1)],
)
def test_a_prompt_of_the_wrong_length_never_leaves(name, shortest):
    """Only an input that went round the schema can have one."""
    endpoint = getattr(ray_2, name)
    for prompt, wrong in (("x" * (shortest - 1), True), ("x" * 5001, True), ("x" * 5000, False)):
        made = endpoint.model.model_construct(prompt=prompt)
        view = View(endpoint=endpoint.id, input=made)
        issues = [
            issue
            for rule in endpoint.rules
            if rule.code == "luma.prompt_length"
            for issue in rule.check(view)
        ]
        assert [(issue.level, issue.basis) for issue in issues] == [("error", "vendor")] * wrong
