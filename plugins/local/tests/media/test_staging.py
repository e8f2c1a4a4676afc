"""Frames of a video stand on a canvas where they are told to."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from framehook_local.media import MediaRefusedError, draft_loop, draft_staged, zip_frames

SIZE = (192, 108)


def upper(frame: Any) -> bytes:
    """Return the brightness above the badge."""
    plane = frame.planes[0]
    return bytes(plane)[: 60 * plane.line_size]


def distance(one: Any, other: Any) -> float:
    pairs = zip(upper(one)[::3], upper(other)[::3], strict=True)
    return sum(abs(left - right) for left, right in pairs) * 3 / len(upper(one))


def staged(plain: Path, target: Path, **more: Any) -> Any:
    options = {"picks": range(12), "size": SIZE, "fps": Fraction(24), **more}
    return draft_staged(plain, target, **options)


@pytest.mark.parametrize(
    ("box", "picks", "seen"),
    [
        (None, [0, 3, 3, 500], True),
        ((0, 0, *SIZE), [0, 3, 3, 500], True),
        ((200, 0, *SIZE), [0, 3, 3, 500], False),
        ((-50, 200, 40, 40), [0, 3, 3, 500], False),
    ],
)
def test_picked_frames_are_seen_where_the_box_is_in_the_canvas(
    kit: Any, plain: Path, tmp_path: Path, box: Any, picks: list[int], seen: bool
) -> None:
    """One that is picked twice stays whole, and one behind the end is the last; beside the
    canvas only the soft ground is left."""
    result = staged(plain, tmp_path / "out.mp4", box=box, picks=picks, crf=8)
    frames, source = kit.decode(tmp_path / "out.mp4"), kit.decode(plain)
    assert (result.frames, len(frames), result.size) == (4, 4, SIZE)
    assert distance(frames[1], frames[2]) < 2
    # Small sources that do not say how they were made are brought to BT.709.
    assert (distance(frames[3], source[-1]) < 16) is seen


@pytest.mark.parametrize("inserted", [0, 1, 3])
def test_frames_are_inserted_between_any_two(
    kit: Any, plain: Path, tmp_path: Path, inserted: int
) -> None:
    """The picked ones keep their places."""
    first = kit.decode(staged(plain, tmp_path / "one.mp4", crf=8).path)
    result = staged(plain, tmp_path / "out.mp4", crf=8, inserted=inserted)
    frames = kit.decode(tmp_path / "out.mp4")
    assert result.frames == len(frames) == 11 * (inserted + 1) + 1
    assert all(distance(a, b) < 3 for a, b in zip(frames[:: inserted + 1], first, strict=True))


def test_a_turned_hue_changes_colours_and_no_brightness(
    kit: Any, plain: Path, tmp_path: Path
) -> None:
    """Half a turn."""
    before = kit.decode(staged(plain, tmp_path / "a.mp4", crf=8).path)[5]
    after = kit.decode(staged(plain, tmp_path / "b.mp4", crf=8, hue=180).path)[5]
    assert distance(before, after) < 2
    assert bytes(before.planes[1]) != bytes(after.planes[1])


def test_a_loop_goes_on_from_its_end(kit: Any, tmp_path: Path) -> None:
    """The step to the first frame is no larger than the others by much."""
    draft_loop(tmp_path / "loop.mp4", num_frames=40, size=SIZE, seed=2)
    frames = kit.decode(tmp_path / "loop.mp4")
    steps = [distance(one, other) for one, other in pairwise(frames)]
    assert len(frames) == 40
    assert distance(frames[-1], frames[0]) < 2 * max(steps)


def test_every_frame_goes_into_the_zip(plain: Path, kit: Any, tmp_path: Path) -> None:
    """The same bytes twice; what is no video leaves no file."""
    count = zip_frames(plain, tmp_path / "a.zip")
    assert count == len(kit.decode(plain)) == zip_frames(plain, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist()[0] == "000001.png"
        assert archive.read("000001.png").startswith(b"\x89PNG")
    (tmp_path / "no.mp4").write_bytes(b"no video")
    with pytest.raises(MediaRefusedError):
        zip_frames(tmp_path / "no.mp4", tmp_path / "c.zip")
    assert not (tmp_path / "c.zip").exists()
