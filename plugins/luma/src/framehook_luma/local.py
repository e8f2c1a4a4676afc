"""Luma on this machine: drafts with the length, size, images, loop and geometry of the real one."""

from __future__ import annotations

__all__ = ("DraftRunner", "from_image", "from_text", "modified", "reframed")

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from framehook.spi import Expected, Fidelity, Obj, View, Work
from framehook_local import spi as toolkit

from ._expect import RATE, Reframing
from ._geometry import frame_around, place_of, whole_size

_CAPTION = 48
_FPS = Fraction(RATE)
# Degrees of hue by which each mode departs further from the source than the one before.
_TURN = 20
_MODES = (
    "adhere_1",
    "adhere_2",
    "adhere_3",
    "flex_1",
    "flex_2",
    "flex_3",
    "reimagine_1",
    "reimagine_2",
    "reimagine_3",
)


class _Prompted(Protocol):
    @property
    def prompt(self) -> str | None: ...


class _Looping(_Prompted, Protocol):
    @property
    def loop(self) -> bool: ...


class _Modifying(_Prompted, Protocol):
    @property
    def mode(self) -> str: ...


class _Reframing(_Prompted, Reframing, Protocol): ...


In = TypeVar("In", bound=_Prompted)


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
        from framehook_luma.local import reframed

        assert reframed.requires == ("av",)
        ```
    """

    render: Callable[[Work, View[In], Mapping[str, Path], Path], Sequence[str]]
    fidelity: Fidelity = Fidelity.DRAFT
    requires: tuple[str, ...] = ("av",)

    def run(self, work: Work, view: View[In], media: Mapping[str, Path]) -> Obj:
        """Render the draft and hand it over."""
        target = work.folder / "video.mp4"
        for note in self.render(work, view, media, target):
            work.assume(note)
        if view.input.prompt is not None:
            work.assume("Nothing here understands the prompt; it is written on the draft.")
        return {"video": work.keep(target, "video/mp4")}


def _words(view: View[_Prompted]) -> str:
    return (view.input.prompt or "")[:_CAPTION]


def _yielded(work: Work) -> tuple[int, tuple[int, int]]:
    expected = work.expected or Expected()
    assert expected.frames is not None
    assert expected.size is not None
    return expected.frames, expected.size


def _from_text(
    work: Work, view: View[_Looping], _media: Mapping[str, Path], target: Path
) -> Sequence[str]:
    frames, size = _yielded(work)
    draft = toolkit.draft_loop if view.input.loop else toolkit.draft_text
    return draft(
        target,
        num_frames=frames,
        size=size,
        fps=_FPS,
        prompt=_words(view),
        seed=toolkit.seed_of(view),
        tick=work.progress,
    ).notes


def _from_image(
    work: Work, view: View[_Looping], media: Mapping[str, Path], target: Path
) -> Sequence[str]:
    frames, size = _yielded(work)
    first, last = media.get("/image_url"), media.get("/end_image_url")
    if first is None and last is None:
        return _from_text(work, view, media, target)
    images: dict[int, Path] = {}
    notes: list[str] = []
    if view.input.loop and first is not None and last is not None:
        notes.append("'loop' is not honoured: the draft ends with 'end_image_url'.")
    elif view.input.loop:
        first = last = first or last
    if first is not None:
        images[0] = first
    if last is not None:
        images[frames - 1] = last
    made = toolkit.draft_keyed(
        images,
        target,
        num_frames=frames,
        size=size,
        fps=_FPS,
        prompt=_words(view),
        seed=toolkit.seed_of(view),
        tick=work.progress,
    )
    return (*notes, *made.notes)


def _modified(
    work: Work, view: View[_Modifying], media: Mapping[str, Path], target: Path
) -> Sequence[str]:
    clip = toolkit.scan_clip(media["/video_url"])
    first = media.get("/image_url")
    made = toolkit.draft_staged(
        media["/video_url"],
        target,
        picks=range(clip.frames),
        size=whole_size(clip.display_size),
        fps=clip.fps,
        pictures={} if first is None else {0: first},
        hue=_TURN * (_MODES.index(view.input.mode) + 1),
        prompt=_words(view),
        seed=toolkit.seed_of(view),
        tick=work.progress,
    )
    return (*made.notes, "How far 'mode' goes is shown by how far the colours are turned.", _SILENT)


def _reframed(
    work: Work, view: View[_Reframing], media: Mapping[str, Path], target: Path
) -> Sequence[str]:
    clip = toolkit.scan_clip(media["/video_url"])
    size = frame_around(clip.display_size, view.input.aspect_ratio)
    place = place_of(clip.display_size, size, view.input)
    first = media.get("/image_url")
    made = toolkit.draft_staged(
        media["/video_url"],
        target,
        picks=range(clip.frames),
        size=size,
        fps=clip.fps,
        box=place.box,
        pictures={} if first is None else {0: first},
        prompt=_words(view),
        seed=toolkit.seed_of(view),
        tick=work.progress,
    )
    work.log(
        f"The source stands at ({place.left}, {place.top}), {place.width}x{place.height}, in a "
        f"frame of {size[0]}x{size[1]}."
    )
    return (*made.notes, _SILENT)


_SILENT = "The draft is silent."

from_text = DraftRunner(render=_from_text)
from_image = DraftRunner(render=_from_image)
modified = DraftRunner(render=_modified)
reframed = DraftRunner(render=_reframed)
