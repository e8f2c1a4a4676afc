"""Each rule, in both directions and without facts."""

from __future__ import annotations

import pytest
from findings import CLIP, PICTURE, found, levels_of

from framehook.spi import Facts
from framehook_animatediff import evolved, sparsectrl, text_to_video, turbo, video_to_video


def restyled(seconds, endpoint=video_to_video, **arguments):
    facts = {"/video_url": Facts(kind="video", duration=seconds)}
    return found(endpoint, facts, prompt="x", video_url=CLIP, **arguments)


@pytest.mark.parametrize(("steps", "use"), [(4, None), (12, None), (3, 4), (13, 12), (50, 12)])
def test_turbo_is_made_for_four_to_twelve_steps(steps, use):
    """Others are allowed, with a warning; the full model has none."""
    for issues in (
        found(turbo.text_to_video, prompt="x", num_inference_steps=steps),
        restyled(9, turbo.video_to_video, num_inference_steps=steps),
    ):
        assert levels_of(issues) == ({} if use is None else {"ad.turbo_steps": "warn"})
        if use is not None:
            assert issues["ad.turbo_steps"].fix == f"Use {use}."
    assert found(text_to_video, prompt="x", num_inference_steps=steps) == {}


def test_motions_of_turbo_are_warned_of():
    """They are not sent, and the warning says how to send them all the same."""
    for issues in (
        found(turbo.text_to_video, prompt="x", motions=["zoom-in", "zoom-in"]),
        restyled(9, turbo.video_to_video, motions=[]),
    ):
        assert levels_of(issues) == {"ad.turbo_no_motions": "warn"}
        assert "with_extra" in str(issues["ad.turbo_no_motions"].fix)


@pytest.mark.parametrize(
    ("endpoint", "name", "good", "bad"),
    [(turbo.text_to_video, "num_frames", 32, 33), (turbo.video_to_video, "first_n_seconds", 4, 5)],
)
def test_what_only_former_schemas_allow_is_warned_of(endpoint, name, good, bad):
    """It is sent, and may be refused."""
    clip = {"video_url": CLIP} if endpoint is turbo.video_to_video else {}
    facts = {"/video_url": Facts(duration=60.0)}
    assert found(endpoint, facts, prompt="x", **clip, **{name: good}) == {}
    issues = found(endpoint, facts, prompt="x", **clip, **{name: bad})
    assert levels_of(issues) == {"ad.newest_range": "warn"}
    assert (issues["ad.newest_range"].path, issues["ad.newest_range"].got) == (f"/{name}", bad)


@pytest.mark.parametrize("endpoint", [video_to_video, turbo.video_to_video])
@pytest.mark.parametrize(
    ("length", "wanted", "fix"), [(3.0, 3, None), (2.5, 3, "Use 2."), (1.2, 2, "longer video")]
)
def test_a_video_shorter_than_what_is_used_is_warned_of(endpoint, length, wanted, fix):
    """The result is then shorter; without a look at the video nobody knows."""
    issues = restyled(length, endpoint, first_n_seconds=wanted)
    assert levels_of(issues) == ({} if fix is None else {"ad.video_length": "warn"})
    if fix is not None:
        assert fix in str(issues["ad.video_length"].fix)
    unseen = found(endpoint, prompt="x", video_url=CLIP)["ad.video_length"]
    assert (unseen.checked, unseen.is_blocking) == (False, False)


def test_a_movement_is_named_once():
    """Each repetition is an error at its place."""
    for endpoint in (text_to_video, video_to_video):
        clip = {"video_url": CLIP} if endpoint is video_to_video else {}
        call = endpoint.parse({"prompt": "x", **clip, "motions": ["zoom-in", "pan-left"] * 2})
        view = call.view({"/video_url": Facts(duration=9.0)})
        issues = [issue for rule in endpoint.rules for issue in rule.check(view)]
        assert [(issue.code, issue.path, issue.got) for issue in issues] == [
            ("ad.motions_unique", "/motions/2", "zoom-in"),
            ("ad.motions_unique", "/motions/3", "pan-left"),
        ]


@pytest.mark.parametrize(
    ("motions", "opposed"),
    [
        (["zoom-in", "pan-left", "tilt-up"], False),
        (["zoom-out", "zoom-in"], True),
        (["pan-right", "tilt-up", "pan-left"], True),
        (["tilt-down", "tilt-up"], True),
        (None, False),
    ],
)
def test_opposite_movements_are_warned_of(motions, opposed):
    """They cancel each other out."""
    issues = found(text_to_video, prompt="x", motions=motions)
    assert levels_of(issues) == ({"ad.motions_opposed": "warn"} if opposed else {})


@pytest.mark.parametrize("endpoint", [evolved.video_to_video, evolved.turbo_video_to_video])
@pytest.mark.parametrize(("step", "wrong"), [(1, False), (2, False), (0, True), (-1, True)])
def test_the_step_is_at_least_one(endpoint, step, wrong):
    """Every frame, or fewer of them."""
    issues = found(endpoint, prompt="x", video_url=CLIP, select_every_nth_frame=step)
    assert levels_of(issues) == ({"adv2v.nth": "error"} if wrong else {})
    if wrong:
        assert issues["adv2v.nth"].got == step


def keyed(**arguments):
    return found(sparsectrl.keyframes_to_video, prompt="x", **arguments)


def test_a_key_image_is_needed_and_each_has_a_frame_of_its_own():
    """The index of an image that was not given takes no frame."""
    assert levels_of(keyed()) == {"sparse.keyframes": "error"}
    assert keyed()["sparse.keyframes"].path == ""
    assert keyed(keyframe_1_image_url=PICTURE) == {}
    two = {"keyframe_0_image_url": PICTURE, "keyframe_2_image_url": PICTURE}
    issue = keyed(**two)["sparse.keyframes"]
    assert (issue.level, issue.path, issue.got) == ("error", "/keyframe_2_index", 0)
    assert keyed(**two, keyframe_2_index=8) == {}
