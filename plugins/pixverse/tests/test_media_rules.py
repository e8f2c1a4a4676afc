"""The rules about given media and names, in both directions and without facts."""

from __future__ import annotations

import pytest
from findings import PICTURE, SOUND, found, levels_of

from framehook.spi import AudioFacts, Facts
from framehook_pixverse import c1, video


def test_a_text_beside_an_audio_is_warned_of():
    """So is a voice; without audio both count."""
    facts = {"/audio_url": Facts(kind="audio", container="mp3", duration=2.0, bytes=9)}
    assert found(video.lipsync, facts, audio_url=SOUND) == {}
    for field in ({"text": "x"}, {"voice_id": "Ava"}):
        issues = found(video.lipsync, facts, audio_url=SOUND, **field)
        assert levels_of(issues) == {"px.lipsync_text_ignored": "warn"}
    assert found(video.lipsync, text="x", voice_id="Ava") == {}


@pytest.mark.parametrize(
    ("sound", "clip", "path"),
    [
        ({}, {}, None),
        ({"duration": 30.0, "bytes": 50_000_000}, {}, None),
        ({"duration": 30.5}, {}, "/audio_url"),
        ({"bytes": 50_000_001}, {}, "/audio_url"),
        ({"container": "flac"}, {}, "/audio_url"),
        ({}, {"container": "webm"}, "/video_url"),
        ({"container": "wav"}, {"container": "mov"}, None),
    ],
)
def test_the_makers_own_limits_are_warned_of(sound, clip, path):
    """30 seconds, 50 MB, and the usual containers."""
    facts = {
        "/audio_url": Facts(
            **{"kind": "audio", "container": "mp3", "duration": 2.0, "bytes": 9, **sound},
            audio=AudioFacts(codec="mp3"),
        ),
        "/video_url": Facts(**{"kind": "video", "container": "mp4", **clip}),
    }
    issues = found(video.lipsync, facts, audio_url=SOUND)
    assert levels_of(issues) == ({"px.lipsync_upstream": "warn"} if path else {})
    if path:
        issue = issues["px.lipsync_upstream"]
        assert (issue.path, issue.basis) == (path, "upstream")


@pytest.mark.parametrize(
    ("duration", "keyframe", "last"),
    [(2.0, 48, None), (2.0, 49, 48), (1.9999, 48, None), (0.01, 2, 1), (2.0, 1, None)],
)
def test_a_keyframe_lies_in_the_video(duration, keyframe, last):
    """Counted from 1 at 24 frames a second, whatever the video has."""
    facts = {"/video_url": Facts(kind="video", duration=duration, fps=60.0)}
    issues = found(video.swap, facts, keyframe_id=keyframe)
    assert levels_of(issues) == ({"px.swap_keyframe": "error"} if last else {})
    if last:
        issue = issues["px.swap_keyframe"]
        assert (issue.path, issue.got, issue.allowed) == ("/keyframe_id", keyframe, f"1 to {last}")


@pytest.mark.parametrize(("duration", "told"), [(5.0, False), (5.04, True)])
def test_a_long_video_doubles_the_price_of_a_swap(duration, told):
    """As an information."""
    issues = found(video.swap, {"/video_url": Facts(kind="video", duration=duration)})
    assert levels_of(issues) == ({"px.swap_price": "info"} if told else {})


@pytest.mark.parametrize("endpoint", [video.swap, video.sound_effects])
def test_a_sound_that_is_kept_must_be_there(endpoint):
    """The warning is for those who asked for it."""
    facts = {"/video_url": Facts(kind="video", duration=2.0, has_audio=False)}
    issues = found(endpoint, facts, original_sound_switch=True)
    assert levels_of(issues) == {"px.original_sound": "warn"}
    for given in ({}, {"original_sound_switch": False}):
        assert found(endpoint, facts, **given) == {}
    heard = {"/video_url": Facts(kind="video", duration=2.0, has_audio=True)}
    assert found(endpoint, heard, original_sound_switch=True) == {}


def named(*names, prompt="@fox and @wood"):
    references = [{"image_url": PICTURE, "ref_name": name} for name in names]
    return found(c1.reference_to_video, image_references=references, prompt=prompt)


def test_references_have_different_names_that_the_prompt_calls():
    """The path is that of the name."""
    assert named("fox", "wood") == {}
    twice = named("fox", "fox")["px.c1_ref_names"]
    assert (twice.level, twice.path) == ("error", "/image_references/1/ref_name")
    unused = named("fox", "lake")["px.c1_ref_names"]
    assert (unused.path, unused.basis) == ("/image_references/1/ref_name", "implied")
    assert "@lake" in str(unused.fix)


def test_what_needs_facts_and_has_none_says_that_it_was_not_checked():
    """No facts, no verdict, no block."""
    swap = found(video.swap, keyframe_id=9, original_sound_switch=True)
    assert set(swap) == {"px.swap_keyframe", "px.swap_price", "px.original_sound"}
    sync = found(video.lipsync, audio_url=SOUND)
    assert set(sync) == {"px.lipsync_upstream"}
    for issue in [*swap.values(), *sync.values()]:
        assert (issue.checked, issue.is_blocking) == (False, False)
