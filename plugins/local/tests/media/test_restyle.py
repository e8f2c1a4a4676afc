"""Drafts made of chosen frames, and of pictures at chosen frames."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from framehook.testing import make_png
from framehook_local.media import draft_keyed, draft_swayed, draft_video


def test_chosen_frames_are_shown(kit: Any, plain: Path, tmp_path: Path) -> None:
    """At full strength they are the source's, badge aside, in their order."""
    picks = [0, 0, 7, 30, 59]
    made = draft_video(
        plain, tmp_path / "a.mp4", picks=picks, size=(192, 108), fps=Fraction(5), strength=1
    )
    source, frames = kit.decode(plain), kit.decode(tmp_path / "a.mp4")
    assert (made.frames, len(frames)) == (5, 5)
    for pick, frame in zip(picks, frames, strict=True):
        likeness = [kit.psnr(frame, source[index]) for index in (0, 7, 30, 59)]
        assert likeness.index(max(likeness)) == [0, 7, 30, 59].index(pick)


def test_strength_and_seed_are_visible(kit: Any, plain: Path, tmp_path: Path) -> None:
    """The weaker the source, the further from it; another seed lies over another ground."""
    source = kit.decode(plain)[0]
    found = {}
    for name, strength, seed in (("a", 0.9, 1), ("b", 0.3, 1), ("c", 0.3, 1), ("d", 0.3, 2)):
        draft_video(
            plain,
            tmp_path / name,
            picks=[0],
            size=(192, 108),
            fps=Fraction(5),
            strength=strength,
            seed=seed,
        )
        found[name] = kit.decode(tmp_path / name)[0]
    assert kit.difference(found["a"], source) < kit.difference(found["b"], source)
    assert kit.values(found["b"]) == kit.values(found["c"])
    assert kit.values(found["b"]) != kit.values(found["d"])


@pytest.mark.parametrize("picks", [[], [-1], [3, 2], [60]])
def test_frames_that_are_not_there_are_refused(plain: Path, tmp_path: Path, picks: Any) -> None:
    """With the range that is."""
    with pytest.raises(ValueError, match="0 to 59"):
        draft_video(plain, tmp_path / "a.mp4", picks=picks, size=(192, 108), fps=Fraction(5))


def test_pictures_stand_at_their_frames(kit: Any, tmp_path: Path) -> None:
    """Whatever their order; around them the camera moves."""
    images = {}
    for frame, seed in ((9, 3), (2, 1)):
        images[frame] = tmp_path / f"{frame}.png"
        images[frame].write_bytes(make_png(160, 90, seed=seed))
    draft_keyed(images, tmp_path / "a.mp4", num_frames=12, size=(160, 90), fps=Fraction(8))
    frames = kit.decode(tmp_path / "a.mp4")
    assert len(frames) == 12
    for frame, path in images.items():
        with_mark = frames[frame]
        (still,) = kit.decode(path)
        fitted = still.reformat(format="yuv420p", dst_colorspace="ITU709")
        others = [index for index in images if index != frame]
        far = kit.difference(frames[others[0]], fitted)
        assert kit.difference(with_mark, fitted) < far / 4
    steps = [kit.difference(a, b) for a, b in itertools.pairwise(frames)]
    assert min(steps) > 0.05


@pytest.mark.parametrize("indexes", [[], [16], [-1]])
def test_pictures_outside_of_the_video_are_refused(tmp_path: Path, indexes: Any) -> None:
    """With the range that is inside."""
    images = dict.fromkeys(indexes, tmp_path / "a.png")
    with pytest.raises(ValueError, match="0 to 15"):
        draft_keyed(images, tmp_path / "a.mp4", num_frames=16, size=(64, 64))


def test_a_picture_sways_as_the_motion_goes(kit: Any, tmp_path: Path) -> None:
    """It begins with the picture; another motion and another seed give another draft."""
    picture, motion = tmp_path / "a.png", kit.clip("sway.mp4", frames=12, size=(96, 96))
    picture.write_bytes(make_png(96, 96, seed=1))
    calm = kit.clip("calm.mp4", frames=12, size=(96, 96), scene="color=gray:size={0}x{1}:rate={2}")
    found = {}
    for name, moved, seed in (("a", motion, 1), ("b", motion, 1), ("c", motion, 2), ("d", calm, 1)):
        made = draft_swayed(picture, moved, tmp_path / name, size=(96, 96), seed=seed)
        found[name] = kit.decode(tmp_path / name)
        assert (made.frames, len(found[name]), made.fps) == (12, 12, 24)
    last = {name: kit.values(frames[-1]) for name, frames in found.items()}
    assert last["a"] == last["b"]
    assert len(set(last.values())) == 3
    assert kit.difference(found["a"][0], found["d"][0]) < 0.5
