"""The boxes of an MP4 file."""

from __future__ import annotations

__all__ = (
    "Track",
    "box",
    "chunk_offsets",
    "full",
    "movie_header",
    "sample_table",
    "track_box",
    "u16",
    "u32",
)

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

# Everything counts in one clock: ticks of the movie's own time scale.
MATRICES = {
    0: (1, 0, 0, 1),
    90: (0, 1, -1, 0),
    180: (-1, 0, 0, -1),
    270: (0, -1, 1, 0),
}


def u16(*values: int) -> bytes:
    """Return numbers as two bytes each."""
    return struct.pack(f">{len(values)}H", *values)


def u32(*values: int) -> bytes:
    """Return numbers as four bytes each."""
    return struct.pack(f">{len(values)}I", *(value % (1 << 32) for value in values))


def box(kind: str, *parts: bytes) -> bytes:
    """Return one box."""
    body = b"".join(parts)
    return u32(len(body) + 8) + kind.encode("ascii") + body


def full(kind: str, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    """Return one box that has a version and flags."""
    return box(kind, u32(version << 24 | flags), *parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """
    One track and its samples.

    Attributes:
        kind: `vide` or `soun`.
        entry: The sample description.
        data: The samples' bytes, or all of them at once where `size` is given.
        count: Number of samples.
        size: The size of each sample, where it is the same for all.
        durations: How long each sample lasts, in ticks of `scale`.
        scale: Ticks in a second.
        keys: Which samples are full pictures, counted from 1; `None` for all.
        shown: Width and height in pixels as stored and unturned.
        rotation: Clockwise degrees to turn the picture by.
        start: Ticks at the beginning that an edit list hides.
    """

    kind: str
    entry: bytes
    data: Sequence[bytes]
    count: int
    size: int = 0
    durations: Sequence[int]
    scale: int
    keys: Sequence[int] | None = None
    shown: tuple[int, int] = (0, 0)
    rotation: int = 0
    start: int = 0

    @property
    def duration(self) -> int:
        """Ticks of all samples."""
        return sum(self.durations)


def _matrix(track: Track) -> bytes:
    a, b, c, d = MATRICES[track.rotation]
    width, height = track.shown
    left = {90: height, 180: width}.get(track.rotation, 0)
    top = {180: height, 270: width}.get(track.rotation, 0)
    one = 1 << 16
    return u32(a * one, b * one, 0, c * one, d * one, 0, left * one, top * one, 1 << 30)


def movie_header(scale: int, duration: int, tracks: int) -> bytes:
    """Return the `mvhd` box."""
    identity = u32(1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    head = u32(0, 0, scale, duration, 1 << 16) + u16(0x0100, 0) + u32(0, 0)
    return full("mvhd", head, identity, bytes(24), u32(tracks + 1))


def track_box(track: Track, number: int, movie_scale: int, table: bytes, length: int) -> bytes:
    """Return the `trak` box. `length` is in the track's ticks, 0 in a fragmented file."""
    shown = (length - track.start) * movie_scale // track.scale if length else 0
    sound = track.kind == "soun"
    width, height = track.shown
    head = full(
        "tkhd",
        u32(0, 0, number, 0, shown, 0, 0) + u16(0, 0, 0x0100 if sound else 0, 0),
        _matrix(track),
        u32(width << 16, height << 16),
        flags=3,
    )
    edits = b""
    if track.start:
        edits = box("edts", full("elst", u32(1, shown, track.start, 1 << 16)))
    media = box(
        "mdia",
        full("mdhd", u32(0, 0, track.scale, length), u16(0x55C4, 0)),
        full("hdlr", u32(0), track.kind.encode(), bytes(12), b"track\0"),
        box(
            "minf",
            full("smhd", u32(0)) if sound else full("vmhd", bytes(8), flags=1),
            box("dinf", full("dref", u32(1), full("url ", flags=1))),
            table,
        ),
    )
    return box("trak", head, edits, media)


def sample_table(track: Track, offset: int, *, empty: bool = False) -> bytes:
    """Return the `stbl` box of a track whose samples lie in one run from `offset` on."""
    description = full("stsd", u32(1), track.entry)
    if empty:
        return box(
            "stbl",
            description,
            full("stts", u32(0)),
            full("stsc", u32(0)),
            full("stsz", u32(0, 0)),
            full("stco", u32(0)),
        )
    runs = [(len(list(group)), ticks) for ticks, group in groupby(track.durations)]
    sizes = () if track.size else tuple(len(sample) for sample in track.data)
    keys = b"" if track.keys is None else full("stss", u32(len(track.keys), *track.keys))
    return box(
        "stbl",
        description,
        full("stts", u32(len(runs)), *(u32(*run) for run in runs)),
        keys,
        full("stsc", u32(1, 1, track.count, 1)),
        full("stsz", u32(track.size, track.count, *sizes)),
        full("stco", u32(1, offset)),
    )


def chunk_offsets(tracks: Sequence[Track], start: int) -> list[int]:
    """Return where each track's samples begin when they lie one after the other."""
    offsets: list[int] = []
    for track in tracks:
        offsets.append(start)
        start += sum(len(piece) for piece in track.data)
    return offsets
