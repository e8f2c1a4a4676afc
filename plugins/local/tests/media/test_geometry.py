"""Sizes are even, of the right shape, and as small as they must be."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook_local.media._geometry import (
    Box,
    canvas_size,
    crop_box,
    even,
    fit_box,
    ratio_of,
    ratio_text,
)

sides = st.integers(2, 4000)


@pytest.mark.parametrize(
    ("resolution", "shape", "source", "expected"),
    [
        ("720p", "16:9", None, (1280, 720)),
        ("720p", "9:16", None, (720, 1280)),
        ("720p", "1:1", (1920, 1080), (720, 720)),
        ("720p", "auto", (1920, 1080), (1280, 720)),
        ("720p", "auto", (640, 272), (1694, 720)),
        ("720p", "auto", None, (1280, 720)),
        ("480p", "16:9", None, (854, 480)),
        ("540p", "auto", (1080, 1920), (540, 960)),
        ("1080p", "9:16", None, (1080, 1920)),
        ("auto", "auto", (641, 361), (640, 360)),
    ],
)
def test_the_tier_is_the_short_side(resolution, shape, source, expected) -> None:
    """And the shape gives the long one."""
    assert canvas_size(resolution, shape, source) == expected


@given(st.tuples(sides, sides), st.tuples(sides, sides))
def test_covering_leaves_nothing_empty_and_fitting_cuts_nothing(source, target) -> None:
    """For every pair of sizes."""
    target = (even(target[0]), even(target[1]))
    cover, fit = crop_box(source, target), fit_box(source, target)
    assert cover.width >= target[0]
    assert cover.height >= target[1]
    assert 0 <= cover.left <= cover.width - target[0]
    assert 0 <= cover.top <= cover.height - target[1]
    assert fit.width + fit.left <= target[0]
    assert fit.height + fit.top <= target[1]
    assert not (fit.width % 2)
    assert not (fit.height % 2)
    assert not (fit.left % 2)
    assert not (fit.top % 2)


def test_sizes_of_one_shape_need_no_cut() -> None:
    """Scaling is all."""
    assert crop_box((1920, 1080), (1280, 720)) == Box(width=1280, height=720, left=0, top=0)
    assert fit_box((1920, 1080), (1280, 720)) == Box(width=1280, height=720, left=0, top=0)


def test_shapes_are_read_and_written() -> None:
    """And nonsense is refused by its value."""
    assert ratio_of("16:9") == Fraction(16, 9)
    assert ratio_text(1920, 1080) == "16:9"
    for text in ("16", "0:1", "a:b", "1:0", "-1:2"):
        with pytest.raises(ValueError, match=repr(text)):
            ratio_of(text)
    with pytest.raises(ValueError, match="'4k'"):
        canvas_size("4k", "auto")
