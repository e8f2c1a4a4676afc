"""Each rule, in both directions and without facts."""

from __future__ import annotations

import pytest

import framehook_ffmpeg_api as family
from framehook.spi import Facts, View

CLIP = "https://media.example/shore.mp4"


def found(endpoint, facts=None, **arguments):
    """Return all issues of all rules."""
    view = endpoint.parse(arguments).view(facts or {})
    return [issue for rule in endpoint.rules for issue in rule.check(view)]


def marks(issues):
    return [(issue.code, issue.level, issue.path) for issue in issues]


def track(*keyframes, kind="video", name="a"):
    frames = [{"timestamp": start, "duration": length, "url": CLIP} for start, length in keyframes]
    return {"id": name, "type": kind, "keyframes": frames}


LONG = {f"/tracks/0/keyframes/{index}/url": Facts(duration=60.0) for index in range(3)}


def test_stretches_that_follow_each_other_are_fine():
    """In whatever order they are given."""
    assert found(family.compose, LONG, tracks=[track((1000, 500), (0, 1000))]) == []


@pytest.mark.parametrize(
    ("tracks", "path"),
    [
        ([track((0, 1000), (900, 100))], "/tracks/0/keyframes/1/timestamp"),
        ([track((900, 100), (0, 1000))], "/tracks/0/keyframes/0/timestamp"),
        ([track((-1, 1000))], "/tracks/0/keyframes/0/timestamp"),
        ([track((0, 0))], "/tracks/0/keyframes/0/duration"),
        ([track((0, 1)), track(kind="image")], "/tracks/1/id"),
    ],
)
def test_times_that_no_time_line_has_and_double_names_are_warned_of(tracks, path):
    """The issue points at the stretch that comes later."""
    assert marks(found(family.compose, LONG, tracks=tracks)) == [
        ("ff.compose_overlap", "warn", path)
    ]


def test_a_stretch_longer_than_its_file_is_warned_of():
    """Each is compared in milliseconds; images last as they like."""
    tracks = [track((0, 2000), (2000, 2001)), track((0, 9e9), kind="image", name="b")]
    facts = {
        "/tracks/0/keyframes/0/url": Facts(duration=2.0),
        "/tracks/0/keyframes/1/url": Facts(duration=2.0),
    }
    (issue,) = found(family.compose, facts, tracks=tracks)
    assert marks([issue]) == [
        ("ff.compose_source_length", "warn", "/tracks/0/keyframes/1/duration")
    ]
    assert (issue.got, issue.allowed, issue.checked) == (2001, "at most 2000", True)


def test_the_length_of_files_that_were_not_looked_at_is_not_checked():
    """One issue for each such file, and the rule says what it needs."""
    call = family.compose.parse(
        {"tracks": [track((0, 1), (1, 1)), track((0, 1), kind="image", name="b")]}
    )
    issues = [issue for rule in family.compose.rules for issue in rule.check(call.view())]
    assert [(issue.path, issue.checked) for issue in issues] == [
        ("/tracks/0/keyframes/0/url", False),
        ("/tracks/0/keyframes/1/url", False),
    ]
    needs = [need for rule in family.compose.rules for need in rule.needs(call.view())]
    assert needs == [(issue.path, "duration") for issue in issues]


def test_a_track_of_another_type_never_leaves():
    """The schema refuses it; so does the rule, for an input that went round the schema."""
    call = family.compose.parse({"tracks": [track((0, 1))]})
    bad = call.input.tracks[0].model_copy(update={"type": "text"})
    made = family.compose.model.model_construct(tracks=[bad])
    (issue,) = family.compose.rules[0].check(View(endpoint=family.compose.id, input=made))
    assert marks([issue]) == [("ff.compose_track_types", "error", "/tracks/0/type")]
    assert issue.allowed == ["video", "audio", "image"]


