"""What a call of PixVerse must yield: length, size, and what is kept of a source."""

from __future__ import annotations

__all__ = (
    "FAST_SECONDS",
    "added_frames",
    "canvas",
    "extension",
    "from_image",
    "from_text",
    "kept",
    "seconds_of",
    "swapped",
)

from fractions import Fraction
from typing import Protocol

from framehook.spi import Expected, View

FAST_SECONDS = 5

_SHORT_SIDE = {"360p": 360, "540p": 540, "720p": 720, "1080p": 1080}
_FAST = "Fast mode has no duration: it always makes 5 seconds."
_SIZE_ASSUMED = (
    "The pixels of a resolution are not published; its number is taken for the shorter side."
)
_RATE_ASSUMED = "The frame rate of an extended video is not published; the source's is assumed."
_LENGTH_ASSUMED = "The result is assumed to last as long as the source."
_FRAMES_ASSUMED = (
    "The vendor brings the source to 24 frames a second to find the keyframe; the result is "
    "assumed to keep the source's frames."
)


class Sized(Protocol):
    """An input that asks for a resolution."""

    @property
    def resolution(self) -> str: ...


class Shaped(Sized, Protocol):
    """An input that asks for a resolution and a shape."""

    @property
    def aspect_ratio(self) -> str: ...


def seconds_of(given: object) -> int:
    """Return how many seconds an input asks for, in whatever form; fast mode has 5."""
    return int(getattr(given, "duration", FAST_SECONDS))


def added_frames(seconds: int, fps: float) -> int:
    """Return how many frames an extension of so many seconds adds."""
    return max(1, round(seconds * fps))


def canvas(resolution: str, shape: Fraction) -> tuple[int, int]:
    """Return width and height in pixels, both even; the tier is the shorter side."""
    short = _SHORT_SIDE[resolution]
    long = round(short * max(shape, 1 / shape) / 2) * 2
    return (long, short) if shape >= 1 else (short, long)


def from_text(view: View[Shaped]) -> Expected:
    """Return what a video of an asked shape must be like; a transition is one too."""
    width, _, height = view.input.aspect_ratio.partition(":")
    shape = Fraction(int(width), int(height))
    return Expected(
        seconds=seconds_of(view.input),
        size=canvas(view.input.resolution, shape),
        notes=(_SIZE_ASSUMED, *_fast(view.input)),
    )


def from_image(view: View[Sized]) -> Expected:
    """Return what a video that starts with an image must be like: it has the image's shape."""
    return Expected(
        seconds=seconds_of(view.input),
        size=_like(view, "/image_url"),
        notes=(_SIZE_ASSUMED, *_fast(view.input)),
    )


def extension(view: View[Sized]) -> Expected:
    """
    Return what an extended video must be like: the whole source, and so many seconds more.

    What depends on a source that was not looked at stays unknown.
    """
    source = view.facts("/video_url")
    seconds = seconds_of(view.input)
    is_counted = source.exact and source.frames is not None and source.fps is not None
    frames = None
    if is_counted:
        assert source.frames is not None
        assert source.fps is not None
        frames = source.frames + added_frames(seconds, source.fps)
    return Expected(
        frames=frames,
        fps=source.fps,
        size=_like(view, "/video_url"),
        seconds=None if source.duration is None else source.duration + seconds,
        notes=(_RATE_ASSUMED, _SIZE_ASSUMED, *_fast(view.input)),
    )


def kept(view: View[object]) -> Expected:
    """Return what a video with other sound must be like: its pictures are the source's."""
    source = view.facts("/video_url")
    size = source.size
    is_plain = size is not None and not source.rotation and not (size[0] % 2 or size[1] % 2)
    return Expected(
        frames=source.frames if source.exact else None,
        fps=source.fps,
        size=size if is_plain else None,
        seconds=source.duration,
        notes=(_LENGTH_ASSUMED,),
    )


def swapped(view: View[Sized]) -> Expected:
    """Return what a video with something swapped must be like: as long as the source."""
    source = view.facts("/video_url")
    return Expected(
        frames=source.frames if source.exact else None,
        fps=source.fps,
        size=_like(view, "/video_url"),
        seconds=source.duration,
        notes=(_FRAMES_ASSUMED, _SIZE_ASSUMED),
    )


def _like(view: View[Sized], pointer: str) -> tuple[int, int] | None:
    size = view.facts(pointer).size
    return None if size is None else canvas(view.input.resolution, Fraction(*size))


def _fast(given: object) -> tuple[str, ...]:
    return () if hasattr(given, "duration") else (_FAST,)
