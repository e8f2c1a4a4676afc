"""Making a video longer: its own frames, unchanged, and drafted ones behind them."""

from __future__ import annotations

__all__ = ("Extended", "extend_video")

from collections import deque
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
from av.container import OutputContainer
from av.video.frame import VideoFrame

from ._clip import Clip, Colour, scan_clip
from ._encode import DRAFT_COMMENT, Quality, clock_of
from ._geometry import even
from ._mark import draw_mark
from ._open import Limits, open_media, video_of
from ._part import part_of
from ._prefix import Plan, copyable_frames, keep_prefix, position_of
from ._sound import KeptSound
from ._splice import Splice
from ._tail import Continuation
from ._tick import Tick, silent

_CONTEXT = 32
_EXACT = Quality(qp=12)
_DRAFT = Quality(crf=20)
# What the frames before the seam, which the draft is made from, may take of memory.
_RING_BYTES = 80 << 20
_RING_FRAMES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """
    A longer video, and how its first part relates to the source.

    Example:
        >>> extend_video(Path("a.mp4"), Path("b.mp4"), num_frames=96)  # doctest: +SKIP
    """

    path: Path
    frames: int
    fps: Fraction
    size: tuple[int, int]
    start_frame: int
    prefix: Literal["copied", "reencoded"]
    exact_prefix_frames: int
    """How many frames from the start decode to the source's very values."""
    notes: tuple[str, ...]


