"""What the seven inputs accept, refuse and send."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.errors import CheckFailedError
from framehook.testing import arguments_for, just_outside
from framehook_animatediff import evolved, sparsectrl, text_to_video, turbo, video_to_video

ENDPOINTS = [
    text_to_video,
    video_to_video,
    turbo.text_to_video,
    turbo.video_to_video,
    evolved.video_to_video,
    evolved.turbo_video_to_video,
    sparsectrl.keyframes_to_video,
]
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
    unsent = {"motions"} if "turbo/" in endpoint.id else set()
    assert set(sent) == {name for name in arguments if arguments[name] is not None} - unsent


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


def ranges(endpoint):
    fields = endpoint.model.model_json_schema()["properties"]
    return {
        name: (field.get("minimum"), field.get("maximum"), field.get("default"))
        for name, field in fields.items()
        if "minimum" in field or "maximum" in field
    }


def test_bounds_are_the_widest_of_all_years():
    """Turbo took more frames and seconds before 2026; its steps and guidance grew."""
    assert ranges(text_to_video) == {
        "num_frames": (1, 32, 16),
        "num_inference_steps": (1, 50, 25),
        "guidance_scale": (0, 20, 7.5),
        "fps": (1, 16, 8),
    }
    assert ranges(turbo.text_to_video) == {
        "num_frames": (1, 64, 16),
        "num_inference_steps": (1, 50, 8),
        "guidance_scale": (0, 20, 2),
        "fps": (1, 16, 8),
    }
    assert ranges(video_to_video)["first_n_seconds"] == (2, 4, 3)
    assert ranges(turbo.video_to_video) == {
        "first_n_seconds": (2, 12, 3),
        "num_inference_steps": (1, 50, 12),
        "strength": (0, 1, 0.7),
        "guidance_scale": (0, 20, 2),
        "fps": (1, 16, 8),
    }
    assert ranges(evolved.video_to_video) == {}
    assert ranges(evolved.turbo_video_to_video) == {
        "num_inference_steps": (4, 12, 8),
        "guidance_scale": (1, None, 2.2),
    }
    assert ranges(sparsectrl.keyframes_to_video) == {
        "num_inference_steps": (1, 12, 4),
        "guidance_scale": (0, 2, 1),
    }


@pytest.mark.parametrize("spelling", [3, "3", "3s", 3.0])
def test_seconds_have_many_spellings_and_are_sent_as_a_number(spelling):
    """The whole number is the family's form."""
    call = video_to_video.parse({"prompt": "x", "video_url": CLIP, "first_n_seconds": spelling})
    assert call.arguments()["first_n_seconds"] == 3


@pytest.mark.parametrize("endpoint", [turbo.text_to_video, turbo.video_to_video])
def test_motions_of_turbo_are_read_and_not_sent_unless_forced(endpoint):
    """The vendor dropped the field; the full model has kept it."""
    clip = {"video_url": CLIP} if "video_url" in endpoint.model.model_fields else {}
    call = endpoint.parse({"prompt": "x", "motions": ["zoom-in"], **clip})
    assert call.input.motions == ["zoom-in"]
    assert call.arguments() == {"prompt": "x", **clip}
    assert call.with_extra({"motions": ["zoom-in"]}).arguments()["motions"] == ["zoom-in"]
    kept = text_to_video(prompt="x", motions=["zoom-in"])
    assert kept.arguments() == {"prompt": "x", "motions": ["zoom-in"]}


def test_a_size_is_a_name_or_two_sides():
    """Sides that are left out are not sent."""
    named = text_to_video.parse({"prompt": "x", "video_size": "Landscape_16_9"})
    assert named.arguments()["video_size"] == "landscape_16_9"
    sides = text_to_video.parse({"prompt": "x", "video_size": {"width": 640}})
    assert sides.arguments()["video_size"] == {"width": 640}


def test_loras_are_objects_of_which_only_the_path_is_required():
    """The strength is one unless it is said; `force` is from an older SDK."""
    loras = [{"path": "someone/style"}, {"path": "a.safetensors", "scale": 0.5, "force": True}]
    arguments = {"prompt": "x", "video_url": CLIP, "loras": loras}
    call = evolved.turbo_video_to_video.parse(arguments)
    assert call.arguments() == arguments
    assert [lora.scale for lora in call.input.loras] == [1, 0.5]
    assert evolved.video_to_video(prompt="x", video_url=CLIP).input.loras == []


def test_what_is_retired_says_since_when():
    """Four of seven are still listed in mid 2026."""
    retired = {endpoint.id: endpoint.retired for endpoint in ENDPOINTS if endpoint.retired}
    assert retired == {
        "fal-ai/animatediff-v2v": "2026-01",
        "fal-ai/animatediff-v2v/turbo": "2026-01",
        "fal-ai/animatediff-sparsectrl-lcm": "2026-06",
    }
