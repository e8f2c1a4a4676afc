"""VACE on this machine: drafts with the frames, rate, size, images and geometry of the real one."""

from __future__ import annotations

__all__ = ("DraftRunner", "edited", "first", "followed", "long_reframed", "outpainted", "reframed")

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from framehook.spi import Expected, Facts, Fidelity, Json, Obj, View, Work
from framehook_local import spi as toolkit

from . import _expect
from ._frames import counted, thinned
from ._geometry import Place, covered, expanded, zoomed

_CAPTION = 48
_USUAL = (1280, 720)
_LOSS = {"low": 30.0, "medium": 25.0, "high": 20.0, "maximum": 12.0}
_UNUSED = (
    "negative_prompt",
    "num_inference_steps",
    "guidance_scale",
    "sampler",
    "shift",
    "enable_safety_checker",
    "enable_prompt_expansion",
    "preprocess",
    "acceleration",
    "video_write_mode",
    "interpolator_model",
    "sync_mode",
    "transparency_mode",
    "trim_borders",
    "scene_threshold",
    "paste_back",
    "video_type",
)
_UNSEEN = ("ref_image_urls", "image_urls")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rhythm:
    """Which frames of the source are used, and how many are put between them."""

    picks: Sequence[int]
    inserted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRunner:
    """
    A runner that renders a draft and says so.

    Attributes:
        expect: Works out what the call must yield.
        rhythm: Says which frames of the source are used.
        place: Says where the source stands in the result.
        echoes: What the result repeats of the call, beside its files.
        fidelity: Always a draft.
        requires: Modules it cannot do without.

    Example:
        ```python
        from framehook_wan_vace.local import outpainted

        assert outpainted.requires == ("av",)
        ```
    """

    expect: Callable[[View[Any]], Expected]
    rhythm: Callable[[View[Any], Expected], _Rhythm]
    place: Callable[[View[Any], tuple[int, int], tuple[int, int]], Place]
    echoes: tuple[str, ...] = ("prompt", "seed")
    fidelity: Fidelity = Fidelity.DRAFT
    requires: tuple[str, ...] = ("av",)

    def run(self, work: Work, view: View[Any], media: Mapping[str, Path]) -> Obj:
        """Render the draft and hand it over, with the seed and prompt it was made from."""
        target = work.folder / "video.mp4"
        view = _looked_at(view, media)
        expected = self.expect(view)
        for note in self._render(work, view, media, expected, target):
            work.assume(note)
        _confess(work, view)
        said: dict[str, Json] = {"prompt": view.input.prompt, "seed": toolkit.seed_of(view)}
        result = {name: said[name] for name in self.echoes}
        if getattr(view.input, "return_frames_zip", False):
            archive = work.folder / "frames.zip"
            toolkit.zip_frames(target, archive, tick=work.progress)
            result["frames_zip"] = {**work.keep(archive, "application/zip")}
        described = _described(target)
        result["video"] = {**work.keep(target, "video/mp4"), **described}
        return result

    def _render(
        self,
        work: Work,
        view: View[Any],
        media: Mapping[str, Path],
        expected: Expected,
        target: Path,
    ) -> Sequence[str]:
        source = media.get("/video_url") or media.get("/mask_video_url")
        if source is None:
            return _imagined(work, view, media, expected, target)
        rhythm = self.rhythm(view, expected)
        native = toolkit.scan_clip(source).display_size
        size = expected.size or _USUAL
        made = toolkit.draft_staged(
            source,
            target,
            picks=rhythm.picks,
            size=size,
            fps=_rate(expected),
            box=self.place(view, native, size).box,
            mask=_mask(view, media),
            pictures=_pictures(media, len(rhythm.picks)),
            inserted=rhythm.inserted,
            prompt=_words(view),
            seed=toolkit.seed_of(view),
            crf=_LOSS[getattr(view.input, "video_quality", "high")],
            tick=work.progress,
        )
        return (*expected.notes, *made.notes, *_held(view, rhythm), "The draft is silent.")


def _imagined(
    work: Work, view: View[Any], media: Mapping[str, Path], expected: Expected, target: Path
) -> Sequence[str]:
    frames = expected.frames or 1
    pictures = _pictures(media, frames)
    reference = media.get("/ref_image_urls/0")
    if not pictures and reference is not None:
        pictures = {0: reference}
    if not pictures:
        raise ValueError("There is nothing to draft from: give 'video_url' or an image.")
    return toolkit.draft_keyed(
        pictures,
        target,
        num_frames=frames,
        size=expected.size or _USUAL,
        fps=_rate(expected),
        prompt=_words(view),
        seed=toolkit.seed_of(view),
        tick=work.progress,
    ).notes


