"""The draft of an endpoint whose family brings no runner of its own."""

from __future__ import annotations

__all__ = ("DefaultRunner",)

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from framehook.errors import PluginContractError
from framehook.spi import Draft, Expected, Facts, Fidelity, Obj, View, Work

from ._seed import seed_of
from .media import (
    draft_image,
    draft_keyed,
    draft_text,
    extend_video,
    merge_audio_video,
)

_CAPTION = 48
_USUAL_RATE = 24.0
_USUAL_SIZE = (1280, 720)
# Rates closer than this are one rate, written differently.
_SAME_RATE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultRunner:
    """
    Renders a draft from the roles of an endpoint's fields, and from what a call must yield.

    Attributes:
        draft: The roles.
        fidelity: Always a draft.
        requires: Nothing that this distribution does not install.

    Example:
        ```python
        runner = DefaultRunner(draft=Draft(source="video_url", keep_before="start_frame"))
        assert runner.fidelity is Fidelity.DRAFT
        ```
    """

    draft: Draft
    fidelity: Fidelity = Fidelity.DRAFT
    requires: tuple[str, ...] = ()

    def run(self, work: Work, view: View[Any], media: Mapping[str, Path]) -> Obj:
        """Render the draft and hand it over."""
        order = _order(self.draft, work, view)
        video = work.folder / "draft.mp4"
        for text in self._render(work, order, view, media, video):
            work.assume(text)
        audio = _of(self.draft.audio, media)
        if audio is not None:
            mixed = work.folder / "draft-with-sound.mp4"
            for text in merge_audio_video(video, audio, mixed, tick=work.progress).notes:
                work.assume(text)
            video = mixed
        self._confess(work, view, media, order)
        return {self.draft.output: work.keep(video, "video/mp4"), "seed": order.seed}

    def _render(
        self,
        work: Work,
        order: _Order,
        view: View[Any],
        media: Mapping[str, Path],
        target: Path,
    ) -> Sequence[str]:
        source = _of(self.draft.source, media)
        rate = view.facts(f"/{self.draft.source}").fps
        if source is None or not (order.start or _is_same(rate, order.fps)):
            images = [_of(name, media) for name in (self.draft.image, self.draft.end_image)]
            return _draw(work, order, images, target)
        return extend_video(
            source,
            target,
            num_frames=order.frames - order.start,
            start_frame=order.start,
            size=order.size,
            seed=order.seed,
            caption=order.prompt,
            tick=work.progress,
        ).notes

    def _confess(
        self, work: Work, view: View[Any], media: Mapping[str, Path], order: _Order
    ) -> None:
        draft = self.draft
        if draft.seed and draft.seed not in view.given:
            work.assume(f"No seed was given: {order.seed} follows from the other arguments.")
        for name in draft.ignores:
            if name in view.given:
                work.assume(f"{name!r} changes nothing in a draft.")
        used = {draft.source, draft.image, draft.audio}
        used |= {draft.end_image} if _of(draft.image, media) and not order.start else set()
        for pointer in media:
            if pointer.split("/")[1] not in used:
                work.assume(f"{pointer[1:]!r} is not shown in a draft.")
        rate = view.facts(f"/{draft.source}").fps
        if _of(draft.source, media) and not (order.start or _is_same(rate, order.fps)):
            work.assume(f"{draft.source!r} has another frame rate and is not shown in the draft.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What is to be drawn."""

    frames: int
    fps: float
    size: tuple[int, int]
    start: int
    seed: int
    prompt: str


def _draw(work: Work, order: _Order, images: Sequence[Path | None], target: Path) -> Sequence[str]:
    fps = Fraction(order.fps).limit_denominator(1001)
    image, end = images
    if image is not None and end is not None:
        return draft_keyed(
            {0: image, order.frames - 1: end},
            target,
            num_frames=order.frames,
            size=order.size,
            fps=fps,
            prompt=order.prompt,
            seed=order.seed,
            tick=work.progress,
        ).notes
    if image is None:
        return draft_text(
            target,
            num_frames=order.frames,
            size=order.size,
            fps=fps,
            prompt=order.prompt,
            seed=order.seed,
            tick=work.progress,
        ).notes
    return draft_image(
        image,
        target,
        num_frames=order.frames,
        size=order.size,
        fps=fps,
        prompt=order.prompt,
        seed=order.seed,
        tick=work.progress,
    ).notes


def _order(draft: Draft, work: Work, view: View[Any]) -> _Order:
    expected = work.expected or Expected()
    pointers = [f"/{name}" for name in (draft.source, draft.image) if name]
    facts = next((view.media[each] for each in pointers if each in view.media), Facts())
    fps = expected.fps or facts.fps
    size = expected.size or facts.size
    if fps is None:
        work.assume(f"The frame rate is not said: {_USUAL_RATE:g} is used.")
    if size is None:
        work.assume("The size is not said: {}x{} is used.".format(*_USUAL_SIZE))
    fps = fps or _USUAL_RATE
    frames = expected.frames
    if frames is None and expected.seconds is not None:
        frames = round(expected.seconds * fps)
    if frames is None:
        raise PluginContractError(
            f"{view.endpoint!r} does not say how many frames this call must yield, so that no "
            "draft of it can be made.",
            hint="Use the endpoint's own service.",
        )
    return _Order(
        frames=frames,
        fps=fps,
        size=size or _USUAL_SIZE,
        start=_start(draft, view, expected),
        seed=seed_of(view, draft.seed),
        prompt=str(getattr(view.input, draft.prompt or "", None) or "")[:_CAPTION],
    )


def _start(draft: Draft, view: View[Any], expected: Expected) -> int:
    if draft.keep_before is None:
        return 0
    start = getattr(view.input, draft.keep_before, None)
    if start is None:
        start = expected.effective.get(draft.keep_before)
    return start if isinstance(start, int) else 0


def _of(field: str | None, media: Mapping[str, Path]) -> Path | None:
    return media.get(f"/{field}") if field else None


def _is_same(rate: float | None, wanted: float) -> bool:
    return rate is not None and abs(rate - wanted) <= _SAME_RATE * wanted
