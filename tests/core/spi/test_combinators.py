"""Every combinator, kept and broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.spi import (
    Facts,
    Input,
    VideoInput,
    View,
    forbidden_pair,
    frame_grid,
    ignored_if,
    less_than,
    multiple_of,
    mutually_exclusive,
    probe_less_than,
    required_if,
    requires_any,
)


class Size(Input):
    width: int


class Dream(Input):
    prompt: str | None = None
    image: VideoInput | None = None
    video: VideoInput | None = None
    frames: int | None = None
    start: int | None = None
    at: float | None = None
    mode: str = "fast"
    tier: str = "720p"
    sizes: list[Size] = []


def found(rule, media=None, **values):
    """Return what a rule says of these arguments."""
    model = Dream.model_validate(values)
    view = View(
        endpoint="a/b", input=model, given=frozenset(model.model_fields_set), media=media or {}
    )
    return list(rule.check(view))


def one(rule, media=None, **values):
    """Return the only issue."""
    (issue,) = found(rule, media, **values)
    return issue


ANY = requires_any("x.any", "prompt", "image")
ONE = mutually_exclusive("x.one", "image", "video", source="page")
IGNORED = ignored_if("x.ignored", "start", "without a video", lambda given: given.video is None)
NEEDED = required_if("x.needed", ["start", "frames"], "with a video", lambda i: i.video is not None)
BELOW = less_than("x.below", "start", "frames")
PAIR = forbidden_pair("x.pair", ("mode", "fast"), ("tier", ["1080p", "4k"]), fix="Use mode='best'.")
STEP = multiple_of("x.step", "/sizes/*/width", 16)
GRID = frame_grid("x.grid", "frames", step=8, offset=1)
IN_CLIP = probe_less_than("x.in_clip", "start", "video", "frames")
IN_TIME = probe_less_than("x.in_time", "at", "video", "duration")


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        (ANY, {"prompt": "x"}),
        (ANY, {"image": b"x", "prompt": None}),
        (ONE, {"image": b"x"}),
        (ONE, {}),
        (ONE, {"image": b"x", "video": None}),
        (IGNORED, {"start": 1, "video": b"x"}),
        (IGNORED, {"video": b"x"}),
        (IGNORED, {}),
        (NEEDED, {}),
        (NEEDED, {"video": b"x", "start": 0, "frames": 5}),
        (BELOW, {"start": 1, "frames": 2}),
        (BELOW, {"start": 1}),
        (BELOW, {"frames": 1}),
        (PAIR, {"tier": "720p"}),
        (PAIR, {"mode": "best", "tier": "4k"}),
        (STEP, {"sizes": [{"width": 16}, {"width": 0}]}),
        (STEP, {}),
        (GRID, {"frames": 97}),
        (GRID, {"frames": 1}),
        (GRID, {}),
        (IN_CLIP, {"video": b"x"}),
        (IN_CLIP, {"start": 5}),
        (IN_CLIP, {"start": 9, "video": b"x"}),
        (IN_CLIP, {"start": 0, "video": b"x"}),
        (IN_TIME, {"at": 5.1, "video": b"x"}),
    ],
)
def test_a_rule_that_is_kept_is_silent(rule, values):
    """Including where it does not apply."""
    assert found(rule, {"/video": Facts(frames=10, exact=True, duration=5.2)}, **values) == []


@pytest.mark.parametrize(
    ("rule", "values", "path", "got", "fix"),
    [
        (ANY, {}, "", None, "Give one of 'prompt', 'image'."),
        (ONE, {"image": b"x", "video": b"y"}, "/video", ["image", "video"], "Leave out 'video'."),
        (IGNORED, {"start": 1}, "/start", 1, "Leave out 'start'."),
        (NEEDED, {"video": b"x", "start": 1}, "/frames", None, "Give 'frames'."),
        (BELOW, {"start": 5, "frames": 5}, "/start", 5, "Lower 'start' below 5."),
        (PAIR, {"tier": "4k"}, "/tier", "4k", "Use mode='best'."),
        (STEP, {"sizes": [{"width": 16}, {"width": 30}]}, "/sizes/1/width", 30, "Use 32."),
        (STEP, {"sizes": [{"width": 3}]}, "/sizes/0/width", 3, "Use 16."),
        (GRID, {"frames": 100}, "/frames", 100, "Use 97 or 105."),
        (GRID, {"frames": 0}, "/frames", 0, "Use 1."),
        (IN_CLIP, {"start": 10, "video": b"x"}, "/start", 10, "Use a value from 0 to 9."),
        (IN_CLIP, {"start": -1, "video": b"x"}, "/start", -1, "Use a value from 0 to 9."),
        (IN_TIME, {"at": 5.2, "video": b"x"}, "/at", 5.2, "Use a value from 0 to below 5.2."),
    ],
)
def test_a_broken_rule_says_where_and_what_to_do(rule, values, path, got, fix):
    """Each issue has the path, the value and a way out."""
    issue = one(rule, {"/video": Facts(frames=10, exact=True, duration=5.2)}, **values)
    assert (issue.path, issue.got, issue.fix) == (path, got, fix)
    assert issue.code == rule.code
    assert issue.message.endswith(".")
    assert issue.level == ("warn" if rule is IGNORED else "error")


def test_all_missing_fields_are_told_at_once():
    """One issue for each."""
    assert [issue.path for issue in found(NEEDED, video=b"x")] == ["/start", "/frames"]


def test_media_are_told_by_name():
    """A medium that has no effect is not written out."""
    rule = ignored_if("x.i", "image", "here", lambda given: True)
    assert one(rule, image="https://x.example/a.png?key=1").got == "https://x.example/a.png?…"


@pytest.mark.parametrize("rule", [IN_CLIP, IN_TIME])
def test_without_facts_it_is_told_that_nothing_was_checked(rule):
    """A fact that is unknown neither passes nor rejects."""
    issue = one(rule, start=99, at=99.0, video=b"x")
    assert not issue.checked
    assert not issue.is_blocking
    assert issue.path == "/video"


def test_an_estimate_warns():
    """A clip whose frames were not counted does not reject a call."""
    issue = one(IN_CLIP, {"/video": Facts(frames=10)}, start=10, video=b"x")
    assert issue.level == "warn"
    assert "has 10 frames" in issue.message
    assert (
        "has 5.2 seconds" in one(IN_TIME, {"/video": Facts(duration=5.2)}, at=6, video=b"x").message
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda **origin: requires_any("x.any", "prompt", **origin),
        lambda **origin: mutually_exclusive("x.one", "mode", "tier", **origin),
        lambda **origin: ignored_if("x.i", "mode", "here", lambda given: True, **origin),
        lambda **origin: required_if("x.r", ["start"], "here", lambda given: True, **origin),
        lambda **origin: less_than("x.b", "at", "frames", **origin),
        lambda **origin: forbidden_pair("x.p", ("mode", "fast"), ("tier", ["4k"]), **origin),
        lambda **origin: multiple_of("x.s", "/frames", 8, **origin),
        lambda **origin: frame_grid("x.g", "frames", step=8, offset=1, **origin),
        lambda **origin: probe_less_than("x.l", "at", "video", "frames", **origin),
    ],
)
def test_where_a_rule_comes_from_can_be_said(make):
    """Level, basis, source, text and fix of every combinator are the family's."""
    origin = {
        "level": "info",
        "basis": "upstream",
        "source": "the paper",
        "text": "So it is.",
        "fix": "Do it.",
    }
    rule = make(**origin)
    media = {"/video": Facts(frames=4, exact=True)}
    values = {"mode": "fast", "tier": "4k", "frames": 4, "at": 5, "video": b"x"}
    issue = one(rule, media, **values)
    assert (issue.level, issue.basis, issue.source, issue.fix) == (
        "info",
        "upstream",
        "the paper",
        "Do it.",
    )
    assert rule.text == "So it is."


@given(st.integers(-50, 300), st.integers(2, 16), st.integers(0, 3))
def test_what_the_grid_advises_is_on_the_grid(frames, step, offset):
    """A value passes, or every value that is offered passes and is a number of frames."""
    rule = frame_grid("x.g", "frames", step=step, offset=offset)
    for issue in found(rule, frames=frames):
        offered = [int(word) for word in issue.fix[4:-1].split(" or ") if word]
        for number in offered:
            assert number > 0
            assert found(rule, frames=number) == []


@given(st.integers(1, 1000), st.integers(2, 64))
def test_what_the_step_advises_is_a_step(width, step):
    """The nearest multiple above zero."""
    rule = multiple_of("x.s", "/sizes/*/width", step)
    for issue in found(rule, sizes=[{"width": width}]):
        number = int(issue.fix[4:-1])
        assert number > 0
        assert abs(number - width) < step
        assert found(rule, sizes=[{"width": number}]) == []
