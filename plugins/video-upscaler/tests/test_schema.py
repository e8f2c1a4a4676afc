"""What the input accepts, refuses and sends."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.errors import CheckFailedError
from framehook.testing import arguments_for, just_outside
from framehook_video_upscaler import upscale_video

ENDPOINTS = [upscale_video]
NAMES = [endpoint.id for endpoint in ENDPOINTS]
CLIP = "https://media.example/shore.mp4"
PICTURE = "https://media.example/shore.png"


def real(value):
    if isinstance(value, dict):
        return {name: real(item) for name, item in value.items()}
    if isinstance(value, list):
        return [real(item) for item in value]
    return {"sample:video": CLIP, "sample:image": PICTURE}.get(str(value), value)


def issues_of(endpoint, **arguments):
    with pytest.raises(CheckFailedError) as caught:
        endpoint.parse(arguments)
    return caught.value.issues


@given(data=st.data(), endpoint=st.sampled_from(ENDPOINTS))
def test_valid_arguments_give_json_that_the_schema_accepts_unchanged(data, endpoint):
    """What is sent can be read again, and says the same."""
    arguments = data.draw(arguments_for(endpoint.model))
    sent = json.loads(json.dumps(endpoint.parse(arguments).arguments()))
    assert endpoint.parse(sent).arguments() == sent
    assert set(sent) == {name for name, value in arguments.items() if value is not None}


@pytest.mark.parametrize(
    ("endpoint", "miss"),
    [(endpoint, miss) for endpoint in ENDPOINTS for miss in just_outside(endpoint.model)],
    ids=lambda value: getattr(value, "id", None) or f"{value.path} {value.why}",
)
def test_one_value_just_outside_gives_one_error_there(endpoint, miss):
    """A single fault is reported once, at its path, and with a basis."""
    (issue,) = issues_of(endpoint, **miss.arguments)
    assert (issue.path, issue.level, issue.basis) == (miss.path, "error", "schema")


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=NAMES)
def test_every_field_is_described_and_every_example_passes(endpoint):
    """Once its media are real, an example is accepted, and no rule minds it."""
    fields = endpoint.model.model_json_schema()["properties"]
    assert all(field["description"] for field in fields.values())
    assert endpoint.examples
    for example in endpoint.examples:
        call = endpoint.parse(real(example))
        found = [issue for rule in endpoint.rules for issue in rule.check(call.view())]
        assert [issue for issue in found if issue.is_blocking] == []


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=NAMES)
def test_endpoints_travel_by_name(endpoint):
    """Pickling gives the very same object."""
    assert pickle.loads(pickle.dumps(endpoint)) is endpoint


@given(st.dictionaries(st.text(max_size=8), st.none() | st.integers() | st.text(max_size=4)))
def test_a_paid_result_is_read_whatever_else_it_holds(rest):
    """Only the video is required; what has another shape is dropped, other keys stay."""
    for endpoint in ENDPOINTS:
        output = endpoint.result_model.model_validate({**rest, "video": {"url": CLIP}})
        assert output.video.url == CLIP
        assert [path for path, _ in output.files()] == ["/video"]


def test_the_factor_is_a_number_from_one_to_eight():
    """Fractions are fine; the default is two and is not sent."""
    field = upscale_video.model.model_json_schema()["properties"]["scale"]
    assert (field["minimum"], field["maximum"], field["default"]) == (1, 8, 2)
    assert upscale_video(video_url=CLIP).arguments() == {"video_url": CLIP}
    assert upscale_video(video_url=CLIP, scale=1.5).arguments()["scale"] == 1.5
