"""LTX Video on this machine: drafts in which the given media stand at their places."""

from __future__ import annotations

__all__ = (
    "DraftRunner",
    "TrainerRunner",
    "five_seconds",
    "from_conditions",
    "from_image",
    "from_page_conditions",
    "from_text",
    "from_video",
    "preview",
    "train",
)

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from framehook.spi import Expected, Fidelity, Obj, View, Work, each
from framehook_local import spi as toolkit

from . import _expect
from ._archive import Contents, contents_of, write_weights

_CAPTION = 48
_UNUSED = (
    "negative_prompt",
    "loras",
    "num_inference_steps",
    "guidance_scale",
    "first_pass_num_inference_steps",
    "first_pass_skip_final_steps",
    "second_pass_num_inference_steps",
    "second_pass_skip_initial_steps",
    "expand_prompt",
    "enable_prompt_expansion",
    "enable_safety_checker",
    "enable_detail_pass",
    "temporal_adain_factor",
    "tone_map_compression_ratio",
    "constant_rate_factor",
)
_UNTRAINED = (
    "learning_rate",
    "auto_scale_input",
    "split_input_into_scenes",
    "split_input_duration_threshold",
    "validation_negative_prompt",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRunner:
    """
    A runner that renders a draft and says so.

    Attributes:
        expect: What the video must be like.
        is_described: Whether the result repeats the prompt.
        fidelity: Always a draft.
        requires: Modules it cannot do without.

    Example:
        ```python
        from framehook_ltx.local import from_conditions

        assert from_conditions.requires == ("av",)
        ```
    """

    expect: Callable[[View[Any]], Expected]
    is_described: bool = True
    fidelity: Fidelity = Fidelity.DRAFT
    requires: tuple[str, ...] = ("av",)

    def run(self, work: Work, view: View[Any], media: Mapping[str, Path]) -> Obj:
        """Render the draft and hand it over, with the seed it was made from."""
        given, target = view.input, work.folder / "video.mp4"
        expected = work.expected or self.expect(view)
        insets = list(_insets(work, given, media))
        assert expected.frames is not None
        assert expected.fps is not None
        seed = toolkit.seed_of(view)
        made = toolkit.draft_timeline(
            target,
            insets,
            num_frames=expected.frames,
            size=expected.size or _size(work, given, insets),
            fps=Fraction(expected.fps),
            prompt=given.prompt[:_CAPTION],
            seed=seed,
            is_reversed=bool(getattr(given, "reverse_video", False)),
            tick=work.progress,
        )
        for note in made.notes:
            work.assume(note)
        work.assume("Nothing here understands the prompt; it is written on the draft.")
        _confess(work, view, _UNUSED)
        if given.seed is None:
            work.assume(f"No seed was given: {seed} follows from the other arguments.")
        result: Obj = {"video": work.keep(target, "video/mp4"), "seed": seed}
        return {**result, "prompt": given.prompt} if self.is_described else result


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainerRunner:
    """
    A runner that trains nothing, and hands over files that say so.

    Attributes:
        fidelity: Always a draft.
        requires: Modules it cannot do without.

    Example:
        ```python
        assert TrainerRunner().fidelity is Fidelity.DRAFT
        ```
    """

    fidelity: Fidelity = Fidelity.DRAFT
    requires: tuple[str, ...] = ("av",)

    def run(self, work: Work, view: View[Any], media: Mapping[str, Path]) -> Obj:
        """Draft the validation videos, write the settings, and weights without any."""
        found = contents_of(media["/training_data_url"])
        work.log(f"Clips in the archive: {found.clips}; pictures: {found.pictures}.")
        settings = _settings(view, found)
        weights, config = work.folder / "lora.safetensors", work.folder / "config.json"
        write_weights(weights, settings)
        config.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
        video = _validations(work, view, media)
        work.assume(
            "Nothing was trained: 'lora_file' holds no weights and says that it is a draft."
        )
        _confess(work, view, _UNTRAINED)
        return {
            "video": work.keep(video, "video/mp4"),
            "lora_file": work.keep(weights, "application/octet-stream"),
            "config_file": work.keep(config, "application/json"),
        }


def _insets(work: Work, given: Any, media: Mapping[str, Path]) -> Iterator[toolkit.Inset]:
    if "/image_url" in media:
        yield toolkit.Inset(path=media["/image_url"], start=0, is_still=True)
    for pointer, condition in each(given, "/images/*"):
        if _is_shown(work, pointer, condition):
            yield toolkit.Inset(
                path=media[f"{pointer}/image_url"], start=_start(condition), is_still=True
            )
    for pattern in ("/video", "/videos/*"):
        for pointer, condition in each(given, pattern):
            if _is_shown(work, pointer, condition):
                yield _clip(work, pointer, condition, media[f"{pointer}/video_url"])


def _clip(work: Work, pointer: str, condition: Any, path: Path) -> toolkit.Inset:
    kind = getattr(condition, "conditioning_type", "rgb")
    if kind != "rgb":
        work.assume(f"{pointer[1:]!r} is shown as it is: no {kind} guides a draft.")
    is_limited = getattr(condition, "limit_num_frames", False)
    is_reversed = getattr(condition, "reverse_video", False)
    if is_limited and is_reversed:
        work.assume(f"{pointer[1:]!r} is limited first and played backwards then.")
    is_resampled = getattr(condition, "resample_fps", False)
    return toolkit.Inset(
        path=path,
        start=_start(condition),
        fps=Fraction(condition.target_fps) if is_resampled else None,
        most=condition.max_num_frames if is_limited else None,
        is_reversed=is_reversed,
    )


def _is_shown(work: Work, pointer: str, condition: Any) -> bool:
    strength: float = getattr(condition, "strength", 1.0)
    if not strength:
        work.assume(f"{pointer[1:]!r} has strength 0 and is not shown.")
    elif strength < 1:
        work.assume(f"{pointer[1:]!r} has strength {strength:g} and is shown in full.")
    return strength > 0


def _start(condition: Any) -> int:
    start: int | None = getattr(condition, "start_frame_num", None)
    return condition.start_frame_number if start is None else start


def _size(work: Work, given: Any, insets: list[toolkit.Inset]) -> tuple[int, int]:
    shown = toolkit.scan_clip(insets[0].path).display_size if insets else (16, 9)
    work.assume(f"The shape {shown[0]}:{shown[1]} follows from the media, read for the draft.")
    size = _expect.canvas(given.resolution, given.aspect_ratio, shown)
    assert size is not None
    return size


def _confess(work: Work, view: View[Any], names: tuple[str, ...]) -> None:
    for name in names:
        if name in view.given:
            work.assume(f"{name!r} changes nothing in a draft.")


def _settings(view: View[Any], found: Contents) -> dict[str, Any]:
    arguments = view.input.model_dump(mode="json", exclude={"training_data_url", "validation"})
    prompts = [item.prompt for item in view.input.validation]
    return {
        "draft": "Nothing was trained: these are the settings of the request.",
        "clips": found.clips,
        "pictures": found.pictures,
        **arguments,
        "validation": prompts,
    }


def _validations(work: Work, view: View[Any], media: Mapping[str, Path]) -> Path:
    given = view.input
    prompts = [item.prompt for item in given.validation] or [""]
    if not given.validation:
        work.assume("No validation was given: the video is a draft of the trigger phrase.")
    size = _expect.canvas(given.validation_resolution, given.validation_aspect_ratio, None)
    assert size is not None
    videos: list[Path] = []
    for index, prompt in enumerate(prompts):
        image = media.get(f"/validation/{index}/image_url")
        videos.append(work.folder / f"validation-{index}.mp4")
        toolkit.draft_timeline(
            videos[-1],
            [toolkit.Inset(path=image, start=0, is_still=True)] if image else [],
            num_frames=given.validation_number_of_frames,
            size=size,
            fps=Fraction(given.frame_rate),
            prompt=f"{given.trigger_phrase} {prompt}".strip()[:_CAPTION],
            seed=toolkit.seed_of(view, None),
            is_reversed=given.validation_reverse,
            tick=work.progress,
        )
    if len(videos) == 1:
        return videos[0]
    target = work.folder / "validations.mp4"
    toolkit.join_videos(videos, target, tick=work.progress)
    return target


preview = DraftRunner(expect=_expect.preview, is_described=False)
five_seconds = DraftRunner(expect=_expect.five_seconds, is_described=False)
from_text = DraftRunner(expect=_expect.from_text)
from_image = DraftRunner(expect=_expect.from_image)
from_video = DraftRunner(expect=_expect.from_video)
from_conditions = DraftRunner(expect=_expect.from_conditions)
from_page_conditions = DraftRunner(expect=_expect.from_page_conditions)
train = TrainerRunner()
