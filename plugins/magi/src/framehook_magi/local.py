"""MAGI on this machine: drafts with the frames, rate, size and kept part of the real thing."""

from __future__ import annotations

__all__ = ("DraftRunner", "extend_video", "image_to_video", "text_to_video")

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from framehook.spi import Fidelity, Obj, View, Work

from ._expect import RATE, Extension, canvas
from ._schema import Generation

_CAPTION = 48
_FPS = Fraction(RATE)
_UNUSED = (
    "num_inference_steps and enable_safety_checker change nothing in a draft, "
    "and the prompt is only written on it."
)


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
        """Render the draft; without a seed it is drawn from 0."""
        target = work.folder / "video.mp4"
        notes = list(work.expected.notes) if work.expected is not None else []
        for note in (*notes, *self.render(work, view, media, target), _UNUSED):
            work.assume(note)
        if view.input.seed is None:
            work.assume("No seed was given: 0 is used, so that a draft can be made again.")
        return {"video": work.keep(target, "video/mp4"), "seed": view.input.seed or 0}


def _size(work: Work, view: View[Generation], source: Path | None) -> tuple[int, int]:
    expected = work.expected.size if work.expected is not None else None
    if expected is not None:
        return expected
    # Whoever asks what the runner requires has not loaded av yet; it takes 90 ms.
    from framehook_local.media import scan_clip

    shown = (16, 9) if source is None else scan_clip(source).display_size
    size = canvas(view.input.resolution, view.input.aspect_ratio, shown)
    assert size is not None
    return size


def _start(work: Work, view: View[Extension]) -> int | None:
    if view.input.start_frame is not None or work.expected is None:
        return view.input.start_frame
    # What was worked out from an estimate may lie past the end; counting decides then.
    start = work.expected.effective.get("start_frame")
    return start if isinstance(start, int) and view.facts("/video_url").exact else None


def _extend(
    work: Work, view: View[_SeededExtension], media: Mapping[str, Path], target: Path
) -> Sequence[str]:
    # As above.
    from framehook_local.media import extend_video as extend

    source = media["/video_url"]
    made = extend(
        source,
        target,
        num_frames=view.input.num_frames,
        start_frame=_start(work, view),
        size=_size(work, view, source),
        seed=view.input.seed or 0,
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
    # As above.
    from framehook_local.media import draft_image

    source = media["/image_url"]
    return draft_image(
        source,
        target,
        num_frames=view.input.num_frames,
        size=_size(work, view, source),
        fps=_FPS,
        prompt=view.input.prompt[:_CAPTION],
        seed=view.input.seed or 0,
        tick=work.progress,
    ).notes


def _from_text(
    work: Work, view: View[_Seeded], _media: Mapping[str, Path], target: Path
) -> Sequence[str]:
    # As above.
    from framehook_local.media import draft_text

    return draft_text(
        target,
        num_frames=view.input.num_frames,
        size=_size(work, view, None),
        fps=_FPS,
        prompt=view.input.prompt,
        seed=view.input.seed or 0,
        tick=work.progress,
    ).notes


extend_video = DraftRunner(render=_extend)
image_to_video = DraftRunner(render=_from_image)
text_to_video = DraftRunner(render=_from_text)
