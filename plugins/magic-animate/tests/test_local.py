"""Drafts made on this machine have the motion's frames and the size that is asked for."""

from __future__ import annotations

from functools import partial

import pytest
from execution import run_at
from footage import far

from framehook.errors import Cancelled
from framehook.testing import make_mp4, make_png
from framehook_magic_animate import animate_image, local


@pytest.fixture
def run(tmp_path):
    """Run a call; paths among the arguments are its media."""
    return partial(run_at, tmp_path)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    made = {
        "picture": make_png(96, 128, seed=1),
        "motion": make_mp4(96, 96, frames=10, fps=12),
        "other": make_mp4(96, 96, frames=10, fps=12, seed=2),
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return {name: folder / name for name in made}


@pytest.mark.parametrize("is_probed", [True, False])
@pytest.mark.parametrize(("size", "side"), [(64, 64), (97, 96)])
def test_motion_and_size_decide_about_the_result(run, files, is_probed, size, side):
    """Ten frames, twelve a second, square, beginning with the picture."""
    done = run(
        local.animate_image,
        animate_image,
        is_probed=is_probed,
        image_url=files["picture"],
        motion_sequence_url=files["motion"],
        size=size,
        seed=3,
        steps=9,
    )
    assert (len(done.frames), done.fps, done.size) == (10, 12, (side, side))
    assert done.output.seed == 3
    assert done.work.ticks[-1] == (10, 10)
    assert "'steps' changes nothing in a draft." in done.work.assumed
    if is_probed:
        expected = done.work.expected
        assert (expected.frames, expected.fps, expected.size) == (10, 12.0, (side, side))


def test_another_motion_moves_the_picture_in_another_way(run, files):
    """And the same one in the same way; an open seed is chosen, and said."""

    def draft(motion):
        return run(
            local.animate_image,
            animate_image,
            image_url=files["picture"],
            motion_sequence_url=files[motion],
            size=96,
            seed=3,
        )

    first, again, other = (draft(name) for name in ("motion", "motion", "other"))
    assert first.frames == again.frames
    assert first.frames[-1] != other.frames[-1]
    assert far(first.frames[0], other.frames[0]) < 1
    left_open = run(
        local.animate_image,
        animate_image,
        image_url=files["picture"],
        motion_sequence_url=files["motion"],
        size=32,
    )
    seed = left_open.output.seed
    assert any(f"No seed was given: {seed}" in text for text in left_open.work.assumed)


def test_a_cancelled_draft_leaves_no_file(run, files, tmp_path):
    """Cancelling in the middle ends it there."""
    media = {"image_url": files["picture"], "motion_sequence_url": files["motion"]}
    with pytest.raises(Cancelled):
        run(local.animate_image, animate_image, cancel_at=5, **media)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
