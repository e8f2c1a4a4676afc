"""What a call of MAGI must yield: frames, rate and size."""

from __future__ import annotations

__all__ = ("CONTEXT", "RATE", "Extension", "canvas", "extension", "from_image", "from_text")

from fractions import Fraction
from typing import Literal, Protocol

from framehook.spi import Expected, View

from ._schema import Generation

RATE = 24.0
CONTEXT = 32

_SHORT_SIDE = {"480p": 480, "720p": 720}
_SHAPES = {"16:9": Fraction(16, 9), "9:16": Fraction(9, 16), "1:1": Fraction(1)}
_SHAPE_ASSUMED = "The shape for aspect_ratio='auto' without an input is not published; 16:9."
_RATE_ASSUMED = "The frame rate of an extended video is not published; the source's is assumed."
_COUNT_ESTIMATED = (
    "The number of frames of the source is an estimate, so that the default start is not known."
)


class Extension(Generation, Protocol):
    """An input that goes on from a video."""

    @property
    def start_frame(self) -> int | None: ...


def canvas(
    resolution: Literal["480p", "720p"],
    aspect_ratio: Literal["auto", "16:9", "9:16", "1:1"],
    source: tuple[int, int] | None,
) -> tuple[int, int] | None:
    """
    Return width and height in pixels, both even, or `None` where the shape is unknown.

    The tier is the length of the shorter side. An `auto` shape is that of `source`, the
    size of the input as shown, upright or not.
    """
    if aspect_ratio == "auto" and source is None:
        return None
    shape = Fraction(*source) if aspect_ratio == "auto" and source else _SHAPES[aspect_ratio]
    short = _SHORT_SIDE[resolution]
    long = round(short * max(shape, 1 / shape) / 2) * 2
    return (long, short) if shape >= 1 else (short, long)


def from_text(view: View[Generation]) -> Expected:
    """Return what a video made from a prompt alone must be like."""
    given = view.input
    is_auto = given.aspect_ratio == "auto"
    return Expected(
        frames=given.num_frames,
        fps=RATE,
        size=canvas(given.resolution, "16:9" if is_auto else given.aspect_ratio, None),
        effective={"aspect_ratio": "16:9"} if is_auto else {},
        notes=(_SHAPE_ASSUMED,) if is_auto else (),
    )


def from_image(view: View[Generation]) -> Expected:
    """Return what a video that starts with an image must be like."""
    given = view.input
    size = view.facts("/image_url").size
    return Expected(
        frames=given.num_frames,
        fps=RATE,
        size=canvas(given.resolution, given.aspect_ratio, size),
    )


def extension(view: View[Extension]) -> Expected:
    """
    Return what an extended video must be like.

    It has the source's frames before `start_frame`, then the generated ones. What depends
    on a source that was not looked at stays unknown.
    """
    given = view.input
    source = view.facts("/video_url")
    start = given.start_frame
    notes = [_RATE_ASSUMED]
    if start is None and source.frames is not None:
        start = max(0, source.frames - CONTEXT) if source.exact else None
        notes += [] if source.exact else [_COUNT_ESTIMATED]
    return Expected(
        frames=None if start is None else start + given.num_frames,
        fps=source.fps,
        size=canvas(given.resolution, given.aspect_ratio, source.size),
        effective={} if start is None else {"start_frame": start},
        notes=notes,
    )
