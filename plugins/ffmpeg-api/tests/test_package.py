"""What importing the family costs, and that its two lists agree with its objects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import framehook_ffmpeg_api
from framehook.registry._sync import sync


def test_entry_points_and_the_static_list_are_those_of_the_objects():
    """A drift would show wrong rows in a listing."""
    assert sync(Path(__file__).parents[1], check=True) == ""


def test_importing_the_family_loads_neither_schemas_nor_http():
    """The package is a list of names until one is used; an endpoint needs no HTTP either."""
    code = (
        "import sys, framehook_ffmpeg_api as family\n"
        "assert not {'pydantic', 'framehook.spi._endpoint'} & set(sys.modules)\n"
        "[getattr(family, name) for name in family.__all__]\n"
        "assert not {'httpx', 'aiohttp', 'requests', 'asyncio', 'av'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_names_are_the_last_part_of_the_ids():
    """All nine are found when they are used, and nothing else."""
    for name in framehook_ffmpeg_api.__all__:
        last = getattr(framehook_ffmpeg_api, name).id.rpartition("/")[2]
        assert last.replace("-", "_") == name
    assert set(framehook_ffmpeg_api.__all__) <= set(dir(framehook_ffmpeg_api))
    with pytest.raises(AttributeError, match="transcode"):
        framehook_ffmpeg_api.transcode  # noqa: B018 - looking it up is the test
