"""Drafts of videos that are painted anew."""

from __future__ import annotations

__all__ = ("draft_video",)

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from zlib import crc32

from ._clip import scan_clip
from ._draft import Drafted, write_draft
from ._fade import Fade
from ._footage import Footage
from ._open import Limits
from ._scene import Scene
from ._tick import Tick, silent


def draft_video(
    source: Path,
    target: Path,
    *,
    picks: Sequence[int],
    size: tuple[int, int],
    fps: Fraction,
    strength: float = 0.7,
    prompt: str = "",
    seed: int = 0,
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Drafted:
    """
    Draft a video out of chosen frames of another, over a landscape from words and seed.

    Args:
        source: Any video that can be opened, a GIF too.
        target: The MP4 to write.
        picks: Indices of the frames to show, ascending; one may stand there repeatedly.
        size: Width and height, both even. Another shape is scaled to cover it and cut in
            the middle.
        fps: Frames per second of the draft.
        strength: How strong the source's frames are, from 0 to 1.
        prompt: The words, also for the badge.
        seed: Another seed gives another landscape, the same one the same.
        limits: What the source may ask for.
        tick: Told after each frame.

    Raises:
        MediaRefusedError: The source cannot be used.
        ValueError: One of `picks` is no frame of the source.
    """
    clip = scan_clip(source, limits=limits, tick=tick)
    if not picks or picks[0] < 0 or picks[-1] >= clip.frames or sorted(picks) != list(picks):
        raise ValueError(
            f"The frames to show must ascend within 0 to {clip.frames - 1}, but they are "
            f"{list(picks[:3])} and so on."
        )
    fade = Fade(*size)
    scene = Scene(size, fps=fps, seed=seed ^ crc32(prompt.encode()) << 16)
    pairs = zip(
        scene.frames(len(picks)), Footage(clip, size, limits=limits).frames(picks), strict=True
    )
    return write_draft(
        target,
        (fade.apply(ground, frame, strength) for ground, frame in pairs),
        num_frames=len(picks),
        size=size,
        fps=fps,
        prompt=prompt,
        tick=tick,
        note="The source's frames lie over a stand-in: nothing here paints them anew.",
    )
