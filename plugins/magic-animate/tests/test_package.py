"""What importing the family costs, and that its two lists agree with its objects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import framehook_magic_animate
from framehook.registry._sync import sync


def test_entry_points_and_the_static_list_are_those_of_the_objects():
    """A drift would show wrong rows in a listing."""
    assert sync(Path(__file__).parents[1], check=True) == ""


def test_importing_the_family_loads_neither_schemas_nor_http():
    """The package is a list of names until one is used; an endpoint needs no HTTP either."""
    code = (
        "import sys, framehook_magic_animate\n"
        "assert not {'pydantic', 'framehook.spi._endpoint'} & set(sys.modules)\n"
        "framehook_magic_animate.animate_image\n"
        "assert not {'httpx', 'aiohttp', 'requests', 'asyncio', 'av'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_names_are_found_when_they_are_used():
    """And others are not."""
    assert framehook_magic_animate.animate_image.id == "fal-ai/magic-animate"
    assert set(framehook_magic_animate.__all__) <= set(dir(framehook_magic_animate))
    with pytest.raises(AttributeError, match="animate_sound"):
        framehook_magic_animate.animate_sound  # noqa: B018 - looking it up is the test
