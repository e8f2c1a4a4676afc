"""What an endpoint says against arguments: refusals of its schema, findings of its rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from framehook.errors import CheckFailedError
from framehook.spi import Endpoint, Facts, Issue

CLIP = "https://media.example/shore.mp4"
PICTURE = "https://media.example/shore.png"
SOUND = "https://media.example/shore.wav"
# What is not the matter of a test is filled in where an endpoint cannot do without.
NEEDED = {
    "prompt": "x",
    "effect": "Hug",
    "video_url": CLIP,
    "image_url": PICTURE,
    "first_image_url": PICTURE,
    "end_image_url": PICTURE,
}


def refused(endpoint: Endpoint[..., Any, Any], **arguments: Any) -> list[Issue]:
    """Return the issues for which a call is not even made."""
    with pytest.raises(CheckFailedError) as caught:
        endpoint.parse(arguments)
    return list(caught.value.issues)


def found(
    endpoint: Endpoint[..., Any, Any],
    facts: Mapping[str, Facts] | None = None,
    **arguments: Any,
) -> dict[str, Issue]:
    """Return the issues of all rules by code."""
    fields = endpoint.model.model_fields.items()
    filled = {
        name: NEEDED[name] for name, field in fields if field.is_required() and name in NEEDED
    }
    view = endpoint.parse({**filled, **arguments}).view(facts or {})
    return {issue.code: issue for rule in endpoint.rules for issue in rule.check(view)}


def levels_of(issues: Mapping[str, Issue]) -> dict[str, str]:
    """Return the levels by code."""
    return {code: issue.level for code, issue in issues.items()}
