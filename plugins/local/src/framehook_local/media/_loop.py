"""A draft that ends where it begins."""

from __future__ import annotations

__all__ = ("draft_loop",)

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path
from zlib import crc32

from av.video.frame import VideoFrame

from ._blend import ease
from ._draft import Drafted, write_draft
from ._fade import Fade
from ._scene import Scene
from ._tick import Tick, silent

_CHANGE = 0.5


def draft_loop(
    target: Path,
    *,
    num_frames: int,
    size: tuple[int, int],
    fps: Fraction = Fraction(24),
    prompt: str = "",
    seed: int = 0,
    tick: Tick = silent,
) -> Drafted:
    """
    Draft a video from words that can be played again and again without a jump.

    In its last half second the landscape turns into what is seen just before the first
    frame.
    """
    scene = Scene(size, fps=fps, seed=seed ^ crc32(prompt.encode()) << 16)
    return write_draft(
        target,
        _closed(scene, num_frames, size, max(1, min(num_frames // 2, round(_CHANGE * fps)))),
        num_frames=num_frames,
        size=size,
        fps=fps,
        prompt=prompt,
        tick=tick,
        note="The pictures are a stand-in: nothing here reads the prompt.",
    )


def _closed(scene: Scene, count: int, size: tuple[int, int], change: int) -> Iterator[VideoFrame]:
    frames = scene.frames(count + change)
    lead = list(islice(frames, change))
    yield from islice(frames, count - change)
    fade = Fade(*size)
    for number, (last, before) in enumerate(zip(frames, lead, strict=True), start=1):
        yield fade.apply(last, before, ease(number / (change + 1)))
