"""Drafts out of words and pictures move, are what was asked for, and can be repeated."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from framehook_local.media import draft_image, draft_keyed, draft_text, extract_frame


def test_a_draft_from_words_has_what_was_asked_for(kit: Any, tmp_path: Path) -> None:
    """Frames, size, rate and the mark."""
    result = draft_text(
        tmp_path / "a.mp4", num_frames=30, size=(160, 90), fps=Fraction(30000, 1001), seed=3
    )
    frames = kit.decode(tmp_path / "a.mp4")
    assert (result.frames, len(frames)) == (30, 30)
    assert {(frame.width, frame.height) for frame in frames} == {(160, 90)}
    with av.open(str(tmp_path / "a.mp4")) as container:
        assert container.streams.video[0].average_rate == Fraction(30000, 1001)
        assert "not a model output" in container.metadata["comment"]


def test_a_draft_from_words_moves_all_the_time(kit: Any, tmp_path: Path) -> None:
    """No two neighbours are alike."""
    draft_text(tmp_path / "a.mp4", num_frames=30, size=(320, 180), seed=3)
    frames = kit.decode(tmp_path / "a.mp4")
    steps = [kit.difference(a, b) for a, b in itertools.pairwise(frames)]
    assert min(steps) > 0.1
    assert kit.difference(frames[0], frames[24]) > 3


def test_seed_and_words_decide_together(kit: Any, tmp_path: Path) -> None:
    """The same ones give the same frames."""
    cases = {"a": ("sea", 1), "b": ("sea", 1), "c": ("sea", 2), "d": ("lake", 1)}
    found = {}
    for name, (prompt, seed) in cases.items():
        draft_text(tmp_path / name, num_frames=3, size=(160, 90), prompt=prompt, seed=seed)
        found[name] = [kit.values(frame) for frame in kit.decode(tmp_path / name)]
    assert found["a"] == found["b"]
    assert found["a"][2] != found["c"][2]
    assert found["a"][2] != found["d"][2]


def test_a_draft_from_a_picture_begins_with_it_and_moves(
    kit: Any, plain: Path, tmp_path: Path
) -> None:
    """The first frame is the picture but for the badge."""
    extract_frame(plain, tmp_path / "still.png")
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        draft_image(
            tmp_path / "still.png", tmp_path / name, num_frames=30, size=(192, 108), seed=seed
        )
    a, b, c = (kit.decode(tmp_path / name) for name in "abc")
    assert kit.psnr(a[0], kit.decode(plain)[0]) > 20
    assert kit.difference(a[0], a[24]) > 1
    assert [kit.values(f) for f in a] == [kit.values(f) for f in b]
    assert kit.values(a[20]) != kit.values(c[20])


@pytest.mark.parametrize("size", [(90, 160), (64, 64), (854, 480)])
def test_a_picture_of_any_shape_fits(plain: Path, kit: Any, tmp_path: Path, size: Any) -> None:
    """It covers the size and is cut in the middle."""
    extract_frame(plain, tmp_path / "still.jpg")
    draft_image(tmp_path / "still.jpg", tmp_path / "a.mp4", num_frames=2, size=size)
    frames = kit.decode(tmp_path / "a.mp4")
    assert [(frame.width, frame.height) for frame in frames] == [size, size]


def test_cancelling_leaves_no_file(tmp_path: Path) -> None:
    """Whatever the tick raises comes out."""

    def tick(done: int, total: int | None, text: str) -> None:
        if done == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        draft_text(tmp_path / "a.mp4", num_frames=30, size=(64, 36), tick=tick)
    assert list(tmp_path.iterdir()) == []


def test_a_draft_between_two_pictures_begins_and_ends_with_them(
    kit: Any, plain: Path, tmp_path: Path
) -> None:
    """And comes from one to the other without a jump."""
    for which in ("first", "last"):
        extract_frame(plain, tmp_path / f"{which}.png", which=which)
    made = draft_keyed(
        {0: tmp_path / "first.png", 23: tmp_path / "last.png"},
        tmp_path / "a.mp4",
        num_frames=24,
        size=(192, 108),
        seed=1,
    )
    frames = kit.decode(tmp_path / "a.mp4")
    source = kit.decode(plain)
    assert made.frames == len(frames) == 24
    assert kit.psnr(frames[0], source[0]) > 20
    assert kit.psnr(frames[-1], source[-1]) > 20
    whole = kit.difference(frames[0], frames[-1])
    assert max(kit.difference(a, b) for a, b in itertools.pairwise(frames)) < whole / 2
