"""Made still pictures and GIFs, as an independent decoder sees them."""

from __future__ import annotations

import io
from typing import Any

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framehook.testing import make_gif, make_jpeg, make_png

SIZES = st.tuples(st.integers(1, 200), st.integers(1, 120))


def frames_of(data: bytes, form: str) -> list[Any]:
    with av.open(io.BytesIO(data), format=form) as file:
        return list(file.decode(file.streams.video[0]))


@settings(max_examples=15, deadline=None)
@given(SIZES)
def test_png_has_its_size(size):
    """A PNG decodes to the size that was asked for."""
    (frame,) = frames_of(make_png(*size), "png_pipe")
    assert (frame.width, frame.height, frame.format.name) == (*size, "rgb24")


@settings(max_examples=15, deadline=None)
@given(SIZES, st.integers(0, 9))
def test_jpeg_is_the_mosaic_that_was_drawn(size, seed):
    """A JPEG decodes to its size, and its squares have exactly the drawn brightness."""
    (frame,) = frames_of(make_jpeg(*size, seed), "jpeg_pipe")
    picture = frame.to_ndarray(format="gray")
    assert picture.shape == (size[1], size[0])
    for row, line in enumerate(picture[::8, ::8].tolist()):
        assert line == [
            128 + (column * 23 + row * 41 + seed * 59) % 200 - 100 for column in range(len(line))
        ]


def test_gif_has_its_frames_and_delays():
    """A GIF shows each frame for its own time."""
    frames = frames_of(make_gif(50, 30, frames=4, delays=(10, 30)), "gif")
    assert [frame.time for frame in frames] == pytest.approx([0, 0.1, 0.4, 0.5])
    assert {(frame.width, frame.height) for frame in frames} == {(50, 30)}


def test_gif_stripes_move_down_by_a_line():
    """Each frame is the one before, moved down by a line."""
    one, two = (frame.to_ndarray(format="gray") for frame in frames_of(make_gif(20, 40, 2), "gif"))
    assert (one[:-1] == two[1:]).all()


@pytest.mark.parametrize("make", [make_png, make_jpeg, make_gif])
def test_the_seed_selects_the_picture(make):
    """Equal seeds give equal bytes, other seeds other ones."""
    assert make(seed=1) == make(seed=1)
    assert len({make(seed=seed) for seed in range(4)}) == 4


@pytest.mark.parametrize("make", [make_png, make_jpeg, make_gif])
def test_no_picture_is_empty(make):
    """A picture without width is refused."""
    with pytest.raises(ValueError, match=r"between 1 and \d+, not 0 and 5"):
        make(0, 5)


@pytest.mark.parametrize("arguments", [{"frames": 0}, {"delays": ()}])
def test_a_gif_needs_frames_and_delays(arguments):
    """A GIF of nothing is refused."""
    with pytest.raises(ValueError, match="needs frames and delays"):
        make_gif(**arguments)