def extend_video(
    source: Path,
    target: Path,
    *,
    num_frames: int,
    start_frame: int | None = None,
    keep_all: bool = False,
    size: tuple[int, int] | None = None,
    seed: int = 0,
    caption: str = "",
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Extended:
    """
    Keep frames 0 to `start_frame` - 1 of a video and draft `num_frames` behind them.

    The kept frames are copied bit by bit where the source is H.264 of 8 bits and the
    wanted size; the one to three that cannot be copied alone, or all of them, are encoded
    with at least 45 dB, compared with the source scaled to `size`.

    Args:
        source: Any video that can be opened.
        target: The MP4 to write. It appears when it is whole.
        num_frames: How many frames to draft, at least 1.
        start_frame: Where the draft begins; 32 frames before the end if left out.
        keep_all: Whether every frame is kept and the draft begins behind the last one.
        size: Width and height, both even; the source's if left out. Another shape is
            scaled to cover it and cut in the middle.
        seed: Another seed gives another draft, the same seed the same.
        caption: A few words for the badge.
        limits: What the source may ask for.
        tick: Told after each frame.

    Raises:
        MediaRefusedError: The source cannot be used.
        ValueError: `start_frame` is not a frame of the source.
    """
    clip = scan_clip(source, limits=limits, tick=tick)
    start = clip.frames if keep_all else _start(clip, start_frame)
    plan = _plan(clip, num_frames, start, size)
    with ExitStack() as stack:
        part = stack.enter_context(part_of(target))
        out = stack.enter_context(
            av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"})
        )
        notes = _write(
            plan, out=out, stack=stack, limits=limits, seed=seed, caption=caption, tick=tick
        )
    return Extended(
        path=target,
        frames=plan.start + plan.count,
        fps=clip.fps,
        size=plan.size,
        start_frame=plan.start,
        prefix="copied" if plan.copied else "reencoded",
        exact_prefix_frames=plan.copied,
        notes=notes,
    )


def _start(clip: Clip, start_frame: int | None) -> int:
    start = max(0, clip.frames - _CONTEXT) if start_frame is None else start_frame
    if not 0 <= start < clip.frames:
        message = (
            f"start_frame must be one of the {clip.frames} frames of {clip.path.name!r}, "
            f"0 to {clip.frames - 1}, but it is {start}."
        )
        raise ValueError(message)
    return start


def _plan(clip: Clip, num_frames: int, start: int, size: tuple[int, int] | None) -> Plan:
    if num_frames < 1:
        raise ValueError(f"num_frames must be at least 1, but it is {num_frames}.")
    wide, high = size or clip.display_size
    size = (even(wide), even(high))
    base, ticks = clock_of(clip.fps) if clip.is_constant else (clip.time_base, 0)
    return Plan(
        clip=clip,
        start=start,
        count=num_frames,
        size=size,
        copied=copyable_frames(clip, start, size),
        base=base,
        ticks=ticks,
    )


def _write(
    plan: Plan,
    *,
    out: OutputContainer,
    stack: ExitStack,
    limits: Limits | None,
    seed: int,
    caption: str,
    tick: Tick,
) -> tuple[str, ...]:
    clip = plan.clip
    out.metadata["comment"] = DRAFT_COMMENT
    container = stack.enter_context(open_media(clip.path, limits=limits))
    sounding = stack.enter_context(open_media(clip.path, limits=limits))
    stream = video_of(container, limits=limits)
    splice = Splice(out, size=plan.size, fps=clip.fps, base=plan.base)
    pieces = [_EXACT, _DRAFT] if plan.copied < plan.start else [_DRAFT]
    if plan.copied:
        splice.copy_from(stream, clip.colour, pieces)
    else:
        splice.begin(_colour(clip), pieces)
    origin = clip.times[0] * clip.time_base
    sound = KeptSound.of(
        clip.path, sounding, out, origin=origin, end=clip.seconds_at(plan.start), limits=limits
    )

    def before(seconds: Fraction) -> None:
        if sound:
            sound.until(seconds)

    frame_bytes = plan.size[0] * plan.size[1] * 3 // 2
    ring: deque[VideoFrame] = deque(maxlen=max(12, min(_RING_FRAMES, _RING_BYTES // frame_bytes)))
    keep_prefix(
        plan, container=container, stream=stream, splice=splice, ring=ring, tick=tick, before=before
    )
    tail = Continuation(list(ring), seed=seed, fps=float(clip.fps))
    total = plan.start + plan.count
    for number, frame in enumerate(tail.frames(plan.count), start=plan.start):
        before(clip.seconds_at(number))
        draw_mark(frame, f"DRAFT  f {number + 1}/{total}  {caption}".rstrip())
        splice.encode(len(pieces) - 1, frame, position_of(plan, number))
        tick(number + 1, total, "Drafting")
    splice.encode(len(pieces) - 1, None)
    before(Fraction(10**9))
    return tuple(_notes(plan, sound))


def _colour(clip: Clip) -> Colour:
    """Keep what the source says of its colours; where it says nothing, say nothing."""
    colour = clip.colour
    if not clip.is_yuv:
        return Colour()
    return Colour(primaries=colour.primaries, transfer=colour.transfer, matrix=colour.matrix)


def _notes(plan: Plan, sound: KeptSound | None) -> list[str]:
    clip = plan.clip
    notes = [f"The frame rate of the source, {float(clip.fps):.6g}, is kept."]
    if not clip.is_constant:
        notes.append(
            "The source has a variable frame rate: kept frames keep their own times, and "
            "new ones follow at its mean."
        )
    if not plan.start:
        notes.append("Nothing is kept before frame 0: the draft begins with the first picture.")
    elif plan.copied == plan.start:
        notes.append(f"All {plan.start} kept frames are the source's own, bit by bit.")
    elif plan.copied:
        rest = plan.start - plan.copied
        notes.append(
            f"{plan.copied} kept frames are the source's own, bit by bit; the last {rest} "
            f"cannot be copied alone and were encoded with at least 45 dB."
        )
    else:
        notes.append(f"The {plan.start} kept frames were encoded with at least 45 dB.")
    if sound:
        way = "copied" if sound.is_copied else "encoded as AAC"
        notes.append(
            f"The sound is {way} up to the seam at {float(clip.seconds_at(plan.start)):.3f} s; "
            f"the draft is silent."
        )
    return notes
