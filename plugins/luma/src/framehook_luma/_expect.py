"""What a call of Luma must yield: frames, rate and size."""

from __future__ import annotations

__all__ = ("RATE", "Clip", "Reframing", "Shaped", "from_ray", "modified", "of_shape", "reframed")

from typing import Literal, Protocol

from framehook.spi import Expected, View

from ._geometry import Placing, canvas, frame_around, place_of, whole_size

RATE = 24.0

_DREAM_SECONDS = 5
_DREAM_TIER = 720
_RATE_ASSUMED = "The frame rate is not published; 24 frames a second are assumed."
_DREAM_ASSUMED = "Length and size are not published; 5 seconds at 720p are assumed."
_SOURCE_ASSUMED = "Frames and rate of the result are not published; the source's are assumed."
_FRAME_ASSUMED = (
    "The size of a reframed video is not published; its shorter side is taken for the source's."
)
_COUNT_ESTIMATED = "The number of frames of the source is an estimate."


class Shaped(Protocol):
    """An input that says which shape the video has."""

    @property
    def aspect_ratio(self) -> str: ...


class Clip(Shaped, Protocol):
    """An input that says how long and how large the video is."""

    @property
    def duration(self) -> Literal["5s", "9s"]: ...
    @property
    def resolution(self) -> Literal["540p", "720p", "1080p"]: ...


class Reframing(Shaped, Placing, Protocol):
    """An input that says where in a frame of which shape the source stands."""


def from_ray(view: View[Clip]) -> Expected:
    """Return what a video of Ray 2 must be like, made from words or pictures."""
    given = view.input
    seconds = int(given.duration.removesuffix("s"))
    return Expected(
        frames=round(seconds * RATE),
        fps=RATE,
        size=canvas(int(given.resolution.removesuffix("p")), given.aspect_ratio),
        notes=(_RATE_ASSUMED,),
    )


def of_shape(view: View[Shaped]) -> Expected:
    """Return what a video of the first Dream Machine must be like; only its shape is chosen."""
    return Expected(
        frames=round(_DREAM_SECONDS * RATE),
        fps=RATE,
        size=canvas(_DREAM_TIER, view.input.aspect_ratio),
        notes=(_RATE_ASSUMED, _DREAM_ASSUMED),
    )


def modified(view: View[object]) -> Expected:
    """Return what a modified video must be like: as its source."""
    size = view.facts("/video_url").size
    return _as_source(view, None if size is None else whole_size(size), _SOURCE_ASSUMED)


def reframed(view: View[Reframing]) -> Expected:
    """
    Return what a reframed video must be like.

    It has the frames and rate of its source, in the new shape. Where the source stands in
    it is told as effective values of the four edges.
    """
    given, source = view.input, view.facts("/video_url").size
    if source is None:
        return _as_source(view, None, _SOURCE_ASSUMED, _FRAME_ASSUMED)
    frame = frame_around(source, given.aspect_ratio)
    place = place_of(source, frame, given)
    expected = _as_source(view, frame, _SOURCE_ASSUMED, _FRAME_ASSUMED)
    return Expected(
        frames=expected.frames,
        fps=expected.fps,
        size=frame,
        effective={
            "x_start": place.left,
            "x_end": place.left + place.width,
            "y_start": place.top,
            "y_end": place.top + place.height,
        },
        notes=expected.notes,
    )


def _as_source(view: View[object], size: tuple[int, int] | None, *notes: str) -> Expected:
    facts = view.facts("/video_url")
    guessed = facts.frames is not None and not facts.exact
    return Expected(
        frames=facts.frames if facts.exact else None,
        fps=facts.fps,
        size=size,
        seconds=facts.duration,
        notes=(*notes, _COUNT_ESTIMATED) if guessed else notes,
    )
