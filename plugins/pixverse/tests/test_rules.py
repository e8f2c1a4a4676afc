"""What the rules find, what they let pass, and what they cannot know."""

from __future__ import annotations

import pytest
from findings import CLIP, PICTURE, SOUND, found, levels_of

from framehook.spi import View
from framehook_pixverse import c1, v3_5, v4, v4_5, v5, v5_5, v5_6, v6, video
from framehook_pixverse._effect_names import EFFECTS
from framehook_pixverse._schema import CAMERA_MOVEMENTS, MODELS, VOICES

MEDIA = {
    "video_url": CLIP,
    "image_url": PICTURE,
    "first_image_url": PICTURE,
    "end_image_url": PICTURE,
}
VERSIONS = [c1, v3_5, v4, v4_5, v5, v5_5, v5_6, v6]


@pytest.mark.parametrize(
    "endpoint",
    [
        *(version.text_to_video for version in (v3_5, v4, v4_5, v5)),
        *(version.image_to_video for version in (v3_5, v4, v4_5, v5)),
        video.extend,
    ],
)
def test_1080p_is_limited_to_five_seconds(endpoint):
    """Where the vendor says so; both ways out are named."""
    issues = found(endpoint, resolution="1080p", duration="8")
    assert levels_of(issues) == {"px.1080_5s": "error", "px.8s_double": "info"}
    assert (issues["px.1080_5s"].path, issues["px.1080_5s"].basis) == ("/duration", "vendor")
    assert found(endpoint, resolution="1080p") == {}
    assert set(found(endpoint, resolution="720p", duration="8")) == {"px.8s_double"}


@pytest.mark.parametrize(
    "endpoint",
    [
        *(version.transition for version in (v3_5, v4_5, v5)),
        *(version.effects for version in (v3_5, v4, v4_5, v5)),
    ],
)
def test_1080p_for_eight_seconds_is_warned_of_where_the_vendor_is_silent(endpoint):
    """The same versions refuse it elsewhere."""
    issues = found(endpoint, resolution="1080p", duration="8")
    assert levels_of(issues) == {"px.1080_5s_transition": "warn", "px.8s_double": "info"}
    assert issues["px.1080_5s_transition"].basis == "implied"
    assert found(endpoint, resolution="1080p", duration="5") == {}


@pytest.mark.parametrize(
    "endpoint",
    [
        version.__dict__[name]
        for version in (v5_5, v5_6)
        for name in ("text_to_video", "image_to_video", "transition", "effects")
        if name in version.__dict__
    ],
)
def test_1080p_has_no_ten_seconds(endpoint):
    """Eight are fine, and ten are at 720p."""
    issues = found(endpoint, resolution="1080p", duration="10")
    assert levels_of(issues) == {"px.1080_no_10s": "error", "px.8s_double": "info"}
    assert set(found(endpoint, resolution="1080p", duration="8")) == {"px.8s_double"}
    assert set(found(endpoint, duration="10")) == {"px.8s_double"}


@pytest.mark.parametrize(("duration", "times"), [("5", None), ("8", "twice"), ("10", "2.2 times")])
def test_what_longer_videos_cost_is_told(duration, times):
    """As an information, compared with five seconds."""
    issues = found(v5_6.text_to_video, duration=duration)
    if times is None:
        assert issues == {}
    else:
        assert levels_of(issues) == {"px.8s_double": "info"}
        assert f"{duration} seconds cost {times} the price" in issues["px.8s_double"].message


def broken(endpoint, code, **fields):
    """Check an input that went round the schema; return the one issue with that code."""
    made = endpoint.model.model_construct(**{"prompt": "x", **fields})
    view = View(endpoint=endpoint.id, input=made)
    (rule,) = [rule for rule in endpoint.rules if rule.code == code]
    return list(rule.check(view))


@pytest.mark.parametrize(
    "endpoint",
    [
        *(version.text_to_video_fast for version in (v3_5, v4, v4_5)),
        *(version.image_to_video_fast for version in (v3_5, v4, v4_5)),
        video.extend_fast,
    ],
)
def test_fast_mode_has_neither_1080p_nor_a_duration(endpoint):
    """The schema refuses both; the rule holds what went round it."""
    _, refused = endpoint.examine({"prompt": "x", **MEDIA, "resolution": "1080p", "duration": "5"})
    assert {"/resolution", "/duration"} <= {issue.path for issue in refused}
    (issue,) = broken(endpoint, "px.fast_no_1080", resolution="1080p")
    assert (issue.level, issue.path) == ("error", "/resolution")
    assert broken(endpoint, "px.fast_no_1080", resolution="720p") == []


