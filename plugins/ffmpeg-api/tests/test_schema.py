"""What the nine inputs accept, refuse and send."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import framehook_ffmpeg_api
from framehook.errors import CheckFailedError
from framehook.testing import arguments_for, just_outside

ENDPOINTS = [getattr(framehook_ffmpeg_api, name) for name in framehook_ffmpeg_api.__all__]
NAMES = [endpoint.id for endpoint in ENDPOINTS]
CLIP = "https://media.example/shore.mp4"


def with_media(value):
    """Return an example with addresses in place of its samples."""
    if isinstance(value, dict):
        return {name: with_media(item) for name, item in value.items()}
    if isinstance(value, list):
        return [with_media(item) for item in value]
    return CLIP if str(value).startswith("sample:") else value


def without_nulls(value):
    if isinstance(value, dict):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


@given(data=st.data(), endpoint=st.sampled_from(ENDPOINTS))
def test_valid_arguments_give_json_that_the_schema_accepts_unchanged(data, endpoint):
    """What is sent is what was given, nested objects too, and can be read again."""
    arguments = data.draw(arguments_for(endpoint.model))
    sent = json.loads(json.dumps(endpoint.parse(arguments).arguments()))
    assert sent == without_nulls(arguments)
    assert endpoint.parse(sent).arguments() == sent


@pytest.mark.parametrize(
    ("endpoint", "miss"),
    [(endpoint, miss) for endpoint in ENDPOINTS for miss in just_outside(endpoint.model)],
    ids=lambda value: getattr(value, "id", None) or f"{value.path} {value.why}",
)
def test_one_value_just_outside_gives_one_error_there(endpoint, miss):
    """A single fault is reported once, at its path, however deep it lies."""
    with pytest.raises(CheckFailedError) as caught:
        endpoint.parse(miss.arguments)
    (issue,) = caught.value.issues
    assert (issue.path, issue.level, issue.basis) == (miss.path, "error", "schema")


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=NAMES)
def test_fields_are_described_and_examples_pass(endpoint):
    """Every field has a sentence, every endpoint an example that is accepted."""
    schema = endpoint.model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    assert all(field["description"] for part in parts for field in part["properties"].values())
    assert endpoint.examples
    for example in endpoint.examples:
        call = endpoint.parse(with_media(example))
        assert not [
            issue
            for rule in endpoint.rules
            for issue in rule.check(call.view())
            if issue.is_blocking
        ]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=NAMES)
def test_endpoints_travel_by_name(endpoint):
    """Pickling gives the very same object."""
    assert pickle.loads(pickle.dumps(endpoint)) is endpoint


def test_faults_in_nested_objects_are_told_with_their_paths():
    """A wrong type, a missing address and a mistyped name, each where it is."""
    arguments = {
        "tracks": [
            {"id": "a", "type": "text", "keyframes": [{"timestamp": 0, "duration": 1, "ulr": CLIP}]}
        ]
    }
    with pytest.raises(CheckFailedError) as caught:
        framehook_ffmpeg_api.compose.parse(arguments)
    fixes = {issue.path: issue.fix for issue in caught.value.issues}
    assert set(fixes) == {
        "/tracks/0/type",
        "/tracks/0/keyframes/0/url",
        "/tracks/0/keyframes/0/ulr",
    }
    assert fixes["/tracks/0/keyframes/0/ulr"] == "Did you mean 'url'?"


def test_a_size_is_a_name_or_two_sides():
    """Either form is sent as it was given; a fault in one form is told in its terms."""
    endpoint = framehook_ffmpeg_api.merge_videos

    def sent(resolution):
        call = endpoint.parse({"video_urls": [CLIP, CLIP], "resolution": resolution})
        return call.arguments()["resolution"]

    assert sent("Square_HD") == "square_hd"
    assert sent({"width": 640, "height": 512}) == {"width": 640, "height": 512}
    assert sent({"width": 640}) == {"width": 640}
    for wrong, path in (("huge", "/resolution"), ({"width": 0}, "/resolution/width")):
        with pytest.raises(CheckFailedError) as caught:
            sent(wrong)
        assert [issue.path for issue in caught.value.issues] == [path]


def test_media_in_lists_and_objects_are_found_by_pointer():
    """Whoever places files finds all of them."""
    call = framehook_ffmpeg_api.images_to_video.parse(
        {"images": [{"url": CLIP, "frames": 1}, {"url": CLIP, "frames": 2}]}
    )
    assert list(call.media()) == ["/images/0/url", "/images/1/url"]
    placed = call.arguments({"/images/1/url": "https://media.example/placed"})
    assert placed["images"][1] == {"url": "https://media.example/placed", "frames": 2}
