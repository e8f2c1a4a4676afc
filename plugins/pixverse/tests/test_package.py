"""What importing the family costs, and that its two lists agree with its objects."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import framehook_pixverse
from framehook.registry._sync import sync


def test_entry_points_and_the_static_list_are_those_of_the_objects():
    """A drift would show wrong rows in a listing."""
    assert sync(Path(__file__).parents[1], check=True) == ""


def test_importing_the_family_loads_neither_schemas_nor_http():
    """The package is a list of names until one is used, and each version is loaded alone."""
    code = (
        "import sys, framehook_pixverse\n"
        "assert not {'pydantic', 'framehook.spi._endpoint'} & set(sys.modules)\n"
        "framehook_pixverse.v5.text_to_video, framehook_pixverse.lipsync\n"
        "assert 'framehook_pixverse.v6' not in sys.modules\n"
        "assert not {'httpx', 'aiohttp', 'requests', 'asyncio', 'av'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_names_are_found_when_they_are_used():
    """A module for each version; what works on any video stands at the top."""
    assert framehook_pixverse.v5.text_to_video.id == "fal-ai/pixverse/v5/text-to-video"
    fast = framehook_pixverse.v4_5.image_to_video_fast
    assert fast.id == "fal-ai/pixverse/v4.5/image-to-video/fast"
    assert framehook_pixverse.c1.reference_to_video.id == "fal-ai/pixverse/c1/reference-to-video"
    assert framehook_pixverse.extend_fast.id == "fal-ai/pixverse/extend/fast"
    assert framehook_pixverse.v6.extend.id == "fal-ai/pixverse/v6/extend"
    assert set(framehook_pixverse.__all__) <= set(dir(framehook_pixverse))
    with pytest.raises(AttributeError, match="v7"):
        framehook_pixverse.v7  # noqa: B018 - looking it up is the test


def test_runners_stand_for_endpoints_of_the_family():
    """No runner is registered for an id that there is not."""
    names = {
        group: {
            point.name
            for point in entry_points(group=f"framehook.{group}.v1")
            if point.value.startswith("framehook_pixverse")
        }
        for group in ("endpoints", "runners")
    }
    assert len(names["endpoints"]) == 41
    assert names["runners"]
    assert {name.removesuffix("@draft") for name in names["runners"]} <= names["endpoints"]
