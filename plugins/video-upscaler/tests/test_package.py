"""What importing the family costs, and that its two lists agree with its objects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import framehook_video_upscaler
from framehook.registry._sync import sync


def test_entry_points_and_the_static_list_are_those_of_the_objects():
    """A drift would show wrong rows in a listing."""
    assert sync(Path(__file__).parents[1], check=True) == ""


def test_importing_the_family_loads_neither_schemas_nor_http():
    """The package is a list of names until one is used; an endpoint needs no HTTP either."""
    code = (
        "import sys, framehook_video_upscaler\n"
        "assert not {'pydantic', 'framehook.spi._endpoint'} & set(sys.modules)\n"
        "framehook_video_upscaler.upscale_video\n"
        "assert not {'httpx', 'aiohttp', 'requests', 'asyncio', 'av'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_names_are_found_when_they_are_used():
    """And others are not."""
    assert framehook_video_upscaler.upscale_video.id == "fal-ai/video-upscaler"
    assert set(framehook_video_upscaler.__all__) <= set(dir(framehook_video_upscaler))
    with pytest.raises(AttributeError, match="upscale_sound"):
        framehook_video_upscaler.upscale_sound  # noqa: B018 - looking it up is the test
