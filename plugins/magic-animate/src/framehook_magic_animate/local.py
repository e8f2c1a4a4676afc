"""MagicAnimate on this machine: drafts that sway as the motion goes."""

from __future__ import annotations

__all__ = ("DraftRunner", "animate_image")

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from framehook.spi import Fidelity, Obj, View, Work
from framehook_local import spi as toolkit

from ._expect import side
from .animation import AnimateImage

_DENOMINATOR = 1001
_UNUSED = ("guidance_scale", "steps", "context_frames", "context_overlap")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRunner:
    """
    A runner that renders a draft and says so.

    Attributes:
        fidelity: Always a draft.
        requires: Modules it cannot do without.

    Example:
        ```python
        from framehook_magic_animate.local import animate_image

        assert animate_image.fidelity.name == "DRAFT"
        ```
    """

    fidelity: Fidelity = Fidelity.DRAFT
    requires: tuple[str, ...] = ("av",)

    def run(self, work: Work, view: View[AnimateImage], media: Mapping[str, Path]) -> Obj:
        """Render the draft and hand it over, with the seed it was made from."""
        target, seed = work.folder / "video.mp4", toolkit.seed_of(view)
        fps = work.expected.fps if work.expected is not None else None
        made = toolkit.draft_swayed(
            media["/image_url"],
            media["/motion_sequence_url"],
            target,
            size=(side(view.input.size), side(view.input.size)),
            num_frames=work.expected.frames if work.expected is not None else None,
            fps=None if fps is None else Fraction(fps).limit_denominator(_DENOMINATOR),
            seed=seed,
            tick=work.progress,
        )
        for note in made.notes:
            work.assume(note)
        for name in _UNUSED:
            if name in view.given:
                work.assume(f"{name!r} changes nothing in a draft.")
        if view.input.seed is None:
            work.assume(f"No seed was given: {seed} follows from the other arguments.")
        return {"video": work.keep(target, "video/mp4"), "seed": seed}


animate_image = DraftRunner()
