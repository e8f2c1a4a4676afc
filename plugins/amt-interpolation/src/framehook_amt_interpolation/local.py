"""AMT on this machine: real frames in between, found by following motion, without the model."""

from __future__ import annotations

__all__ = ("MotionRunner", "interpolate_frames", "interpolate_video")

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Generic, TypeVar

from framehook.spi import Fidelity, Obj, View, Work
from framehook_local import spi as toolkit

from ._expect import SILENT
from .interpolation import InterpolateFrames, InterpolateVideo

In = TypeVar("In")

_NOT_THE_MODEL = (
    "The frames in between were made by following motion from block to block, not by AMT: "
    "their number, the rate and the size are as it would give them."
)
_SHOWN_CUTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionRunner(Generic[In]):
    """
    A runner that really interpolates, and does not claim to be the model.

    Attributes:
        perform: Does the work and returns the finished video.
        fidelity: A draft, for the model would paint other frames.
        requires: Modules it cannot do without.

    Example:
        ```python
        from framehook_amt_interpolation.local import interpolate_video

        assert interpolate_video.fidelity.name == "DRAFT"
        ```
    """

    perform: Callable[[Work, View[In], Mapping[str, Path]], Path]
    fidelity: Fidelity = Fidelity.DRAFT
    requires: tuple[str, ...] = ("av",)

    def run(self, work: Work, view: View[In], media: Mapping[str, Path]) -> Obj:
        """Interpolate and hand the video over."""
        video = self.perform(work, view, media)
        work.assume(_NOT_THE_MODEL)
        return {"video": work.keep(video, "video/mp4")}


def _video(work: Work, view: View[InterpolateVideo], media: Mapping[str, Path]) -> Path:
    target = work.folder / "interpolated.mp4"
    made = toolkit.interpolate_video(
        media["/video_url"],
        target,
        passes=view.input.recursive_interpolation_passes,
        fps=Fraction(view.input.output_fps),
        tick=work.progress,
    )
    work.log(f"{made.frames} frames at {made.fps} a second.")
    if made.cuts:
        shown = ", ".join(str(cut) for cut in made.cuts[:_SHOWN_CUTS])
        more = " and so on" if len(made.cuts) > _SHOWN_CUTS else ""
        work.assume(
            f"New scenes begin with frames {shown}{more} of the source: before them the last "
            "picture is held, because nothing is in between."
        )
    if view.facts("/video_url").has_audio:
        work.assume(SILENT)
    return target


def _frames(work: Work, view: View[InterpolateFrames], media: Mapping[str, Path]) -> Path:
    target = work.folder / "interpolated.mp4"
    made = toolkit.interpolate_images(
        [media[f"/frames/{number}/url"] for number in range(len(view.input.frames))],
        target,
        passes=view.input.recursive_interpolation_passes,
        fps=Fraction(view.input.output_fps),
        tick=work.progress,
    )
    work.log(f"{made.frames} frames at {made.fps} a second.")
    work.assume(
        f"The first image gives the size, {made.size[0]}x{made.size[1]}; others are scaled to "
        "cover it and cut in the middle."
    )
    return target


interpolate_video = MotionRunner(perform=_video)
interpolate_frames = MotionRunner(perform=_frames)
