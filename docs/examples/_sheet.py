"""A contact sheet: frames of several videos and pictures, a row for each, as one PNG."""

from __future__ import annotations

__all__ = ("contact_sheet", "first_clip", "folder")

import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av

from framehook_local.media import Encoder, Scene

HIGH = 120
GAP = 6
Tile = tuple[int, list[bytes]]


def folder() -> Path:
    """Return the folder that the command names, or the one it runs in."""
    found = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    found.mkdir(parents=True, exist_ok=True)
    return found


def first_clip(
    target: Path, *, frames: int = 48, size: tuple[int, int] = (320, 180), seed: int = 11
) -> Path:
    """Write a small clip to begin with: a landscape, 24 frames a second, no sound."""
    rate = Fraction(24)
    with Encoder(target, size=size, fps=rate, is_draft=False) as out:
        for frame in Scene(size, fps=rate, seed=seed).frames(frames):
            out.add(frame)
    return target


def contact_sheet(target: Path, *rows: Path | Sequence[Path], columns: int = 6) -> Path:
    """Draw a row for each video, with frames from its first to its last, or for each list."""
    drawn = [_row(row, columns) for row in rows]
    wide = max(sum(tile[0] + GAP for tile in row) for row in drawn) + GAP
    lines = [_blank(wide) for _ in range(GAP)]
    for row in drawn:
        lines += [_line(row, number, wide) for number in range(HIGH)]
        lines += [_blank(wide) for _ in range(GAP)]
    target.write_bytes(_png(lines, wide))
    return target


def _row(row: Path | Sequence[Path], columns: int) -> list[Tile]:
    if isinstance(row, Path):
        return _tiles(row, columns)
    return [tile for path in row for tile in _tiles(path, 1)]


def _tiles(path: Path, columns: int) -> list[Tile]:
    with av.open(str(path)) as file:
        frames = list(file.decode(video=0))
    last = len(frames) - 1
    several = min(columns, len(frames))
    chosen = [round(last * place / max(1, several - 1)) for place in range(several)]
    return [_tile(frames[number]) for number in chosen]


def _tile(frame: av.VideoFrame) -> Tile:
    wide = round(HIGH * frame.width / frame.height / 2) * 2
    plane = frame.reformat(wide, HIGH, "rgb24", interpolation="AREA").planes[0]
    data, step = bytes(plane), plane.line_size
    return wide, [data[step * number :][: 3 * wide] for number in range(HIGH)]


def _line(row: list[Tile], number: int, wide: int) -> bytes:
    inner = b"".join(_blank(GAP) + lines[number] for _, lines in row)
    return inner + _blank(wide - len(inner) // 3)


def _blank(wide: int) -> bytes:
    return b"\xff" * (3 * wide)


def _png(lines: list[bytes], wide: int) -> bytes:
    frame = av.VideoFrame(wide, len(lines), "rgb24")
    plane = frame.planes[0]
    plane.update(b"".join(line.ljust(plane.line_size, b"\0") for line in lines))
    encoder = av.VideoCodecContext.create("png", "w")
    encoder.width, encoder.height, encoder.pix_fmt = wide, len(lines), "rgb24"
    encoder.time_base = Fraction(1, 24)
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])