@pytest.mark.parametrize(
    ("offset", "warned"), [(0.0, False), (5.27, False), (5.28, True), (9, True)]
)
def test_sound_that_starts_after_the_video_is_warned_of(offset, warned):
    """Up to its end it may start anywhere."""
    facts = {"/video_url": Facts(duration=5.28)}
    issues = found(
        family.merge_audio_video, facts, video_url=CLIP, audio_url=CLIP, start_offset=offset
    )
    assert marks(issues) == ([("ff.merge_av_offset", "warn", "/start_offset")] if warned else [])


def test_an_offset_into_an_unknown_video_is_not_checked():
    """Without an offset there is nothing to check."""
    (issue,) = found(family.merge_audio_video, video_url=CLIP, audio_url=CLIP, start_offset=1)
    assert (issue.code, issue.checked) == ("ff.merge_av_offset", False)
    assert found(family.merge_audio_video, video_url=CLIP, audio_url=CLIP) == []


@pytest.mark.parametrize(
    ("size", "sides"),
    [
        ({"width": 512, "height": 2048}, []),
        ({"width": 511, "height": 2049}, ["width", "height"]),
        ({"height": 600}, []),
        ("square", []),
        (None, []),
    ],
)
def test_sides_of_a_joined_video_are_512_to_2048(size, sides):
    """The type alone would allow more."""
    issues = found(family.merge_videos, video_urls=[CLIP, CLIP], resolution=size)
    assert marks(issues) == [("ff.merge_size", "error", f"/resolution/{side}") for side in sides]


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        ({}, 0),
        ({"resolution_aspect_ratio_video_index": 1}, 0),
        ({"resolution_aspect_ratio_video_index": 2}, 1),
        ({"resolution_aspect_ratio_video_index": 0, "resolution": "square"}, 1),
        ({"resolution_aspect_ratio_video_index": 2, "resolution": "square"}, 2),
    ],
)
def test_the_index_names_one_of_the_videos_and_stands_alone(arguments, count):
    """Past the end, or beside a resolution, it is an error; both are said."""
    issues = found(family.merge_videos, video_urls=[CLIP, CLIP], **arguments)
    path = "/resolution_aspect_ratio_video_index"
    assert marks(issues) == [("ff.merge_index", "error", path)] * count


@pytest.mark.parametrize(("kind", "told"), [("video", False), ("audio", True), ("image", True)])
def test_frames_of_a_sound_are_an_information(kind, told):
    """Only a video has a first and a last frame."""
    facts = {"/media_url": Facts(kind=kind)}
    issues = found(family.metadata, facts, media_url=CLIP, extract_frames=True)
    assert marks(issues) == ([("ff.metadata_frames", "info", "/extract_frames")] if told else [])
    assert found(family.metadata, facts, media_url=CLIP) == []
    (unknown,) = found(family.metadata, media_url=CLIP, extract_frames=True)
    assert unknown.checked is False


@pytest.mark.parametrize("window", range(1, 22))
def test_the_smoothing_window_is_odd(window):
    """An even one is an error with its two neighbours as the way out."""
    issues = found(family.waveform, media_url=CLIP, smoothing_window=window)
    assert marks(issues) == (
        [] if window % 2 else [("ff.waveform_odd", "error", "/smoothing_window")]
    )
    for issue in issues:
        assert issue.fix == f"Use {window - 1} or {window + 1}."


def test_linear_loudness_needs_all_four_measured_values():
    """Each that is missing is named; none is missed otherwise."""
    measured = {"measured_i": -20, "measured_lra": 5, "measured_tp": -1, "measured_thresh": -30}
    assert found(family.loudnorm, audio_url=CLIP) == []
    assert found(family.loudnorm, audio_url=CLIP, linear=True, **measured) == []
    issues = found(family.loudnorm, audio_url=CLIP, linear=True, measured_i=-20, measured_tp=-1)
    assert marks(issues) == [
        ("ff.loudnorm_linear", "error", "/measured_lra"),
        ("ff.loudnorm_linear", "error", "/measured_thresh"),
    ]
