"""What a call must yield: frames, rate and size."""

from __future__ import annotations

__all__ = (
    "KEYED_FRAMES",
    "KEYED_RATE",
    "KEYED_SIZE",
    "Keys",
    "Making",
    "Sampling",
    "Thinning",
    "key_indexes",
    "keyed",
    "made",
    "sampled",
    "thinned",
)

from collections.abc import Mapping
from math import ceil
from typing import Protocol

from framehook.spi import Expected, View

KEYED_FRAMES = 16
KEYED_RATE = 8.0
KEYED_SIZE = (512, 512)
_KEYS = range(3)
_PRESETS: Mapping[str, tuple[int, int]] = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
}
_PRESET_ASSUMED = "The pixels of a named size are those the vendor uses elsewhere."
_ODD = "Videos have even sides: the size is rounded."
_PLAYED_ASSUMED = (
    "Number of frames, rate and size of the result are not published: the frames that are "
    "used play at 'fps', in the size of the source."
)
_PACE_ASSUMED = (
    "The rate of the result is not published: it is assumed that the source's pace is kept, "
    "and its size."
)
_KEYED_ASSUMED = (
    "Number of frames, rate and size of the result are not published: 16 frames of 512x512, "
    "8 a second, as AnimateDiff makes them by itself."
)


class _Size(Protocol):
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


class Making(Protocol):
    """An input that says what the result is like."""

    @property
    def num_frames(self) -> int: ...
    @property
    def fps(self) -> int: ...
    @property
    def video_size(self) -> str | _Size: ...


class Sampling(Protocol):
    """An input that uses some frames of each of the first seconds of a video."""

    @property
    def first_n_seconds(self) -> int: ...
    @property
    def fps(self) -> int: ...


class Thinning(Protocol):
    """An input that uses every nth frame of a video."""

    @property
    def select_every_nth_frame(self) -> int: ...


class Keys(Protocol):
    """An input with up to three key images."""

    @property
    def keyframe_0_index(self) -> int: ...
    @property
    def keyframe_1_index(self) -> int: ...
    @property
    def keyframe_2_index(self) -> int: ...


def made(view: View[Making]) -> Expected:
    """Return what a video made from a prompt must be like: all is in the arguments."""
    given, asked = view.input, view.input.video_size
    size = _PRESETS[asked] if isinstance(asked, str) else (asked.width, asked.height)
    even = _even(size)
    assert even is not None
    notes = [_PRESET_ASSUMED] if isinstance(asked, str) else []
    return Expected(
        frames=given.num_frames,
        fps=float(given.fps),
        size=even,
        notes=notes + ([_ODD] if even != size else []),
    )


def sampled(view: View[Sampling]) -> Expected:
    """
    Return what a video must be like that shows `fps` frames of each second that is used.

    A source shorter than `first_n_seconds` gives fewer frames.
    """
    given, source = view.input, view.facts("/video_url")
    frames = None
    if source.duration is not None:
        seconds = min(float(given.first_n_seconds), source.duration)
        # A hundredth of a frame is rounding, not a frame.
        frames = max(1, ceil(seconds * given.fps - 0.01))
    return Expected(
        frames=frames,
        fps=float(given.fps),
        size=_even(source.size),
        notes=(_PLAYED_ASSUMED,),
    )


def thinned(view: View[Thinning]) -> Expected:
    """Return what a video of every nth frame must be like; it goes on as long as the source."""
    step, source = view.input.select_every_nth_frame, view.facts("/video_url")
    is_known = step >= 1 and source.exact and source.frames is not None
    return Expected(
        frames=-(-(source.frames or 0) // step) if is_known else None,
        fps=None if source.fps is None or step < 1 else source.fps / step,
        size=_even(source.size),
        notes=(_PACE_ASSUMED,),
    )


def key_indexes(view: View[Keys]) -> Mapping[int, int]:
    """Return the frame of each key image that was given, by the image's number."""
    given = view.input
    return {
        number: int(getattr(given, f"keyframe_{number}_index"))
        for number in _KEYS
        if getattr(given, f"keyframe_{number}_image_url") is not None
    }


def keyed(view: View[Keys]) -> Expected:
    """Return what a video with key images must be like, where they lie in what is usual."""
    is_usual = all(0 <= index < KEYED_FRAMES for index in key_indexes(view).values())
    return Expected(
        frames=KEYED_FRAMES if is_usual else None,
        fps=KEYED_RATE,
        size=KEYED_SIZE,
        notes=(_KEYED_ASSUMED,),
    )


def _even(size: tuple[int, int] | None) -> tuple[int, int] | None:
    if size is None:
        return None
    return max(2, round(size[0] / 2) * 2), max(2, round(size[1] / 2) * 2)
