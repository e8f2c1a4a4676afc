"""What importing the family costs, and that its two lists agree with its objects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import framehook_amt_interpolation
from framehook.registry._sync import sync


def test_entry_points_and_the_static_list_are_those_of_the_objects():
    """A drift would show wrong rows in a listing."""
    assert sync(Path(__file__).parents[1], check=True) == ""


def test_importing_the_family_loads_neither_schemas_nor_http():
    """The package is a list of names until one is used; an endpoint needs no HTTP either."""
    code = (
        "import sys, framehook_amt_interpolation\n"
        "assert not {'pydantic', 'framehook.spi._endpoint'} & set(sys.modules)\n"
        "framehook_amt_interpolation.interpolate_video\n"
        "assert not {'httpx', 'aiohttp', 'requests', 'asyncio', 'av'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_names_are_found_when_they_are_used():
    """And others are not."""
    assert framehook_amt_interpolation.interpolate_video.id == "fal-ai/amt-interpolation"
    assert (
        framehook_amt_interpolation.interpolate_frames.id
        == "fal-ai/amt-interpolation/frame-interpolation"
    )
    assert set(framehook_amt_interpolation.__all__) <= set(dir(framehook_amt_interpolation))
    with pytest.raises(AttributeError, match="interpolate_sound"):
        framehook_amt_interpolation.interpolate_sound  # noqa: B018 - looking it up is the test
