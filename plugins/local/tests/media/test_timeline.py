"""Given pictures and clips stand at their places, and what lies between them is drafted."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from framehook_local.media import Footage, Inset, MediaRefusedError, draft_timeline, scan_clip
from framehook_local.media._picture import fit_picture

SIZE = (192, 108)


def _fitted(kit: Any, path: Path) -> list[bytes]:
    return [kit.values(fit_picture(frame, SIZE)) for frame in kit.decode(path)]


@pytest.mark.parametrize("numbers", [range(60), range(59, -1, -1), [3, 3, 50, 7, 7, 0, 59]])
def test_frames_come_by_number_in_any_order(kit: Any, numbers: Any) -> None:
    """Forwards, backwards across many key frames, and here and there."""
    path = kit.clip("a.mp4", options={"g": "10", "bf": "2"})
    wanted = _fitted(kit, path)
    found = Footage(scan_clip(path), SIZE).frames(numbers)
    assert [kit.values(frame) for frame in found] == [wanted[number] for number in numbers]


def test_frames_of_a_clip_without_a_constant_rate_come_by_number(kit: Any) -> None:
    """Numbers count frames, whatever their times."""
    path = kit.clip("a.mp4", frames=12, times=lambda number: 500 * number + 90 * number * number)
    wanted = _fitted(kit, path)
    found = Footage(scan_clip(path), SIZE).frames([11, 0, 5])
    assert [kit.values(frame) for frame in found] == [wanted[11], wanted[0], wanted[5]]


def test_a_frame_that_is_not_there_is_said_to_be_missing(kit: Any) -> None:
    """As for a file that was cut short."""
    path = kit.clip("a.mp4", frames=5)
    with pytest.raises(MediaRefusedError, match="before frame 7"):
        list(Footage(scan_clip(path), SIZE).frames([4, 7]))
    assert list(Footage(scan_clip(path), SIZE).frames([])) == []


def test_insets_are_unchanged_and_gaps_move(kit: Any, tmp_path: Path) -> None:
    """A lead-in, a clip, a way over to a picture, and a way out."""
    clip = kit.clip("a.mp4", frames=8)
    insets = [
        Inset(path=clip, start=30, is_still=True),
        Inset(path=clip, start=5),
        Inset(path=clip, start=9, is_still=True),
    ]
    target = tmp_path / "b.mp4"
    made = draft_timeline(target, insets, num_frames=40, size=SIZE, prompt="x", seed=3)
    frames = kit.decode(target)
    source = [fit_picture(frame, SIZE) for frame in kit.decode(clip)]
    assert (made.frames, len(frames), made.fps, made.size) == (40, 40, 24, SIZE)
    shown = {number: number - 5 for number in range(5, 13)} | {9: 0, 30: 0}
    for number, index in shown.items():
        assert kit.difference(frames[number], source[index]) < 2, number
    for one, other in itertools.pairwise([number for number in range(40) if number not in shown]):
        if other == one + 1:
            assert kit.difference(frames[one], frames[other]) > 0.01


def test_without_insets_it_is_a_landscape_that_seed_and_words_decide(
    kit: Any, tmp_path: Path
) -> None:
    """The same ones give the same frames."""
    cases = {"a": ("sea", 1), "b": ("sea", 1), "c": ("sea", 2), "d": ("lake", 1)}
    found = {}
    for name, (prompt, seed) in cases.items():
        draft_timeline(tmp_path / name, num_frames=3, size=SIZE, prompt=prompt, seed=seed)
        found[name] = [kit.values(frame) for frame in kit.decode(tmp_path / name)]
    assert found["a"] == found["b"]
    assert found["a"] not in (found["c"], found["d"])


@pytest.mark.parametrize(
    ("fps", "numbers"),
    [
        (None, [0, 1, 2, 3, 4, 5]),
        (Fraction(12), [0, 2, 4, 6, 8, 10]),
        (Fraction(48), [0, 0, 1, 1, 2, 2]),
    ],
)
def test_a_clip_is_brought_to_a_rate_by_leaving_out_or_repeating(
    kit: Any, tmp_path: Path, fps: Fraction | None, numbers: list[int]
) -> None:
    """Frames are chosen by their times; then it is limited, and turned."""
    clip = kit.clip("a.mp4", frames=24, options={"qp": "4"})
    inset = Inset(path=clip, start=0, fps=fps, most=6, is_reversed=True)
    draft_timeline(tmp_path / "b.mp4", [inset], num_frames=8, size=SIZE)
    frames, source = kit.decode(tmp_path / "b.mp4"), kit.decode(clip)
    for position, number in enumerate(reversed(numbers)):
        found = [kit.difference(frames[position], frame) for frame in source]
        assert found.index(min(found)) == number


def test_a_reversed_draft_has_the_badge_on_drafted_frames_alone(kit: Any, tmp_path: Path) -> None:
    """They count in the order in which they are shown; the picture stands at the end."""
    clip = kit.clip("a.mp4", frames=4)
    inset = Inset(path=clip, start=0)
    size = (640, 360)
    made = {}
    for is_reversed in (False, True):
        target = tmp_path / f"{is_reversed}.mp4"
        draft_timeline(target, [inset], num_frames=9, size=size, is_reversed=is_reversed)
        made[is_reversed] = kit.decode(target)
    for one, other in zip(made[False][:4], reversed(made[True]), strict=False):
        assert kit.difference(one, other) < 2
    assert len(made[True]) == 9
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "a.mp4") == [
        "False.mp4",
        "True.mp4",
    ]


def test_cancelling_while_it_is_turned_leaves_no_file(kit: Any, tmp_path: Path) -> None:
    """Neither the finished part nor the one that was to be turned."""

    def tick(done: int, total: int | None, text: str) -> None:
        if text.startswith("Turning") and done == 3:
            raise RuntimeError("Nobody wants it any more.")

    with pytest.raises(RuntimeError):
        draft_timeline(tmp_path / "a.mp4", num_frames=5, size=SIZE, is_reversed=True, tick=tick)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("start", [-1, 9])
def test_an_inset_outside_of_the_video_is_refused(kit: Any, tmp_path: Path, start: int) -> None:
    """The range is said."""
    inset = Inset(path=kit.clip("a.mp4", frames=2), start=start)
    with pytest.raises(ValueError, match="0 to 8"):
        draft_timeline(tmp_path / "b.mp4", [inset], num_frames=9, size=SIZE)
