"""Tracks of an MP4 or QuickTime file."""

from __future__ import annotations

__all__ = ("Track", "rational", "tracks")

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ._boxes import Tally, boxes, first
from ._damage import DamageError
from ._edits import Edit, edits
from ._geometry import aspect, turn
from ._number import big, signed
from ._sample_entry import Picture, Sound, picture, sound
from ._timeline import Timeline, table

_Matrix: TypeAlias = tuple[int, int, int, int]

_UNITY: _Matrix = (65536, 0, 0, 65536)
_UNKNOWN_LENGTHS = (2**32 - 1, 2**64 - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """
    One track.

    Attributes:
        id: Its number in the file.
        kind: `vide` or `soun`.
        enabled: Whether players show it by default.
        scale: Ticks per second of its clock.
        length: What its header says it lasts, in ticks.
        picture: What a video track contains.
        sound: What an audio track contains.
        pixel: The shape of its pixels.
        rotation: Clockwise degrees.
        parts: Its edit list.
        samples: The box that lists its frames.
        chapters: The tracks that only hold its chapter marks.
    """

    id: int
    kind: bytes
    enabled: bool
    scale: int
    length: int
    picture: Picture | None
    sound: Sound | None
    pixel: tuple[int, int] | None
    rotation: int
    parts: tuple[Edit, ...]
    samples: memoryview
    chapters: tuple[int, ...]

    def timeline(self, tally: Tally) -> Timeline:
        """Its frames, which are only listed one by one where an edit list needs that."""
        with_times = bool(self.parts) and self.kind == b"vide"
        try:
            return table(self.samples, tally, with_times=with_times)
        except DamageError:
            return Timeline(count=0, ticks=0, shortest=0, longest=0)

    def seconds(self, ticks: int) -> float | None:
        """What so many ticks are in seconds."""
        return rational(ticks, self.scale)


def rational(above: int, below: int) -> float | None:
    """A quotient; `None` unless both are positive."""
    return above / below if above > 0 and below > 0 else None


def tracks(movie: memoryview, tally: Tally) -> tuple[Sequence[Track], int, int]:
    """
    Read a `moov` box.

    Returns:
        The video and audio tracks that make sense, the ticks per second of the movie's
        clock, and how many ticks it lasts.
    """
    scale, length, matrix = 0, 0, _UNITY
    head = first(movie, b"mvhd", tally)
    if head is not None:
        scale, length = _clock(head, 12)
        matrix = _matrix(head, 48 if big(head, 0, 1) == 1 else 36)
    found: list[Track] = []
    for box in boxes(movie, tally):
        if box.kind == b"trak":
            try:
                track = _track(box.body, scale, matrix, tally)
            except DamageError:
                # The other tracks may still say all there is to know.
                continue
            if track is not None:
                found.append(track)
    return found, scale, length


def _track(data: memoryview, movie_scale: int, movie_matrix: _Matrix, tally: Tally) -> Track | None:
    media = first(data, b"mdia", tally) or memoryview(b"")
    kind = bytes((first(media, b"hdlr", tally) or b"")[8:12])
    head, clock = first(data, b"tkhd", tally), first(media, b"mdhd", tally)
    if kind not in (b"vide", b"soun") or head is None or clock is None:
        return None
    scale, length = _clock(clock, 12)
    wide = big(head, 0, 1) == 1
    samples = first(media, b"minf/stbl", tally) or memoryview(b"")
    description = first(samples, b"stsd", tally) or memoryview(b"")
    look = picture(description, tally) if kind == b"vide" else None
    listed = first(data, b"edts/elst", tally)
    parts = () if listed is None else edits(listed, movie_scale, scale)
    chapters = first(data, b"tref/chap", tally) or memoryview(b"")
    return Track(
        id=big(head, 20 if wide else 12, 4),
        kind=kind,
        enabled=bool(big(head, 3, 1) & 1),
        scale=scale,
        length=length,
        picture=look,
        sound=sound(description, tally) if kind == b"soun" else None,
        pixel=_pixel(look, head[88 if wide else 76 :]),
        rotation=_rotation(_matrix(head, 52 if wide else 40), movie_matrix),
        parts=parts,
        samples=samples,
        chapters=tuple(big(chapters, at, 4) for at in range(0, len(chapters) - 3, 4)),
    )


def _clock(head: memoryview, at: int) -> tuple[int, int]:
    """Ticks per second and length, of an `mvhd` or `mdhd` box."""
    if big(head, 0, 1) == 1:
        scale, length = big(head, at + 8, 4), big(head, at + 12, 8)
    else:
        scale, length = big(head, at, 4), big(head, at + 4, 4)
    return scale, 0 if length in _UNKNOWN_LENGTHS else length


def _matrix(head: memoryview, at: int) -> _Matrix:
    a, b, c, d = (signed(head, at + skip, 4) for skip in (0, 4, 12, 16))
    return a, b, c, d


def _rotation(inner: _Matrix, outer: _Matrix) -> int:
    a, b, c, d = inner
    e, f, g, h = outer if any(outer) else _UNITY
    return turn(a * e + b * g, a * f + b * h, c * f + d * h)


def _pixel(look: Picture | None, shown: memoryview) -> tuple[int, int] | None:
    """The shape of a pixel; by the size on screen where the codec does not say."""
    if look is None or look.pixel is not None:
        return None if look is None else look.pixel
    (width, height), across, down = look.size, big(shown, 0, 4), big(shown, 4, 4)
    shape = aspect(across * height, down * width)
    # Some writers turn the size on screen themselves, which says nothing of the pixels.
    if across * width == down * height:
        return (1, 1)
    # Sizes on screen are rounded, so that small differences mean nothing.
    if shape is None or abs(shape[0] - shape[1]) * 100 <= max(shape):
        return (1, 1)
    return shape
