"""Drafts in which given pictures and clips stand at given places."""

from __future__ import annotations

__all__ = ("Inset", "draft_timeline")

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from random import Random
from zlib import crc32

from av.video.frame import VideoFrame

from ._blend import Blend, ease
from ._clip import Clip, scan_clip
from ._draft import Drafted
from ._drift import Drift
from ._encode import Encoder
from ._footage import Footage
from ._mark import draw_mark
from ._open import Limits
from ._picture import fit_picture, read_picture
from ._scene import Scene
from ._tail import Continuation
from ._tick import Tick, silent
from ._warp import Grid, Warp

_RING_BYTES = 80 << 20
_RING_FRAMES = 64
# Seconds in which what goes on from one piece turns into the next one.
_CHANGE = 0.6
# Kept frames are pictures of somebody's own; twice encoded, they still look the same.
_FINE = 14
_FINEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Inset:
    """
    A picture, or a stretch of a clip, and the frame of the result at which it begins.

    Example:
        >>> Inset(path=Path("shore.png"), start=120, is_still=True).start
        120
    """

    path: Path
    start: int
    is_still: bool = False
    fps: Fraction | None = None
    """The rate a clip is brought to first; left out, its frames are taken one by one."""

    most: int | None = None
    """How many frames of a clip are used at most, counted from its beginning."""

    is_reversed: bool = False
    """Whether what is used of a clip is played backwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    start: int
    numbers: Sequence[int]
    still: VideoFrame | None = None
    footage: Footage | None = None

    def frames(self, first: int, count: int) -> Iterator[VideoFrame]:
        if self.footage is None:
            assert self.still is not None
            yield self.still
        else:
            yield from self.footage.frames(self.numbers[first : first + count])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    piece: _Piece | None
    first: int
    count: int


def draft_timeline(
    target: Path,
    insets: Sequence[Inset] = (),
    *,
    num_frames: int,
    size: tuple[int, int],
    fps: Fraction = Fraction(24),
    prompt: str = "",
    seed: int = 0,
    is_reversed: bool = False,
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Drafted:
    """
    Draft a video around pictures and clips that stand at their places unchanged.

    What lies between them goes on from the one before and turns into the next; without any
    of them it is a landscape. Where two claim one frame, a picture has it, and otherwise
    the one that begins later. Only drafted frames have a badge.

    Args:
        target: The MP4 to write.
        insets: What stands where.
        num_frames: Length of the result.
        size: Width and height, both even; another shape covers it and is cut.
        fps: Rate of the result.
        prompt: A few words for the badge; without insets they decide how it looks.
        seed: Another seed gives another draft, the same seed the same.
        is_reversed: Play the finished draft backwards.
        limits: What media may ask for.
        tick: Told after each frame.

    Raises:
        MediaRefusedError: One of the media cannot be used.
        ValueError: An inset begins behind the end.
    """
    pieces = [_piece(inset, num_frames, size, limits) for inset in insets]
    runs = _runs(pieces, num_frames)
    mixed = seed ^ crc32(prompt.encode()) << 16 if not pieces else seed
    frames = _Draft(size, fps, mixed).frames(runs)
    drafted = [run.piece is None for run in runs for _ in range(run.count)]
    first = target if not is_reversed else target.with_name(f"forward-{target.name}")
    with Encoder(first, size=size, fps=fps, crf=_FINEST if is_reversed else _FINE) as out:
        for index, frame in enumerate(frames):
            if drafted[index] and not is_reversed:
                draw_mark(frame, _badge(index, num_frames, prompt))
            out.add(frame)
            tick(index + 1, num_frames, "Drafting")
    if is_reversed:
        try:
            _turn(first, target, drafted[::-1], size=size, fps=fps, prompt=prompt, tick=tick)
        finally:
            first.unlink()
    notes = (_NOTES[bool(pieces)],)
    return Drafted(path=target, frames=num_frames, fps=fps, size=size, notes=notes)


_NOTES = {
    False: "The pictures are a stand-in: nothing here reads the prompt.",
    True: "Frames with a badge are a stand-in; the others are the given media, scaled to cover "
    "the frame and cut in the middle.",
}


def _badge(index: int, total: int, prompt: str) -> str:
    return f"DRAFT  f {index + 1}/{total}  {prompt}".rstrip()


def _turn(
    source: Path,
    target: Path,
    drafted: Sequence[bool],
    *,
    size: tuple[int, int],
    fps: Fraction,
    prompt: str,
    tick: Tick,
) -> None:
    total = len(drafted)
    backwards = Footage(scan_clip(source), size).frames(range(total - 1, -1, -1))
    with Encoder(target, size=size, fps=fps, crf=_FINE) as out:
        for index, frame in enumerate(backwards):
            if drafted[index]:
                # A decoder may still hold it, and would go on from what is drawn here.
                frame.make_writable()
                draw_mark(frame, _badge(index, total, prompt))
            out.add(frame)
            tick(index + 1, total, "Turning it round")


def _piece(inset: Inset, num_frames: int, size: tuple[int, int], limits: Limits | None) -> _Piece:
    if not 0 <= inset.start < num_frames:
        message = (
            f"{inset.path.name!r} begins at frame {inset.start}, and the video has {num_frames} "
            f"frames: use 0 to {num_frames - 1}."
        )
        raise ValueError(message)
    if inset.is_still:
        still = fit_picture(read_picture(inset.path, limits=limits), size)
        return _Piece(start=inset.start, numbers=(0,), still=still)
    clip = scan_clip(inset.path, limits=limits)
    numbers = _numbers(clip, inset)[: num_frames - inset.start]
    footage = Footage(clip, size, limits=limits)
    return _Piece(start=inset.start, numbers=numbers, footage=footage)


def _numbers(clip: Clip, inset: Inset) -> Sequence[int]:
    numbers: Sequence[int] = range(clip.frames)
    if inset.fps is not None:
        count = max(1, int(clip.seconds_at(clip.frames) * inset.fps))
        tick = 1 / (inset.fps * clip.time_base)
        times = (clip.times[0] + int(index * tick + Fraction(1, 2)) for index in range(count))
        numbers = [max(0, bisect_right(clip.times, time) - 1) for time in times]
    numbers = numbers[: inset.most]
    return numbers[::-1] if inset.is_reversed else numbers


def _runs(pieces: Sequence[_Piece], num_frames: int) -> list[_Run]:
    owners: list[_Piece | None] = [None] * num_frames
    for piece in sorted(pieces, key=lambda piece: (piece.still is not None, piece.start)):
        end = piece.start + len(piece.numbers)
        owners[piece.start : end] = [piece] * len(piece.numbers)
    runs: list[_Run] = []
    index = 0
    for _, group in groupby(owners, key=id):
        same = list(group)
        owner = same[0]
        first = 0 if owner is None else index - owner.start
        runs.append(_Run(piece=owner, first=first, count=len(same)))
        index += len(same)
    return runs


class _Draft:
    """What stands in the runs, and what fills the gaps between them."""

    def __init__(self, size: tuple[int, int], fps: Fraction, seed: int) -> None:
        self._size = size
        self._fps = fps
        self._seed = seed
        self._ring: deque[VideoFrame] = deque(
            maxlen=max(12, min(_RING_FRAMES, _RING_BYTES // (size[0] * size[1] * 3 // 2)))
        )

    def frames(self, runs: Sequence[_Run]) -> Iterator[VideoFrame]:
        for run, following in zip(runs, (*runs[1:], None), strict=True):
            if run.piece is None:
                yield from self._gap(run.count, following)
                continue
            self._ring.clear()
            for frame in run.piece.frames(run.first, run.count):
                self._ring.append(frame)
                yield frame

    def _gap(self, count: int, following: _Run | None) -> Iterator[VideoFrame]:
        if following is None and not self._ring:
            yield from Scene(self._size, fps=self._fps, seed=self._seed).frames(count)
            return
        before = (
            Continuation(list(self._ring), seed=self._seed, fps=float(self._fps)).frames(count)
            if self._ring
            else None
        )
        if following is None:
            assert before is not None
            yield from before
            return
        assert following.piece is not None
        (after,) = following.piece.frames(following.first, 1)
        yield from self._towards(after, before, count)

    def _towards(
        self, after: VideoFrame, before: Iterator[VideoFrame] | None, count: int
    ) -> Iterator[VideoFrame]:
        random = Random(self._seed)  # noqa: S311 - a seed is no secret
        grid = Grid(*self._size)
        warp, drift = Warp(grid), Drift(grid, random)
        enlarged = warp.enlarge(after)
        blend = Blend(*self._size, random)
        length = min(count, max(1, round(_CHANGE * self._fps)))
        for index in range(count):
            done = index - (count - length)
            ahead = float((count - index) / self._fps)
            if before is None:
                yield warp.apply(enlarged, drift.field(ahead))
                continue
            onward = next(before)
            if done < 0:
                yield onward
                continue
            arriving = warp.apply(enlarged, drift.field(ahead))
            yield blend.apply(onward, arriving, ease((done + 1) / (length + 1)))
