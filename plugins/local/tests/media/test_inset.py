"""A picture takes a place in a video, and the video's frames all stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from framehook.testing import make_png
from framehook_local.media import MediaRefusedError, inset_picture


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    path.write_bytes(make_png(48, 96))
    return path


def luma(frame: Any, left: int, top: int) -> int:
    plane = frame.planes[0]
    return bytes(plane)[top * plane.line_size + left]


@pytest.mark.parametrize("is_behind", [False, True])
def test_every_frame_stays_and_the_picture_is_in_all_of_them(
    kit: Any, plain: Path, picture: Path, tmp_path: Path, is_behind: bool
) -> None:
    """In the middle the picture stands still and the rim moves, or the other way round."""
    result = inset_picture(
        plain, picture, tmp_path / "out.mp4", size=(192, 108), is_behind=is_behind
    )
    frames, source = kit.decode(tmp_path / "out.mp4"), kit.decode(plain)
    assert (result.frames, len(frames), result.fps) == (len(source), len(source), 24)
    middle, rim = (
        {luma(frame, *where) // 24 for frame in frames} for where in ((96, 54), (20, 80))
    )
    assert (len(middle) > len(rim)) is is_behind
    assert "behind" in result.notes[0] if is_behind else "over" in result.notes[0]


def test_another_size_is_scaled(kit: Any, plain: Path, picture: Path, tmp_path: Path) -> None:
    """To the pixel."""
    inset_picture(plain, picture, tmp_path / "out.mp4", size=(96, 96))
    frames = kit.decode(tmp_path / "out.mp4")
    assert {(frame.width, frame.height) for frame in frames} == {(96, 96)}


def test_a_picture_that_is_none_is_refused(plain: Path, tmp_path: Path) -> None:
    """And no file is left behind."""
    (tmp_path / "picture.png").write_bytes(b"no picture")
    with pytest.raises(MediaRefusedError):
        inset_picture(plain, tmp_path / "picture.png", tmp_path / "out.mp4", size=(96, 96))
    assert not (tmp_path / "out.mp4").exists()
