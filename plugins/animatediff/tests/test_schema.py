"""What the seven inputs accept, refuse and send."""

from __future__ import annotations

import pytest

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
CLIP = "https://media.example/shore.mp4"


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
