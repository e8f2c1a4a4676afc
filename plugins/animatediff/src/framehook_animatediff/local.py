"""AnimateDiff on this machine: drafts that show which frames and images would be used."""

from __future__ import annotations

__all__ = ("DraftRunner", "keyframes_to_video", "restyle_video", "video_to_video")

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from framehook.spi import Fidelity, Obj, View, Work
from framehook_local import spi as toolkit

from ._expect import KEYED_FRAMES, KEYED_RATE, KEYED_SIZE, Keys, Sampling, Thinning, key_indexes

_CAPTION = 48
_STRENGTH = 0.7
_DENOMINATOR = 1001
# A hundredth of a frame is rounding, not a frame.
_ROUNDING = Fraction(1, 100)
_UNUSED = (
    "base_model",
    "controlnet_type",
    "guidance_scale",
    "loras",
    "motions",
    "negative_prompt",
    "num_inference_steps",
)


class _Seeded(Protocol):
    @property
    def prompt(self) -> str: ...
    @property
    def seed(self) -> int | None: ...


class _Sampling(Sampling, _Seeded, Protocol):
    @property
    def strength(self) -> float: ...


class _Thinning(Thinning, _Seeded, Protocol): ...


class _Keys(Keys, _Seeded, Protocol): ...


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
        from framehook_animatediff.local import video_to_video

        assert video_to_video.fidelity.name == "DRAFT"
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


def _sampled(
    work: Work, view: View[_Sampling], media: Mapping[str, Path], target: Path
) -> Sequence[str]:
    given, clip = view.input, toolkit.scan_clip(media["/video_url"])
    starts = [clip.seconds_at(number) for number in range(clip.frames + 1)]
    seconds = min(Fraction(given.first_n_seconds), starts.pop())
    expected = work.expected.frames if work.expected is not None else None
    count = expected or max(1, ceil(seconds * given.fps - _ROUNDING))
    moments = [Fraction(number, given.fps) for number in range(count)]
    # What is shown at a moment is the last frame that has begun by then.
    picks = [max(0, bisect_right(starts, at + _ROUNDING / given.fps) - 1) for at in moments]
    work.log(f"{count} frames of the first {float(seconds):g} seconds are used.")
    return _paint(work, view, media["/video_url"], target, picks=picks, fps=Fraction(given.fps))


def _thinned(
    work: Work, view: View[_Thinning], media: Mapping[str, Path], target: Path
) -> Sequence[str]:
    step, clip = view.input.select_every_nth_frame, toolkit.scan_clip(media["/video_url"])
    if step < 1:
        raise toolkit.ArgumentRefusedError(
            f"'select_every_nth_frame' must be at least 1, but it is {step}.",
            code="adv2v.nth",
            path="/select_every_nth_frame",
        )
    picks = range(0, clip.frames, step)
    work.log(f"{len(picks)} of {clip.frames} frames are used, every {step}.")
    fps = (clip.fps / step).limit_denominator(_DENOMINATOR)
    return _paint(work, view, media["/video_url"], target, picks=picks, fps=fps)


def _paint(
    work: Work,
    view: View[_Seeded],
    source: Path,
    target: Path,
    *,
    picks: Sequence[int],
    fps: Fraction,
) -> Sequence[str]:
    size = work.expected.size if work.expected is not None else None
    if size is None:
        wide, high = toolkit.scan_clip(source).display_size
        size = (max(2, round(wide / 2) * 2), max(2, round(high / 2) * 2))
    return toolkit.draft_video(
        source,
        target,
        picks=picks,
        size=size,
        fps=fps,
        strength=getattr(view.input, "strength", _STRENGTH),
        prompt=view.input.prompt[:_CAPTION],
        seed=toolkit.seed_of(view),
        tick=work.progress,
    ).notes


def _keyed(work: Work, view: View[_Keys], media: Mapping[str, Path], target: Path) -> Sequence[str]:
    indexes = key_indexes(view)
    images = {index: media[f"/keyframe_{number}_image_url"] for number, index in indexes.items()}
    last = max(images, default=0)
    notes = []
    if last >= KEYED_FRAMES:
        notes = [f"A key image lies at frame {last}: the draft has {last + 1} frames."]
    made = toolkit.draft_keyed(
        images,
        target,
        num_frames=max(KEYED_FRAMES, last + 1),
        size=KEYED_SIZE,
        fps=Fraction(KEYED_RATE),
        prompt=view.input.prompt[:_CAPTION],
        seed=toolkit.seed_of(view),
        tick=work.progress,
    )
    return [*made.notes, *notes]


video_to_video = DraftRunner(render=_sampled)
restyle_video = DraftRunner(render=_thinned)
keyframes_to_video = DraftRunner(render=_keyed)
