"""What importing the family costs, and that its two lists agree with its objects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import framehook_ltx
from framehook.registry._sync import sync


def test_entry_points_and_the_static_list_are_those_of_the_objects():
    """A drift would show wrong rows in a listing."""
    assert sync(Path(__file__).parents[1], check=True) == ""


def test_importing_the_family_loads_neither_schemas_nor_http():
    """The package is a list of names until one is used; an endpoint needs no HTTP either."""
    code = (
        "import sys, framehook_ltx\n"
        "assert not {'pydantic', 'framehook.spi._endpoint'} & set(sys.modules)\n"
        "framehook_ltx.extend_video, framehook_ltx.trainer.train\n"
        "assert not {'httpx', 'aiohttp', 'requests', 'asyncio', 'av'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_names_are_found_when_they_are_used():
    """The newest version is at the top, every version a module below."""
    assert framehook_ltx.extend_video.id == "fal-ai/ltxv-13b-098-distilled/extend"
    assert framehook_ltx.text_to_video is framehook_ltx.v098_distilled.text_to_video
    assert framehook_ltx.v095.image_to_video.id == "fal-ai/ltx-video-v095/image-to-video"
    assert set(framehook_ltx.__all__) <= set(dir(framehook_ltx))
    with pytest.raises(AttributeError, match="shrink_video"):
        framehook_ltx.shrink_video  # noqa: B018 - looking it up is the test
