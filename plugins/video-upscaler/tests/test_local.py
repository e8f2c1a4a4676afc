"""Scaling on this machine is real, and says what it is not."""

from __future__ import annotations

from functools import partial

import pytest
from execution import run_at
from footage import frames_of, packets_of

from framehook.errors import Cancelled
from framehook.testing import make_mp4
from framehook_video_upscaler import local, upscale_video


@pytest.fixture
def run(tmp_path):
    """Run a call; paths among the arguments are its media."""
    return partial(run_at, tmp_path)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clip") / "shore.mp4"
    path.write_bytes(make_mp4(128, 96, frames=9, fps=12, audio="aac"))
    return path


@pytest.mark.parametrize(("scale", "size"), [(1.5, (192, 144)), (2, (256, 192)), (1, (128, 96))])
def test_width_and_height_are_multiplied_exactly(run, clip, scale, size):
    """Frames and rate stay."""
    done = run(local.upscale_video, upscale_video, video_url=clip, scale=scale)
    assert (len(done.frames), done.fps, done.size) == (9, 12, size)
    expected = done.work.expected
    assert (expected.frames, expected.fps, expected.size) == (9, 12.0, size)
    assert done.work.ticks[-1] == (9, 9)


def test_without_a_look_at_the_source_the_size_is_found_out(run, clip):
    """Whoever asks need not have probed it."""
    done = run(local.upscale_video, upscale_video, video_url=clip, is_probed=False)
    assert done.size == (256, 192)


def test_sound_is_copied_and_what_it_is_not_is_told(run, clip):
    """Lanczos' filter is no model, so that it is a draft."""
    done = run(local.upscale_video, upscale_video, video_url=clip)
    path = done.work.folder / "upscaled.mp4"
    kept, source = packets_of(path, "audio"), packets_of(clip, "audio")
    assert kept == source[: len(kept)]
    assert len(kept) >= len(source) - 2
    assert any("Lanczos" in text for text in done.work.assumed)
    assert any("packet by packet" in text for text in done.work.assumed)


def test_edges_are_sharper_than_pixels_made_larger(run, clip):
    """Lanczos' filter overshoots at edges, which repeating or averaging pixels never does."""
    done = run(local.upscale_video, upscale_video, video_url=clip, scale=4)
    source = frames_of(clip)[2]
    assert max(done.frames[4]) > max(source[4]) + 3
    assert min(done.frames[4]) < min(source[4]) - 3


def test_a_result_that_is_too_large_is_refused_and_a_cancelled_one_leaves_no_file(
    run, tmp_path, clip
):
    """A sentence, and no file."""
    large = tmp_path / "large.mp4"
    large.write_bytes(make_mp4(1536, 16, frames=1, flat=True))
    with pytest.raises(ValueError, match="smaller scale"):
        run(local.upscale_video, upscale_video, video_url=large, scale=8)
    with pytest.raises(Cancelled):
        run(local.upscale_video, upscale_video, video_url=clip, cancel_at=5)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [large]
