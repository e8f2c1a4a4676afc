"""What the schemas of VACE cannot say about tasks, masks and the two first endpoints."""

from __future__ import annotations

__all__ = ("GENERAL_RULES", "LEGACY_RULES", "MASK_RULES")

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from framehook.spi import (
    FunctionRule,
    Problem,
    Rule,
    View,
    mutually_exclusive,
    required_if,
    requires_any,
    rule,
)

from ._frames import MOST

_PAGE = "page of VACE 14B, 2025"
_MEANING = "meaning of the fields"
_MASKS = ("mask_video_url", "mask_image_url")
_IMAGES = ("ref_image_urls", "first_frame_url", "last_frame_url")
_MOST_SAID = 100


class _Tasked(Protocol):
    @property
    def task(self) -> str: ...
    @property
    def mask_video_url(self) -> object: ...
    @property
    def mask_image_url(self) -> object: ...


def _is_imageless(given: Any) -> bool:
    return not any(getattr(given, name) for name in _IMAGES)


def _has_mask(given: _Tasked) -> bool:
    return given.mask_video_url is not None or given.mask_image_url is not None


task_video = required_if(
    "vace.task_video",
    ("video_url",),
    "unless there are reference images or a first or last frame",
    _is_imageless,
    source=f"{_PAGE}: every task needs a source; optional in the schema since late 2025",
    fix="Give 'video_url', 'ref_image_urls', 'first_frame_url' or 'last_frame_url'.",
)


@rule(
    "vace.task_inpainting_mask",
    level="error",
    basis="vendor",
    source=f"{_PAGE}: required for inpainting",
    text="The task 'inpainting' needs 'mask_video_url' or 'mask_image_url'.",
)
def task_inpainting_mask(view: View[_Tasked]) -> Iterator[Problem]:
    """Refuse to paint anew where nothing says where."""
    if view.input.task == "inpainting" and not _has_mask(view.input):
        message = "The task is 'inpainting', and no mask says what to paint anew."
        fix = "Give 'mask_video_url' or 'mask_image_url'."
        yield Problem("/mask_video_url", message, None, [*_MASKS], fix)


@rule(
    "vace.mask_only_inpainting",
    level="warn",
    basis="implied",
    source=_MEANING,
    text="A mask has a meaning for the task 'inpainting' only.",
)
def mask_only_inpainting(view: View[_Tasked]) -> Iterator[Problem]:
    """Warn where a mask is given for another task."""
    if view.input.task != "inpainting" and _has_mask(view.input):
        name = next(name for name in _MASKS if getattr(view.input, name) is not None)
        message = f"{name!r} is given, and the task is {view.input.task!r}."
        yield Problem(f"/{name}", message, fix=f"Leave out {name!r}, or use task='inpainting'.")


@rule(
    "vace.task_outpainting_general",
    level="warn",
    basis="implied",
    source="comparison of the schemas",
    text="The tasks 'outpainting' and 'reframe' have endpoints of their own, which have the "
    "fields for them.",
)
def task_outpainting_general(view: View[_Tasked]) -> Iterator[Problem]:
    """Warn where the fields that the task needs are another endpoint's."""
    task = view.input.task
    if task in {"outpainting", "reframe"}:
        fields = "sides to expand" if task == "outpainting" else "'zoom_factor', 'trim_borders'"
        message = f"The task is {task!r}, and this endpoint does not have the fields: {fields}."
        yield Problem("/task", message, task, fix=f"Use fal-ai/wan-vace-14b/{task}.")


