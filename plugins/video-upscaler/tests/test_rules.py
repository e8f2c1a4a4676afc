"""The one rule, with facts and without."""

from __future__ import annotations

from findings import CLIP, found, levels_of

from framehook.spi import Facts
from framehook_video_upscaler import upscale_video


def test_the_pixels_that_are_billed_are_told():
    """132 frames of 1280x720, twice as wide and high, are 486.6 megapixels."""
    facts = {"/video_url": Facts(frames=132, exact=True, size=(1280, 720))}
    issues = found(upscale_video, facts, video_url=CLIP)
    assert levels_of(issues) == {"up.price": "info"}
    issue = issues["up.price"]
    assert "132 frames of 2560x1440 are 486.6 megapixels" in issue.message
    assert (issue.path, issue.got, issue.basis) == ("/scale", 2, "implied")
    larger = found(upscale_video, facts, video_url=CLIP, scale=8)["up.price"].message
    assert "10240x5760" in larger


def test_without_facts_nothing_is_told():
    """What was not looked at is not known."""
    issue = found(upscale_video, video_url=CLIP)["up.price"]
    assert (issue.checked, issue.is_blocking) == (False, False)
