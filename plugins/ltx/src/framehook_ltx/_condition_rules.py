"""What the schemas cannot say of images and videos at places of the result."""

from __future__ import annotations

__all__ = (
    "auto_without_media",
    "limit",
    "preprocess_rgb",
    "start_in_range",
    "start_in_range_lora",
    "start_multiple_8",
    "start_multiple_8_extend",
)

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from framehook.spi import FunctionRule, Problem, View, each, multiple_of, rule

_OPENAPI = "OpenAPI of 2026-06"
_STRIDE = 8
_LIMITS = (("max_num_frames", "limit_num_frames"), ("target_fps", "resample_fps"))
_VIDEOS = ("/video", "/videos/*")
_MEDIA = ("/images/*", "/videos/*")


def _found(view: View[Any], *patterns: str) -> Iterator[tuple[str, Any]]:
    return chain.from_iterable(each(view.input, pattern) for pattern in patterns)


def _on_stride(*patterns: str) -> FunctionRule[Any]:
    source = f"{_OPENAPI}: multiples of 8"
    text = "'start_frame_num' of images and videos is a multiple of 8."
    parts = [
        multiple_of(
            "ltx.start_multiple_8", pattern, _STRIDE, basis="vendor", source=source, text=text
        )
        for pattern in patterns
    ]

    def check(view: View[Any]) -> Iterator[Problem]:
        for part in parts:
            yield from part.function(view)

    return replace(parts[0], function=check)


start_multiple_8 = _on_stride("/images/*/start_frame_num", "/videos/*/start_frame_num")
start_multiple_8_extend = _on_stride("/video/start_frame_num")


def _inside(start: str, length: str) -> FunctionRule[Any]:
    @rule(
        "ltx.start_in_range",
        level="error",
        basis="implied",
        source="example of the page of 2025-08: 120 of 121",
        text=f"Images and videos begin inside of the video: {start!r} is below {length!r}.",
    )
    def start_in_range(view: View[Any]) -> Iterator[Problem]:
        frames: int = getattr(view.input, length)
        for pointer, condition in _found(view, *_MEDIA):
            got: int = getattr(condition, start)
            if got >= frames:
                message = f"{start!r} is {got}, and the video has {frames} frames."
                fix = f"Use {start} below {frames}, or a larger {length!r}."
                yield Problem(f"{pointer}/{start}", message, got, f"0 to {frames - 1}", fix)

    return start_in_range


start_in_range = _inside("start_frame_num", "num_frames")
start_in_range_lora = _inside("start_frame_number", "number_of_frames")


@rule(
    "ltx.limit",
    level="warn",
    basis="vendor",
    source=_OPENAPI,
    text="'max_num_frames' counts only with 'limit_num_frames', 'target_fps' only with "
    "'resample_fps'.",
)
def limit(view: View[Any]) -> Iterator[Problem]:
    """Warn about numbers whose switch is off."""
    for pointer, video in _found(view, *_VIDEOS):
        for name, switch in _LIMITS:
            if name in video.model_fields_set and not getattr(video, switch):
                message = f"{name!r} has no effect without {switch}=true."
                fix = f"Set {switch!r} to true, or leave out {name!r}."
                yield Problem(f"{pointer}/{name}", message, getattr(video, name), fix=fix)


@rule(
    "ltx.preprocess_rgb",
    level="warn",
    basis="vendor",
    source=_OPENAPI,
    text="'preprocess' does nothing for the conditioning type 'rgb'.",
)
def preprocess_rgb(view: View[Any]) -> Iterator[Problem]:
    """Warn where there is nothing to prepare."""
    for pointer, video in _found(view, *_VIDEOS):
        if video.preprocess and video.conditioning_type == "rgb":
            message = "'preprocess' does nothing: pictures are used as they are."
            fix = "Leave it out, or say which 'conditioning_type' to make of them."
            yield Problem(f"{pointer}/preprocess", message, got=True, fix=fix)


@rule(
    "ltx.auto_without_media",
    level="warn",
    basis="implied",
    source="meaning of the value",
    text="'aspect_ratio' should be given where there is no image or video for 'auto' to follow.",
)
def auto_without_media(view: View[Any]) -> Iterator[Problem]:
    """Warn where `auto` has nothing to go by."""
    given = view.input
    if given.aspect_ratio == "auto" and not given.images and not given.videos:
        message = "'aspect_ratio' is 'auto', and there is no image or video to take it from."
        shapes = ["16:9", "9:16", "1:1"]
        yield Problem("/aspect_ratio", message, "auto", shapes, "Use one of 16:9, 9:16, 1:1.")
