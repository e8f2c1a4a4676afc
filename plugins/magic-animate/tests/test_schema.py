"""What the input accepts, refuses and sends."""

from __future__ import annotations

from framehook_magic_animate import animate_image

CLIP = "https://media.example/shore.mp4"
PICTURE = "https://media.example/shore.png"


def test_the_defaults_are_those_of_the_page():
    """Where text and value disagree, the value counts: the overlap is four."""
    fields = animate_image.model.model_json_schema()["properties"]
    assert {name: field["default"] for name, field in fields.items() if "default" in field} == {
        "seed": None,
        "guidance_scale": 7.5,
        "size": 512,
        "steps": 25,
        "context_frames": 16,
        "context_overlap": 4,
    }


def test_what_is_not_given_is_not_sent():
    """Two media are enough."""
    both = {"image_url": PICTURE, "motion_sequence_url": CLIP}
    assert animate_image.parse({**both, "seed": None}).arguments() == both


def test_it_is_retired_and_nothing_replaces_it():
    """The page is gone since before 2026."""
    assert (animate_image.retired, animate_image.replacement) == ("2026-01", None)
