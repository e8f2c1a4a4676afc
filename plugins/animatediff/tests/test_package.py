"""What importing the family costs, and that its two lists agree with its objects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import framehook_animatediff
from framehook.registry._sync import sync


def test_entry_points_and_the_static_list_are_those_of_the_objects():
    """A drift would show wrong rows in a listing."""
    assert sync(Path(__file__).parents[1], check=True) == ""


def test_importing_the_family_loads_neither_schemas_nor_http():
    """The package is a list of names until one is used; an endpoint needs no HTTP either."""
    code = (
        "import sys, framehook_animatediff\n"
        "assert not {'pydantic', 'framehook.spi._endpoint'} & set(sys.modules)\n"
        "framehook_animatediff.text_to_video\n"
        "assert not {'httpx', 'aiohttp', 'requests', 'asyncio', 'av'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_names_are_found_when_they_are_used():
    """And others are not."""
    assert framehook_animatediff.text_to_video.id == "fal-ai/fast-animatediff/text-to-video"
    assert framehook_animatediff.video_to_video.id == "fal-ai/fast-animatediff/video-to-video"
    assert (
        framehook_animatediff.turbo.text_to_video.id
        == "fal-ai/fast-animatediff/turbo/text-to-video"
    )
    assert (
        framehook_animatediff.turbo.video_to_video.id
        == "fal-ai/fast-animatediff/turbo/video-to-video"
    )
    assert framehook_animatediff.evolved.video_to_video.id == "fal-ai/animatediff-v2v"
    assert framehook_animatediff.evolved.turbo_video_to_video.id == "fal-ai/animatediff-v2v/turbo"
    assert (
        framehook_animatediff.sparsectrl.keyframes_to_video.id
        == "fal-ai/animatediff-sparsectrl-lcm"
    )
    assert set(framehook_animatediff.__all__) <= set(dir(framehook_animatediff))
    with pytest.raises(AttributeError, match="sound_to_video"):
        framehook_animatediff.sound_to_video  # noqa: B018 - looking it up is the test
