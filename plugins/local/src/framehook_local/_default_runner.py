"""The draft of an endpoint whose family brings no runner of its own."""

from __future__ import annotations

__all__ = ("DefaultRunner",)

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from framehook.spi import Draft, Fidelity, Json, Obj, View, Work

from ._failure import ArgumentRefusedError
from ._seed import seed_of
from .media import extend_video


class DefaultRunner:
    """
    Renders a draft from the roles of an endpoint's fields.

    Example:
        ```python
        runner = DefaultRunner(Draft(source="video_url", keep_before="start_frame"))
        assert runner.fidelity is Fidelity.DRAFT
        ```
    """

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    @property
    def fidelity(self) -> Fidelity:
        """A draft."""
        return Fidelity.DRAFT

    @property
    def requires(self) -> Sequence[str]:
        """Nothing that this distribution does not install."""
        return ()

    def run(self, work: Work, view: View[Any], media: Mapping[str, Path]) -> Obj:
        """Render the draft and hand it over."""
        draft, expected = self._draft, work.expected
        seed = seed_of(view, draft.seed)
        target = work.folder / "draft.mp4"
        source = media.get(f"/{draft.source}")
        if expected is None or expected.frames is None or source is None:
            raise ArgumentRefusedError("nothing to draft")
        start = _start(draft, view, expected.effective)
        extended = extend_video(
            source,
            target,
            num_frames=expected.frames - start,
            start_frame=start,
            size=expected.size,
            seed=seed,
            caption=str(getattr(view.input, draft.prompt or "", "") or ""),
            tick=work.progress,
        )
        for text in extended.notes:
            work.assume(text)
        for name in draft.ignores:
            if name in view.given:
                work.assume(f"{name!r} changes nothing in a draft.")
        return {draft.output: work.keep(target, "video/mp4"), "seed": seed}


def _start(draft: Draft, view: View[Any], effective: Mapping[str, Json]) -> int:
    field = draft.keep_before or ""
    start = getattr(view.input, field, None)
    if start is None:
        start = effective.get(field, 0)
    return start if isinstance(start, int) else 0
