"""What importing the family costs, and that its two lists agree with its objects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import framehook_wan_vace
from framehook.registry._sync import sync


def test_entry_points_and_the_static_list_are_those_of_the_objects():
    """A drift would show wrong rows in a listing."""
    assert sync(Path(__file__).parents[1], check=True) == ""


def test_importing_the_family_loads_neither_schemas_nor_http():
    """The package is a list of names until one is used; an endpoint needs no HTTP either."""
    code = (
        "import sys, framehook_wan_vace\n"
        "assert not {'pydantic', 'framehook.spi._endpoint'} & set(sys.modules)\n"
        "framehook_wan_vace.outpaint, framehook_wan_vace.edit_video\n"
        "assert not {'httpx', 'aiohttp', 'requests', 'asyncio', 'av'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_names_are_found_when_they_are_used():
    """Every endpoint is at the top."""
    ids = {getattr(framehook_wan_vace, name).id for name in framehook_wan_vace.__all__}
    assert len(ids) == 15
    assert framehook_wan_vace.generate.id == "fal-ai/wan-vace-14b"
    assert framehook_wan_vace.reframe_fun.id == "fal-ai/wan-22-vace-fun-a14b/reframe"
    assert set(framehook_wan_vace.__all__) <= set(dir(framehook_wan_vace))
    with pytest.raises(AttributeError, match="shrink_video"):
        framehook_wan_vace.shrink_video  # noqa: B018 - looking it up is the test
