"""Frames in between: as many as asked for, where things really are, and none across a cut."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from framehook.errors import Cancelled
from framehook.testing import make_gif, make_mp4, make_png
from framehook_local.media import (
    Limits,
    MediaRefusedError,
    interpolate_images,
    interpolate_video,
    join_videos,
)

# A still picture that moves to the left by some pixels a frame.
PAN = (
    "mandelbrot=size=512x160:rate={{2}}:maxiter=80,trim=end_frame=1,loop=-1:1:0,"
    "crop={{0}}:{{1}}:{0}*n:20"
)


@pytest.mark.parametrize("passes", [1, 2])
def test_frames_in_between_show_things_on_their_way(kit: Any, tmp_path: Path, passes: int) -> None:
    """They are nearer to the truth than both pictures of the source, by a wide margin."""
    steps = 2**passes
    coarse = kit.clip(f"coarse{passes}.mp4", frames=5, scene=PAN.format(8), options={"crf": "8"})
    truth = kit.decode(
        kit.clip(f"fine{passes}.mp4", frames=4 * steps + 1, scene=PAN.format(8 // steps))
    )
    made = interpolate_video(coarse, tmp_path / "a.mp4", passes=passes, fps=Fraction(30))
    frames = kit.decode(tmp_path / "a.mp4")
    assert (made.frames, len(frames), made.fps, made.cuts) == (4 * steps + 1,) * 2 + (30, ())
    for index, (frame, true) in enumerate(zip(frames, truth, strict=True)):
        if index % steps:
            first = index // steps * steps
            nearest = max(kit.psnr(frames[end], true) for end in (first, first + steps))
            assert kit.psnr(frame, true) > nearest + 4


def test_frames_of_the_source_stay_where_they_belong(kit: Any, plain: Path, tmp_path: Path) -> None:
    """Frame k is frame 4k of the result; the sound is not kept."""
    made = interpolate_video(plain, tmp_path / "a.mp4", passes=2)
    source, frames = kit.decode(plain), kit.decode(tmp_path / "a.mp4")
    assert (made.frames, len(frames)) == (59 * 4 + 1, 59 * 4 + 1)
    assert min(kit.psnr(a, b) for a, b in zip(source[::20], frames[::80], strict=True)) > 30
    assert {(frame.width, frame.height) for frame in frames} == {(192, 108)}


def test_nothing_is_in_between_two_scenes(kit: Any, tmp_path: Path) -> None:
    """The last picture before a cut is held until the new scene begins."""
    one, other = kit.clip("one.mp4", frames=6), kit.clip("other.mp4", frames=6, scene=PAN.format(4))
    join_videos([one, other], tmp_path / "cut.mp4")
    made = interpolate_video(tmp_path / "cut.mp4", tmp_path / "a.mp4", passes=2)
    assert made.cuts == (6,)
    frames = kit.decode(tmp_path / "a.mp4")
    steps = [kit.difference(a, b) for a, b in itertools.pairwise(frames)]
    assert max(steps[20:23]) < 0.5
    assert steps.index(max(steps)) == 23


def test_what_moves_violently_all_the_time_is_no_row_of_cuts(tmp_path: Path) -> None:
    """A square that crosses a tiny picture in a few frames changes most of it each time."""
    (tmp_path / "a.mp4").write_bytes(make_mp4(16, 16, frames=6))
    made = interpolate_video(tmp_path / "a.mp4", tmp_path / "b.mp4", passes=1)
    assert (made.frames, made.cuts) == (11, ())


def test_a_gif_is_a_video_too(kit: Any, tmp_path: Path) -> None:
    """Five pictures make seventeen frames of even sides."""
    (tmp_path / "a.gif").write_bytes(make_gif(33, 24, frames=5))
    made = interpolate_video(tmp_path / "a.gif", tmp_path / "a.mp4", passes=2)
    assert (made.frames, made.size) == (17, (32, 24))
    assert len(kit.decode(tmp_path / "a.mp4")) == 17


def test_an_upright_clip_is_made_upright(tmp_path: Path) -> None:
    """Its size is the one it is shown in."""
    (tmp_path / "a.mp4").write_bytes(make_mp4(64, 48, frames=3, rotation=90))
    made = interpolate_video(tmp_path / "a.mp4", tmp_path / "b.mp4", passes=1)
    assert (made.frames, made.size) == (5, (48, 64))


def test_images_become_a_way_from_one_to_the_next(kit: Any, tmp_path: Path) -> None:
    """The first gives the size, and the ends are the images."""
    for name, shape, seed in (("a", (96, 64), 0), ("b", (96, 64), 2), ("c", (64, 64), 3)):
        (tmp_path / f"{name}.png").write_bytes(make_png(*shape, seed=seed))
    images = [tmp_path / f"{name}.png" for name in "abc"]
    made = interpolate_images(images, tmp_path / "a.mp4", passes=3, fps=Fraction(8))
    frames = kit.decode(tmp_path / "a.mp4")
    assert (made.frames, len(frames), made.size) == (17, 17, (96, 64))
    steps = [kit.difference(a, b) for a, b in itertools.pairwise(frames)]
    assert max(steps) < kit.difference(frames[0], frames[8])
    with pytest.raises(ValueError, match="there are 1"):
        interpolate_images(images[:1], tmp_path / "b.mp4", passes=3)


def test_what_cannot_be_is_refused_and_leaves_no_file(plain: Path, tmp_path: Path) -> None:
    """Too many frames, no passes, a file cut short, a job nobody wants any more."""
    target = tmp_path / "out" / "a.mp4"
    target.parent.mkdir()
    with pytest.raises(ValueError, match="237 frames of 60, and the limit is 100"):
        interpolate_video(plain, target, passes=2, limits=Limits(frames=100))
    with pytest.raises(ValueError, match="at least 1"):
        interpolate_video(plain, target, passes=0)
    (tmp_path / "short.mp4").write_bytes(plain.read_bytes()[:-9000])
    with pytest.raises(MediaRefusedError):
        interpolate_video(tmp_path / "short.mp4", target, passes=1)

    def cancel(done: int, total: int | None, text: str) -> None:
        if text == "Interpolating" and done == 9:
            raise Cancelled("Nobody wants it any more.")

    with pytest.raises(Cancelled):
        interpolate_video(plain, target, passes=1, tick=cancel)
    assert list(target.parent.iterdir()) == []
