"""Drafts made of a video's own frames: placed on a canvas, mended, filled up and coloured."""

from __future__ import annotations

__all__ = ("draft_staged",)

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from random import Random

from av.video.frame import VideoFrame

from ._between import Between
from ._blend import Blend, ease
from ._clip import scan_clip
from ._draft import Drafted, write_draft
from ._fade import Fade
from ._footage import Footage
from ._geometry import crop_box, even
from ._graph import Chain
from ._layer import Overlay
from ._open import Limits
from ._patch import Patch
from ._picture import fit_picture, read_picture
from ._tick import Tick, silent

# Seconds in which a given picture turns into what stands around it.
_CHANGE = 0.5
_MATRIX = "in_color_matrix=bt709:out_color_matrix=bt709"


def draft_staged(
    source: Path,
    target: Path,
    *,
    picks: Sequence[int],
    size: tuple[int, int],
    fps: Fraction,
    box: tuple[int, int, int, int] | None = None,
    mask: Path | None = None,
    pictures: Mapping[int, Path] | None = None,
    inserted: int = 0,
    hue: int = 0,
    prompt: str = "",
    seed: int = 0,
    crf: float = 20,
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Drafted:
    """
    Draft a video of chosen frames of another, each placed on a canvas.

    What the source leaves free is filled with a soft picture of it.

    Args:
        source: Any video that can be opened.
        target: The MP4 to write.
        picks: Indices of the frames to use; one behind the end stands for the last frame.
        size: Width and height of the canvas, both even.
        fps: Frames per second of the draft.
        box: Where the source stands on the canvas: left, top, width and height in pixels,
            also beyond its edges. Left out, it covers the canvas and is cut in the middle.
        mask: A video or picture, white where a landscape takes the place of the source.
        pictures: Pictures to show, by their position in `picks`.
        inserted: How many frames to insert between any two.
        hue: Degrees by which colours are turned.
        prompt: Words for the badge.
        seed: Another seed gives another draft, the same one the same.
        crf: How much the encoder may lose; less is better.
        limits: What each file may ask for.
        tick: Told after each frame.

    Raises:
        MediaRefusedError: One of the files cannot be used.
    """
    clip = scan_clip(source, limits=limits, tick=tick)
    shown = clip.display_size
    native = (even(shown[0]), even(shown[1]))
    numbers = [min(pick, clip.frames - 1) for pick in picks]
    place = _placing(native, size, box)
    frames: Iterable[VideoFrame] = map(place, Footage(clip, native, limits=limits).frames(numbers))
    if hue:
        frames = map(Chain(*size, "yuv420p", f"hue=h={hue % 360}").run, frames)
    if mask is not None:
        patch = Patch(mask, size, fps=fps, seed=seed, limits=limits)
        frames = patch.frames(frames, numbers)
    if pictures:
        frames = _pinned(frames, pictures, size, fps=fps, seed=seed, limits=limits)
    return write_draft(
        target,
        _filled(frames, inserted, size) if inserted else _own(frames),
        num_frames=(len(numbers) - 1) * (inserted + 1) + 1,
        size=size,
        fps=fps,
        prompt=prompt,
        crf=crf,
        tick=tick,
        note="The source's own frames stand for those that the model would make.",
    )


def _placing(
    native: tuple[int, int], size: tuple[int, int], box: tuple[int, int, int, int] | None
) -> Callable[[VideoFrame], VideoFrame]:
    cover = crop_box(native, size)
    left, top, wide, high = box or (-cover.left, -cover.top, cover.width, cover.height)
    first = (max(0, left), max(0, top))
    last = (min(size[0], left + wide), min(size[1], top + high))
    seen = (last[0] - first[0], last[1] - first[1])
    cut = f"crop={seen[0]}:{seen[1]}:{first[0] - left}:{first[1] - top}:exact=1"
    scaled = f"scale={wide}:{high}:flags=bicubic:{_MATRIX}"
    if seen == size:
        return Chain(*native, "yuv420p", f"{scaled},{cut},setsar=1").run
    ground = Chain(*native, "yuv420p", _soft(cover.width, cover.height, size))
    if min(seen) <= 0:
        return ground.run
    lifted = f"format=yuva420p,pad={size[0]}:{size[1]}:{first[0]}:{first[1]}:color=black@0"
    above = Chain(*native, "yuv420p", f"{scaled},{cut},{lifted}")
    overlay = Overlay(size)
    return lambda frame: overlay.apply(ground.run(frame), above.run(frame))


def _soft(wide: int, high: int, size: tuple[int, int]) -> str:
    small = (max(4, wide // 40), max(4, high // 40))
    # The crop keeps the middle of what covers the canvas.
    return (
        f"scale={small[0]}:{small[1]}:flags=area:{_MATRIX},scale={wide}:{high}:flags=bicubic:"
        f"{_MATRIX},crop={size[0]}:{size[1]}:exact=1,lutyuv=y=16+(val-16)*0.7,setsar=1"
    )


def _pinned(
    frames: Iterable[VideoFrame],
    pictures: Mapping[int, Path],
    size: tuple[int, int],
    *,
    fps: Fraction,
    seed: int,
    limits: Limits | None,
) -> Iterator[VideoFrame]:
    read = {index: read_picture(path, limits=limits) for index, path in pictures.items()}
    stills = {index: fit_picture(picture, size) for index, picture in read.items()}
    blend = Blend(*size, Random(seed))  # noqa: S311 - a seed is no secret
    span = max(1, round(_CHANGE * fps))
    for index, frame in enumerate(frames):
        near = min(stills, key=lambda pin: abs(pin - index))
        away = abs(near - index)
        if not away:
            yield fit_picture(read[near], size)
        elif away < span:
            yield blend.apply(frame, stills[near], ease(1 - away / span))
        else:
            yield frame


def _filled(
    frames: Iterable[VideoFrame], inserted: int, size: tuple[int, int]
) -> Iterator[VideoFrame]:
    between, copy = Between(*size), Fade(*size)
    shares = [(number + 1) / (inserted + 1) for number in range(inserted)]
    before: VideoFrame | None = None
    for frame in _own(frames):
        if before is not None:
            for made in between.frames(before, frame, shares):
                # A badge is drawn on what is given away, and the pair is needed without.
                yield copy.apply(made, made, 0) if made is before else made
        yield copy.apply(frame, frame, 0)
        before = frame


def _own(frames: Iterable[VideoFrame]) -> Iterator[VideoFrame]:
    for frame in frames:
        frame.make_writable()
        yield frame
