"""Each rule, in both directions."""

from __future__ import annotations

import pytest
from findings import CLIP, PICTURE, found, levels_of

from framehook_magic_animate import animate_image


def animate(**arguments):
    return found(animate_image, image_url=PICTURE, motion_sequence_url=CLIP, **arguments)


@pytest.mark.parametrize(
    ("frames", "shared", "wrong"),
    [(16, 4, False), (16, 0, False), (16, 15, False), (16, 16, True), (16, -1, True), (4, 9, True)],
)
def test_windows_have_to_advance(frames, shared, wrong):
    """Two of them share fewer frames than one has."""
    issues = animate(context_frames=frames, context_overlap=shared)
    assert levels_of(issues) == ({"ma.overlap": "error"} if wrong else {})
    if wrong:
        issue = issues["ma.overlap"]
        assert (issue.path, issue.got) == ("/context_overlap", shared)
        assert issue.allowed == f"0 to {frames - 1}"


def test_a_short_window_meets_the_default_overlap():
    """Four frames are shared unless it is said otherwise."""
    assert levels_of(animate(context_frames=4)) == {"ma.overlap": "error"}
    assert animate(context_frames=5) == {}


@pytest.mark.parametrize("name", ["size", "steps", "context_frames"])
@pytest.mark.parametrize("value", [0, -3])
def test_sizes_and_counts_are_above_zero(name, value):
    """One error at the field, and none about the overlap of windows without frames."""
    issues = animate(**{name: value})
    assert levels_of(issues) == {"ma.positive": "error"}
    assert (issues["ma.positive"].path, issues["ma.positive"].got) == (f"/{name}", value)
    assert animate(**{name: 24}) == {}
