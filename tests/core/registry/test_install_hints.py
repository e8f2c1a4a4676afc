from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.registry import _install_hints
from framehook.registry._grammar import is_id
from framehook.registry._install_hints import distribution_for, near, with_name


@pytest.mark.parametrize(
    ("name", "distribution"),
    [
        ("fal-ai/magi", "framehook-magi"),
        ("fal-ai/magi/extend-video", "framehook-magi"),
        ("fal-ai/magi-distilled/image-to-video", "framehook-magi"),
        ("fal-ai/magic-animate", "framehook-magic-animate"),
        ("fal-ai/animatediff-sparsectrl-lcm", "framehook-animatediff"),
        ("fal-ai/fast-animatediff/turbo/text-to-video", "framehook-animatediff"),
        ("fal-ai/luma-dream-machine/ray-2-flash/modify", "framehook-luma"),
        ("fal-ai/wan-vace-14b/pose", "framehook-wan-vace"),
        ("fal-ai/wan-22-vace-fun-a14b/depth", "framehook-wan-vace"),
        ("fal-ai/ltx-video/image-to-video", "framehook-ltx"),
        ("fal-ai/ltxv-13b-098-distilled/extend", "framehook-ltx"),
        ("fal-ai/pixverse/v4.5/effects", "framehook-pixverse"),
        ("fal-ai/ffmpeg-api/compose", "framehook-ffmpeg-api"),
        ("fal-ai/video-upscaler", "framehook-video-upscaler"),
        ("fal-ai/amt-interpolation/frame-interpolation", "framehook-amt-interpolation"),
        ("fal-ai/magi-human", None),
        ("fal-ai/ltx-2/text-to-video", None),
        ("acme/magi", None),
    ],
)
def test_an_id_leads_to_its_distribution(name, distribution):
    """The longest key wins; a key without a star ends at a slash."""
    assert distribution_for("endpoints", name) == distribution


def test_other_kinds_have_tables_too():
    """A service that is not installed is found by name, an unknown kind is not."""
    assert distribution_for("services", "local") == "framehook-local"
    assert distribution_for("hooks", "audit") == "framehook-audit"
    assert distribution_for("commands", "local") is None


def test_the_table_is_well_formed():
    """Keys are ids or beginnings of ids, values are distributions of ours."""
    file = Path(_install_hints.__file__).with_name("install_hints.json")
    table = json.loads(file.read_text(encoding="utf-8"))
    assert table.pop("v") == 1
    assert all(is_id(key.removesuffix("*")) for key in table["endpoints"])
    assert all(
        value.startswith("framehook-") for names in table.values() for value in names.values()
    )


def test_a_family_leads_to_its_distribution():
    """By its short and its long name."""
    assert with_name("Magi") == with_name("framehook_magi") == "framehook-magi"
    assert with_name("nothing") is None


def test_near_misses_are_found():
    """A typing error, upper case and a missing owner lead to the id that was meant."""
    known = ["fal-ai/magi/extend-video", "fal-ai/magi", "acme/other"]
    assert near("fal-ai/magi/extend-vidoe", known)[0] == "fal-ai/magi/extend-video"
    assert near("FAL-AI/MAGI", known)[0] == "fal-ai/magi"
    assert near("extend-video", known) == ("fal-ai/magi/extend-video",)
    assert near("", known) == ()


@given(st.text(), st.lists(st.text()))
def test_suggestions_are_known_names(name, known):
    """At most three, each of them known, none of them twice."""
    found = near(name, known)
    assert len(found) <= 3
    assert set(found) <= set(known)
    assert len(set(found)) == len(found)
