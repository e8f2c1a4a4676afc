"""What importing the family costs, and that its two lists agree with its objects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import framehook_luma
from framehook.registry._sync import sync


def test_entry_points_and_the_static_list_are_those_of_the_objects():
    """A drift would show wrong rows in a listing."""
    assert sync(Path(__file__).parents[1], check=True) == ""


def test_importing_the_family_loads_neither_schemas_nor_http():
    """The package is a list of names until one is used; an endpoint needs no HTTP either."""
    code = (
        "import sys, framehook_luma\n"
        "assert not {'pydantic', 'framehook.spi._endpoint'} & set(sys.modules)\n"
        "framehook_luma.reframe, framehook_luma.ray_2_flash.modify\n"
        "assert not {'httpx', 'aiohttp', 'requests', 'asyncio', 'av'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_names_are_found_when_they_are_used():
    """Ray 2 is at the top, the others a module below."""
    assert framehook_luma.reframe.id == "fal-ai/luma-dream-machine/ray-2/reframe"
    assert framehook_luma.ray_2_flash.modify.id == "fal-ai/luma-dream-machine/ray-2-flash/modify"
    assert framehook_luma.dream_machine.text_to_video.id == "fal-ai/luma-dream-machine"
    assert set(framehook_luma.__all__) <= set(dir(framehook_luma))
    with pytest.raises(AttributeError, match="shrink_video"):
        framehook_luma.shrink_video  # noqa: B018 - looking it up is the test
