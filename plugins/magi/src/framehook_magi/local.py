"""MAGI on this machine: drafts with the frames, rate, size and kept part of the real thing."""

from __future__ import annotations

__all__ = ("DraftRunner", "extend_video", "image_to_video", "text_to_video")

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from framehook.spi import Fidelity, Obj, View, Work
from framehook_local import spi as toolkit

from ._expect import RATE, Extension, canvas
from ._schema import Generation

_CAPTION = 48
_FPS = Fraction(RATE)
_UNUSED = ("num_inference_steps", "enable_safety_checker")


class _Seeded(Generation, Protocol):
    @property
    def seed(self) -> int | None: ...


class _SeededExtension(Extension, Protocol):
    @property
    def seed(self) -> int | None: ...


In = TypeVar("In", bound=_Seeded)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRunner(Generic[In]):
    """
    A runner that renders a draft and says so.

    Attributes:
        render: Writes the video to the given path, and returns what it assumed.
        fidelity: Always a draft.
        requires: Modules it cannot do without.

    Example:
        ```python
        from framehook_magi.local import extend_video

        assert extend_video.requires == ("av",)
        ```
    """

    render: Callable[[Work, View[In], Mapping[str, Path], Path], Sequence[str]]
    fidelity: Fidelity = Fidelity.DRAFT
    requires: tuple[str, ...] = ("av",)

    def run(self, work: Work, view: View[In], media: Mapping[str, Path]) -> Obj:
        """Render the draft and hand it over, with the seed it was made from."""
        target, seed = work.folder / "video.mp4", toolkit.seed_of(view)
        for note in self.render(work, view, media, target):
            work.assume(note)
        work.assume("Nothing here understands the prompt; it is written on the draft.")
        for name in _UNUSED:
            if name in view.given:
                work.assume(f"{name!r} changes nothing in a draft.")
        if view.input.seed is None:
            work.assume(f"No seed was given: {seed} follows from the other arguments.")
        return {"video": work.keep(target, "video/mp4"), "seed": seed}


def _size(work: Work, view: View[Generation], source: Path | None) -> tuple[int, int]:
    expected = work.expected.size if work.expected is not None else None
    if expected is not None:
        return expected
    shown = (16, 9) if source is None else toolkit.scan_clip(source).display_size
    size = canvas(view.input.resolution, view.input.aspect_ratio, shown)
    assert size is not None
    return size


def _start(work: Work, view: View[Extension]) -> int | None:
    start = work.expected.effective.get("start_frame") if work.expected is not None else None
    return start if isinstance(start, int) else view.input.start_frame


def _extend(
    work: Work, view: View[_SeededExtension], media: Mapping[str, Path], target: Path
) -> Sequence[str]:
    source = media["/video_url"]
    made = toolkit.extend_video(
        source,
        target,
        num_frames=view.input.num_frames,
        start_frame=_start(work, view),
        size=_size(work, view, source),
        seed=toolkit.seed_of(view),
        caption=view.input.prompt[:_CAPTION],
        tick=work.progress,
    )
    work.log(
        f"{made.start_frame} frames kept, {made.exact_prefix_frames} of them bit by bit; "
        f"{view.input.num_frames} drafted."
    )
    return made.notes


def _from_image(
    work: Work, view: View[_Seeded], media: Mapping[str, Path], target: Path
) -> Sequence[str]:
    source = media["/image_url"]
    return toolkit.draft_image(
        source,
        target,
        num_frames=view.input.num_frames,
        size=_size(work, view, source),
        fps=_FPS,
        prompt=view.input.prompt[:_CAPTION],
        seed=toolkit.seed_of(view),
        tick=work.progress,
    ).notes


def _from_text(
    work: Work, view: View[_Seeded], _media: Mapping[str, Path], target: Path
) -> Sequence[str]:
    return toolkit.draft_text(
        target,
        num_frames=view.input.num_frames,
        size=_size(work, view, None),
        fps=_FPS,
        prompt=view.input.prompt,
        seed=toolkit.seed_of(view),
        tick=work.progress,
    ).notes


extend_video = DraftRunner(render=_extend)
image_to_video = DraftRunner(render=_from_image)
text_to_video = DraftRunner(render=_from_text)
