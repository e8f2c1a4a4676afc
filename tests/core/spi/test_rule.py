"""Rules, with and without the facts that they need."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.spi import Facts, Input, Issue, Problem, VideoInput, View, rule


class Clip(Input):
    url: VideoInput


class Dream(Input):
    video_url: VideoInput | None = None
    clips: list[Clip] = []
    start: int = 0


def view(media=None, **values):
    """Return what a rule looks at."""
    model = Dream.model_validate(values)
    return View(
        endpoint="a/b", input=model, given=frozenset(model.model_fields_set), media=media or {}
    )


def early(level="error"):
    """Return a rule on the first frame."""

    @rule(
        "dream.early",
        level=level,
        basis="vendor",
        source="the page",
        text="start lies in the video.",
        wants=[("/video_url", "frames")],
        when=lambda view: "start" in view.given,
    )
    def check(view):
        frames = view.facts("/video_url").frames
        if view.input.start >= frames:
            yield Problem(
                "/start", f"There are {frames} frames.", view.input.start, "less", "Less."
            )

    return check


def test_a_problem_becomes_an_issue_of_its_rule():
    """Code, level, basis and source are the rule's, the rest is the problem's."""
    media = {"/video_url": Facts(frames=10, exact=True)}
    (issue,) = early().check(view(media, video_url=b"x", start=10))
    assert issue == Issue(
        code="dream.early",
        level="error",
        path="/start",
        message="There are 10 frames.",
        got=10,
        allowed="less",
        fix="Less.",
        basis="vendor",
        source="the page",
    )
    assert issue.is_blocking
    assert issue.to_json()["allowed"] == "less"
    assert set(issue.to_json()) == set(Issue.__dataclass_fields__)


@given(st.integers(0, 20), st.integers(1, 20))
def test_a_rule_that_holds_says_nothing(start, frames):
    """Exactly the calls that break it get an issue."""
    media = {"/video_url": Facts(frames=frames, exact=True)}
    issues = list(early().check(view(media, video_url=b"x", start=start)))
    assert bool(issues) is (start >= frames)


@pytest.mark.parametrize(
    ("media", "why"),
    [
        ({}, "The media was not looked at."),
        ({"/video_url": Facts(why_unknown="It is cut off.")}, "It is cut off."),
    ],
)
def test_a_missing_fact_is_told(media, why):
    """Nothing is decided, nothing is blocked, and the reason is given."""
    (issue,) = early().check(view(media, video_url=b"x", start=10))
    assert not issue.checked
    assert not issue.is_blocking
    assert issue.path == "/video_url"
    assert issue.message == f"Not checked, frames is unknown: start lies in the video. {why}"


@pytest.mark.parametrize(("level", "told"), [("error", "warn"), ("warn", "warn"), ("info", "info")])
def test_an_estimate_never_rejects(level, told):
    """A number of frames that was not counted turns an error into a warning."""
    media = {"/video_url": Facts(frames=10, exact=False)}
    (issue,) = early(level).check(view(media, video_url=b"x", start=10))
    assert issue.level == told
    assert issue.checked
    assert issue.message.endswith("The number of frames is an estimate.")


def test_a_rule_that_does_not_apply_needs_nothing():
    """Without its occasion, and without the medium it is about, it is silent."""
    quiet = early()
    assert list(quiet.needs(view(video_url=b"x"))) == []
    assert list(quiet.check(view(video_url=b"x"))) == []
    assert list(quiet.needs(view(start=3))) == []
    assert list(quiet.check(view(start=3))) == []
    assert list(quiet.needs(view(start=3, video_url=b"x"))) == [("/video_url", "frames")]


def test_facts_can_be_wanted_of_every_item():
    """`*` asks for the facts of each medium of a list."""

    @rule(
        "dream.short",
        level="warn",
        basis="ours",
        source="taste",
        text="Clips are short.",
        wants=[("/clips/*/url", "duration")],
    )
    def short(view):
        for path, facts in view.media.items():
            if facts.duration > 5:
                yield Problem(path, "It is long.")

    both = view(clips=[{"url": b"a"}, {"url": b"b"}])
    assert list(short.needs(both)) == [("/clips/0/url", "duration"), ("/clips/1/url", "duration")]
    known = {"/clips/0/url": Facts(duration=1), "/clips/1/url": Facts(duration=9)}
    (issue,) = short.check(view(known, clips=[{"url": b"a"}, {"url": b"b"}]))
    assert (issue.path, issue.level) == ("/clips/1/url", "warn")
    del known["/clips/1/url"]
    (issue,) = short.check(view(known, clips=[{"url": b"a"}, {"url": b"b"}]))
    assert (issue.path, issue.checked) == ("/clips/1/url", False)


def test_nothing_is_known_of_what_was_not_given():
    """`facts` always answers."""
    assert view().facts("/video_url") == Facts()
