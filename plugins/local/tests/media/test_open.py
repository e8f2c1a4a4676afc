"""Opening what somebody else made: as what it is, or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from framehook_local.media import Limits, MediaRefusedError, open_media, scan_clip


def _code(path: Path, **options: Any) -> str:
    with pytest.raises(MediaRefusedError) as caught:
        open_media(path, **options).close()
    assert repr(path.name) in str(caught.value)
    assert str(caught.value).endswith((".", "?"))
    return caught.value.code


@pytest.mark.parametrize(
    "text",
    [
        "ffconcat version 1.0\nfile secret.mp4\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://127.0.0.1/secret.ts\n",
        "\ufeff#EXTM3U\nhttp://127.0.0.1/a.ts\n",
        "<?xml version='1.0'?><MPD></MPD>",
        "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n",
    ],
)
def test_a_playlist_is_refused_whatever_it_is_called(
    plain: Path, tmp_path: Path, text: str
) -> None:
    """A player would open other files or addresses for it."""
    (tmp_path / "secret.mp4").write_bytes(plain.read_bytes())
    path = tmp_path / "innocent.mp4"
    path.write_text(text, encoding="utf-8")
    assert _code(path) == "media.disguised"


def test_protocols_are_file_names_and_nothing_else(plain: Path, tmp_path: Path) -> None:
    """`concat:` and its like are looked for as files."""
    for name in (f"concat:{plain}", f"subfile,,start,0,end,9,,:{plain}", "tcp://127.0.0.1:1"):
        assert _code(Path(name)) == "media.missing"


def test_an_empty_file_a_missing_file_and_noise_are_told_apart(tmp_path: Path) -> None:
    """Each with its own code."""
    empty, noise = tmp_path / "empty.mp4", tmp_path / "noise.mp4"
    empty.touch()
    noise.write_bytes(bytes(range(1, 256)) * 40)
    assert _code(empty) == "media.empty"
    assert _code(noise) == "media.unreadable"
    assert _code(tmp_path / "none.mp4") == "media.missing"


def test_huge_pictures_are_refused_before_they_are_decoded(kit: Any) -> None:
    """A small file can hold 8192 x 8192 pixels, thousands of times."""
    bomb = kit.clip(
        "bomb.mp4",
        frames=2,
        size=(8192, 8192),
        scene="color=size={0}x{1}:rate={2}",
        options={"preset": "ultrafast"},
    )
    assert _code(bomb) in ("media.too_large", "media.unreadable")


def test_limits_hold_for_pixels_frames_seconds_and_bytes(plain: Path) -> None:
    """Each can be set."""
    for limits in (
        Limits(pixels=192 * 107),
        Limits(frames=59),
        Limits(seconds=2.4),
        Limits(bytes=1000),
    ):
        assert _code(plain, limits=limits) in ("media.too_large", "media.unreadable")
    open_media(plain, limits=Limits(pixels=192 * 108, frames=60, seconds=2.6)).close()


def test_what_is_needed_must_be_there(kit: Any, reordered: Path) -> None:
    """Pictures, or sound."""
    assert _code(kit.tone("sound.wav")) == "media.no_video"
    assert _code(reordered, need="audio") == "media.no_audio"


def test_half_a_file_is_refused(kit: Any, tmp_path: Path) -> None:
    """Wherever its index stands."""
    for name, options in (("front", {"movflags": "+faststart"}), ("back", {})):
        whole = kit.clip(f"{name}.mp4", options=options).read_bytes()
        path = tmp_path / f"{name}.mp4"
        path.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(MediaRefusedError) as caught:
            scan_clip(path)
        assert caught.value.code in ("media.truncated", "media.unreadable")


def test_numpy_is_not_imported(plain: Path, tmp_path: Path) -> None:
    """Everything works, and starts fast, without it."""
    script = (
        "import sys; from pathlib import Path; from framehook_local.media import extend_video;"
        f"extend_video(Path({str(plain)!r}), Path({str(tmp_path / 'o.mp4')!r}), num_frames=2);"
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
