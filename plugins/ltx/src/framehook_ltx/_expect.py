"""What a call of LTX Video must yield: frames, rate and size."""

from __future__ import annotations

__all__ = (
    "PAGE_RATE",
    "canvas",
    "five_seconds",
    "from_conditions",
    "from_image",
    "from_page_conditions",
    "from_text",
    "from_video",
    "preview",
    "trained",
)

from dataclasses import replace
from fractions import Fraction
from typing import Any

from framehook.spi import Expected, Json, View

PAGE_RATE = 24

_SHORT_SIDE = {"480p": 480, "720p": 720, "low": 384, "medium": 512, "high": 768}
_SHAPES = {"16:9": Fraction(16, 9), "9:16": Fraction(9, 16), "1:1": Fraction(1)}
_GRID = 8
_EARLY_FRAMES = 121
_EARLY_RATE = 24.0
_PREVIEW_SIZE = (768, 512)
_SIZE_ASSUMED = "The exact size is not published: the shorter side is taken to be that of the tier."
_EARLY_ASSUMED = "Length and rate are not published; 121 frames at 24 a second are assumed."
_WHOLE_ASSUMED = (
    "The length is taken to be that of the whole video, with the source's frames in it."
)
_TIERS_ASSUMED = (
    "Sizes of the trainer's tiers are not published; 384, 512 and 768 pixels on the shorter side "
    "are assumed."
)
_RATE_DRIFTED = (
    "Without 'frame_rate' the service decides: 30 by its page of 2025, 24 since 2026. 24 is "
    "expected."
)
_SHAPE_ASSUMED = (
    "The shape for aspect_ratio='auto' without an image or video is not published; 16:9."
)


def canvas(
    resolution: str, aspect_ratio: str, source: tuple[int, int] | None
) -> tuple[int, int] | None:
    """
    Return width and height in pixels, both even, or `None` where the shape is unknown.

    The tier is the length of the shorter side. An `auto` shape is that of `source`, the
    size of the image or video as shown.
    """
    if aspect_ratio == "auto" and source is None:
        return None
    shape = Fraction(*source) if aspect_ratio == "auto" and source else _SHAPES[aspect_ratio]
    short = _SHORT_SIDE[resolution]
    long = round(short * max(shape, 1 / shape) / 2) * 2
    return (long, short) if shape >= 1 else (short, long)


def preview(_view: View[Any]) -> Expected:
    """Return what the preview makes, whose length and rate nobody has published."""
    return Expected(
        frames=_EARLY_FRAMES, fps=_EARLY_RATE, size=_PREVIEW_SIZE, notes=(_EARLY_ASSUMED,)
    )


def five_seconds(view: View[Any]) -> Expected:
    """Return what versions 0.9.5 and 0.9.7 make: their length cannot be chosen."""
    return Expected(
        frames=_EARLY_FRAMES,
        fps=_EARLY_RATE,
        size=canvas(view.input.resolution, view.input.aspect_ratio, None),
        notes=(_EARLY_ASSUMED, _SIZE_ASSUMED),
    )


def from_text(view: View[Any]) -> Expected:
    """Return what a video made from a prompt alone must be like."""
    return _chosen(view, None)


def from_image(view: View[Any]) -> Expected:
    """Return what a video that starts with an image must be like."""
    return _chosen(view, "/image_url")


def from_video(view: View[Any]) -> Expected:
    """Return what a video that goes on from another must be like."""
    expected = _chosen(view, "/video/video_url")
    return replace(expected, notes=(*expected.notes, _WHOLE_ASSUMED, *_filled(view)))


def from_conditions(view: View[Any]) -> Expected:
    """
    Return what a video with images and videos in it must be like.

    Its `auto` shape is that of the first image, or else of the first video, or else 16:9.
    """
    if view.input.images:
        return _chosen(view, "/images/0/image_url")
    if view.input.videos:
        return _chosen(view, "/videos/0/video_url")
    expected = _chosen(view, None)
    if view.input.aspect_ratio != "auto":
        return expected
    effective: dict[str, Json] = {**expected.effective, "aspect_ratio": "16:9"}
    return replace(
        expected,
        size=canvas(view.input.resolution, "16:9", None),
        effective=effective,
        notes=(*expected.notes, _SHAPE_ASSUMED),
    )


def from_page_conditions(view: View[Any]) -> Expected:
    """Return the same for the endpoint whose default rate has changed."""
    expected = from_conditions(view)
    if "frame_rate" in view.given:
        return expected
    effective: dict[str, Json] = {**expected.effective, "frame_rate": PAGE_RATE}
    return replace(
        expected,
        fps=float(PAGE_RATE),
        effective=effective,
        notes=(*expected.notes, _RATE_DRIFTED),
    )


def trained(view: View[Any]) -> Expected:
    """Return what the validation videos of a training must be like, one after another."""
    given = view.input
    count = len(given.validation)
    return Expected(
        frames=count * given.validation_number_of_frames if count else None,
        fps=float(given.frame_rate),
        size=canvas(given.validation_resolution, given.validation_aspect_ratio, None),
        notes=(_TIERS_ASSUMED,),
    )


def _filled(view: View[Any]) -> tuple[str, ...]:
    video, facts = view.input.video, view.facts("/video/video_url")
    is_whole = not (video.limit_num_frames or video.resample_fps)
    room = view.input.num_frames - video.start_frame_num
    if is_whole and facts.exact and (facts.frames or 0) >= room:
        return (f"The source has {facts.frames} frames and fills all {room}: nothing is new.",)
    return ()


def _chosen(view: View[Any], source: str | None) -> Expected:
    given = view.input
    frames: int = getattr(given, "num_frames", None) or given.number_of_frames
    rate: int = getattr(given, "frame_rate", None) or given.frames_per_second
    notes = [_SIZE_ASSUMED]
    if (frames - 1) % _GRID:
        notes.append(f"{frames} frames are not 8k + 1; the service may round them.")
    return Expected(
        frames=frames,
        fps=float(rate),
        size=canvas(
            given.resolution, given.aspect_ratio, view.facts(source).size if source else None
        ),
        notes=notes,
    )