def _looked_at(view: View[Any], media: Mapping[str, Path]) -> View[Any]:
    """Return the view with what the files themselves say, also where nobody looked before."""
    known = dict(view.media)
    for pointer in ("/video_url", "/mask_video_url"):
        if pointer in media:
            clip = toolkit.scan_clip(media[pointer])
            known[pointer] = Facts(
                kind="video",
                frames=clip.frames,
                exact=True,
                fps=float(clip.fps),
                size=clip.display_size,
                duration=float(clip.seconds_at(clip.frames)),
            )
    if "/video_url" not in known and "/mask_video_url" in known:
        known["/video_url"] = known["/mask_video_url"]
    return replace(view, media=known)


def _counted(view: View[Any], _expected: Expected) -> _Rhythm:
    given, source = view.input, view.facts("/video_url")
    count = counted(view)
    frames, step = count.generated or 1, count.inserted // (given.num_interpolated_frames + 1) + 1
    if given.match_input_num_frames or given.match_input_frames_per_second:
        picks = [index * step for index in range(frames)]
    else:
        pace = (source.fps or 1) / float(given.frames_per_second) * step
        picks = [int(index * pace + 1e-6) for index in range(frames)]
    return _Rhythm(picks=picks, inserted=count.inserted)


def _thinned(view: View[Any], _expected: Expected) -> _Rhythm:
    source = view.facts("/video_url")
    left_out = thinned(view.input, source)
    used = max(1, (source.frames or 1) // (left_out + 1))
    return _Rhythm(picks=[index * (left_out + 1) for index in range(used)], inserted=left_out)


def _whole(_view: View[Any], expected: Expected) -> _Rhythm:
    return _Rhythm(picks=range(expected.frames or 1))


def _cover(_view: View[Any], native: tuple[int, int], size: tuple[int, int]) -> Place:
    return covered(native, size)


def _expand(view: View[Any], native: tuple[int, int], size: tuple[int, int]) -> Place:
    return expanded(native, size, view.input)


def _zoom(view: View[Any], native: tuple[int, int], size: tuple[int, int]) -> Place:
    return zoomed(native, size, view.input.zoom_factor)


def _pictures(media: Mapping[str, Path], frames: int) -> dict[int, Path]:
    places = {"/last_frame_url": frames - 1, "/first_frame_url": 0}
    return {index: media[pointer] for pointer, index in places.items() if pointer in media}


def _mask(view: View[Any], media: Mapping[str, Path]) -> Path | None:
    task = getattr(view.input, "task", "inpainting")
    mask = media.get("/mask_video_url") or media.get("/mask_image_url")
    return mask if task == "inpainting" else None


def _rate(expected: Expected) -> Fraction:
    return Fraction(expected.fps or 16).limit_denominator(1001)


def _words(view: View[Any]) -> str:
    return str(view.input.prompt)[:_CAPTION]


def _held(view: View[Any], rhythm: _Rhythm) -> list[str]:
    frames = view.facts("/video_url").frames or 0
    if rhythm.picks and frames and rhythm.picks[-1] >= frames:
        return [f"The source ends after {frames} frames; its last one is held."]
    return []


def _described(path: Path) -> dict[str, Json]:
    clip = toolkit.scan_clip(path)
    return {
        "width": clip.display_size[0],
        "height": clip.display_size[1],
        "fps": float(clip.fps),
        "duration": float(clip.seconds_at(clip.frames)),
        "num_frames": clip.frames,
    }


def _confess(work: Work, view: View[Any]) -> None:
    work.assume("Nothing here understands the prompt; it is written on the draft.")
    for name in _UNUSED:
        if name in view.given:
            work.assume(f"{name!r} changes nothing in a draft.")
    for name in _UNSEEN:
        if name in view.given and (view.input.video_url is not None):
            work.assume(f"{name!r} is not shown in a draft.")
    if getattr(view.input, "seed", None) is None:
        seed = toolkit.seed_of(view)
        work.assume(f"No seed was given: {seed} follows from the other arguments.")


followed = DraftRunner(expect=_expect.followed, rhythm=_counted, place=_cover)
outpainted = DraftRunner(expect=_expect.outpainted, rhythm=_counted, place=_expand)
reframed = DraftRunner(expect=_expect.followed, rhythm=_counted, place=_zoom)
first = DraftRunner(expect=_expect.legacy, rhythm=_whole, place=_cover, echoes=("seed",))
edited = DraftRunner(expect=_expect.edited, rhythm=_thinned, place=_cover, echoes=())
long_reframed = DraftRunner(expect=_expect.long_reframed, rhythm=_whole, place=_zoom, echoes=())