@pytest.mark.parametrize(
    "endpoint",
    [
        *(version.transition for version in (c1, v6)),
        *(version.text_to_video for version in (c1, v6)),
        *(version.image_to_video for version in (c1, v6)),
        c1.reference_to_video,
        v6.extend,
    ],
)
@pytest.mark.parametrize("wrong", ["5", 5.0, True, 0, 16])
def test_durations_that_are_no_whole_number_of_seconds_never_leave(endpoint, wrong):
    """Only an input that went round the schema can have them."""
    (issue,) = broken(endpoint, "px.v6_int", duration=wrong)
    assert (issue.level, issue.path) == ("error", "/duration")
    assert broken(endpoint, "px.v6_int", duration=15) == []


@pytest.mark.parametrize("version", [v for v in VERSIONS if "transition" in v.__dict__])
def test_a_transition_needs_both_ends(version):
    """The schema asks for the last image, and so does the rule."""
    (issue,) = broken(version.transition, "px.transition_end", end_image_url=None)
    assert (issue.level, issue.path) == ("error", "/end_image_url")
    assert broken(version.transition, "px.transition_end", end_image_url=PICTURE) == []


@pytest.mark.parametrize("version", [v for v in VERSIONS if "effects" in v.__dict__])
def test_an_effect_needs_an_image_whatever_the_text_says(version):
    """And its name should be on the list; upper and lower case are told apart."""
    (issue,) = broken(version.effects, "px.effects_image", image_url=None)
    assert (issue.level, issue.path) == ("error", "/image_url")
    assert found(version.effects, effect="Liquid Metal") == {}
    issues = found(version.effects, effect="liquid metl")
    assert levels_of(issues) == {"px.effect_known": "warn"}
    assert issues["px.effect_known"].fix == "Did you mean 'Liquid Metal'?"


@pytest.mark.parametrize(
    ("endpoint", "field", "code", "names"),
    [
        (v5.effects, "effect", "px.effect_known", EFFECTS),
        (video.extend, "model", "px.model_known", MODELS),
        (video.extend_fast, "model", "px.model_known", MODELS),
        (v4.image_to_video, "camera_movement", "px.camera_movement_known", CAMERA_MOVEMENTS),
        (v4_5.image_to_video_fast, "camera_movement", "px.camera_movement_known", CAMERA_MOVEMENTS),
        (video.lipsync, "voice_id", "px.voice_known", VOICES),
    ],
)
def test_names_that_were_not_listed_are_warned_of(endpoint, field, code, names):
    """Each listed one passes, and so does none."""
    for name in names:
        assert code not in found(endpoint, **{field: name})
    assert code not in found(endpoint)
    issue = found(endpoint, **{field: "☃"})[code]
    assert (issue.level, issue.path, issue.got) == ("warn", f"/{field}", "☃")
    assert issue.allowed == [*names]


@pytest.mark.parametrize("endpoint", [video.extend, video.extend_fast])
@pytest.mark.parametrize("model", [*MODELS, "v7", None])
def test_sound_needs_a_new_model(endpoint, model):
    """5.6, 6, and whatever came later; the default is older."""
    given = {} if model is None else {"model": model}
    issues = found(endpoint, generate_audio_switch=True, **given)
    is_old = model not in {"v5.6", "v6", "v7"}
    assert ("px.extend_audio_model" in issues) is is_old
    if is_old:
        assert issues["px.extend_audio_model"].level == "error"
    assert "px.extend_audio_model" not in found(endpoint, **given)


@pytest.mark.parametrize(
    "endpoint",
    [
        *(version.image_to_video for version in (v3_5, v4, v4_5, v5, v5_5)),
        *(version.image_to_video_fast for version in (v3_5, v4, v4_5)),
    ],
)
def test_a_shape_beside_an_image_is_warned_of(endpoint):
    """The image gives the shape, and the field is not sent."""
    issues = found(endpoint, aspect_ratio="9:16")
    assert levels_of(issues) == {"px.image_aspect_ratio": "warn"}
    assert found(endpoint) == {}


def test_something_must_be_said():
    """A text or an audio; an empty text is none."""
    assert found(video.lipsync, text="Good morning.") == {}
    for nothing in ({}, {"text": ""}):
        issues = found(video.lipsync, **nothing)
        assert levels_of(issues) == {"px.lipsync_source": "error"}
        assert issues["px.lipsync_source"].basis == "implied"
    assert "px.lipsync_source" not in found(video.lipsync, audio_url=SOUND, text="")