mask_image_overrides = mutually_exclusive(
    "vace.mask_image_overrides",
    *_MASKS,
    source=f"{_PAGE}: with a mask image the mask video is ignored; /inpainting does the opposite",
    text="Only one of 'mask_video_url' and 'mask_image_url' can be given: the video is ignored "
    "beside the image.",
    fix="Leave out one. Beside 'mask_image_url' this endpoint ignores 'mask_video_url'.",
)
mask_video_overrides = mutually_exclusive(
    "vace.mask_video_overrides",
    *_MASKS,
    source="input schemas of 2026: the mask image is ignored; the other one is elsewhere",
    text="Only one of 'mask_video_url' and 'mask_image_url' can be given: the image is ignored "
    "beside the video.",
    fix="Leave out one. Beside 'mask_video_url' this endpoint ignores 'mask_image_url'.",
)
inpainting_mask = requires_any(
    "vace.inpainting_mask",
    *_MASKS,
    source=f"{_PAGE}: required for inpainting; optional in the schema since early 2026",
    text="Inpainting needs 'mask_video_url' or 'mask_image_url'.",
    fix="Give 'mask_video_url' or 'mask_image_url'.",
)


def _has_both_videos(view: View[Any]) -> bool:
    return view.input.mask_video_url is not None and view.input.video_url is not None


@rule(
    "vace.mask_matches_video",
    level="warn",
    basis="implied",
    source=_MEANING,
    text="'mask_video_url' should have as many frames as 'video_url', and its size.",
    wants=(
        ("/mask_video_url", "frames"),
        ("/mask_video_url", "size"),
        ("/video_url", "frames"),
        ("/video_url", "size"),
    ),
    when=_has_both_videos,
)
def mask_matches_video(view: View[object]) -> Iterator[Problem]:
    """Warn where mask and source do not fit together."""
    mask, video = view.facts("/mask_video_url"), view.facts("/video_url")
    if mask.frames != video.frames:
        message = f"The mask has {mask.frames} frames and the video {video.frames}."
        fix = f"Use a mask of {video.frames} frames."
        yield Problem("/mask_video_url", message, mask.frames, video.frames, fix)
    if mask.size != video.size and mask.size and video.size:
        shown = ["{}x{}".format(*size) for size in (mask.size, video.size)]
        message = f"The mask is {shown[0]} and the video {shown[1]}."
        yield Problem("/mask_video_url", message, shown[0], shown[1], f"Use a mask of {shown[1]}.")


def _has_source(view: View[Any]) -> bool:
    return view.input.video_url is not None


@rule(
    "vace.legacy_len",
    level="info",
    basis="vendor",
    source="input schemas of 2026-01",
    text="With a source the result is as long as that, up to 241 frames; 'num_frames' counts where "
    "reference images stand alone.",
    wants=(("/video_url", "frames"),),
    when=_has_source,
)
def legacy_len(view: View[object]) -> Iterator[Problem]:
    """Say how long the result is."""
    frames = view.facts("/video_url").frames or 0
    message = f"The result has {min(frames, MOST)} frames, as 'video_url' decides."
    yield Problem("/num_frames", message, got=min(frames, MOST))


@rule(
    "vace.legacy_num_frames_text",
    level="warn",
    basis="vendor",
    source="input schemas of 2026-01: the text says 81 to 100, the range is 81 to 240",
    text="'num_frames' should be at most 100: the vendor's text and its schema differ.",
)
def legacy_num_frames_text(view: View[Any]) -> Iterator[Problem]:
    """Warn where only one of two ranges allows a number."""
    frames = view.input.num_frames
    if frames > _MOST_SAID:
        message = f"'num_frames' is {frames}. The schema allows it, the text says 81 to 100."
        yield Problem("/num_frames", message, frames, "81 to 100", "Use 100 or less.")


GENERAL_RULES: Sequence[Rule[Any]] = (
    task_video,
    task_inpainting_mask,
    mask_only_inpainting,
    task_outpainting_general,
    mask_image_overrides,
    mask_matches_video,
)
MASK_RULES: Sequence[FunctionRule[Any]] = (
    mask_video_overrides,
    inpainting_mask,
    mask_matches_video,
)
LEGACY_RULES: Sequence[FunctionRule[Any]] = (
    mask_image_overrides,
    mask_matches_video,
    legacy_len,
    legacy_num_frames_text,
)
