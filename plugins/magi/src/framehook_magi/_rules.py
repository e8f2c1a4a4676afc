"""What the schemas of MAGI cannot say."""

from __future__ import annotations

__all__ = ("EXTEND_RULES", "IMAGE_RULES", "TEXT_RULES")

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from framehook.spi import FunctionRule, Problem, Rule, View, probe_less_than, rule

from ._expect import CONTEXT, Extension, canvas
from ._schema import Generation

_PAGES = "pages of MAGI-1 and MAGI-1 distilled, 2025"
# Scaling rounds to whole pixels; a cut this thin is no crop.
_PIXELS_ROUNDED = 2


def _has_start(view: View[Any]) -> bool:
    return view.input.start_frame is not None


def _has_no_start(view: View[Any]) -> bool:
    return view.input.start_frame is None


def _has_shape(view: View[Any]) -> bool:
    return bool(view.input.aspect_ratio != "auto")


start_frame_in_video = probe_less_than(
    "magi.start_frame_in_video",
    "start_frame",
    "video_url",
    "frames",
    level="error",
    basis="implied",
    source=f"{_PAGES}: start_frame is an index into the video; input schema: minimum 0",
    text="'start_frame' is an index into 'video_url': at least 0 and below its number of frames.",
)


@rule(
    "magi.start_frame_default",
    level="info",
    basis="vendor",
    source=f"{_PAGES}: the default start frame",
    text="Without 'start_frame' generation starts 32 frames before the end of 'video_url'.",
    wants=(("/video_url", "frames"),),
    when=_has_no_start,
)
def start_frame_default(view: View[Extension]) -> Iterator[Problem]:
    """Say where generation starts when the caller leaves that open."""
    frames = view.facts("/video_url").frames
    if frames is not None and frames > CONTEXT:
        start = frames - CONTEXT
        message = f"Generation starts at frame {start} of {frames}, 32 frames before the end."
        yield Problem("/start_frame", message, got=None, allowed=f"0 to {frames - 1}")


@rule(
    "magi.start_frame_needs_32_frames",
    level="warn",
    basis="implied",
    source="follows from the default of start_frame",
    text="A 'video_url' of 32 frames or fewer needs a 'start_frame': the default lies before it.",
    wants=(("/video_url", "frames"),),
    when=_has_no_start,
)
def start_frame_needs_32_frames(view: View[Extension]) -> Iterator[Problem]:
    """Warn where the default start lies at or before the first frame."""
    frames = view.facts("/video_url").frames
    if frames is not None and frames <= CONTEXT:
        message = (
            f"'video_url' has {frames} frames, and the default 'start_frame' lies 32 frames "
            "before its end: nothing of it would be kept."
        )
        fix = f"Give 'start_frame', a value from 0 to {max(0, frames - 1)}."
        yield Problem("/start_frame", message, None, f"0 to {max(0, frames - 1)}", fix)


@rule(
    "magi.start_frame_context",
    level="warn",
    basis="vendor",
    source=f"{_PAGES}: 32 frames from start_frame on give optimal results",
    text="From 'start_frame' on, 'video_url' should have at least 32 frames to guide the model.",
    wants=(("/video_url", "frames"),),
    when=_has_start,
)
def start_frame_context(view: View[Extension]) -> Iterator[Problem]:
    """Warn where few frames remain to guide the model."""
    frames, start = view.facts("/video_url").frames, view.input.start_frame
    # A start past the end is the other rule's to report.
    if frames is None or start is None or not 0 < frames - start < CONTEXT:
        return
    message = f"From frame {start} on, 'video_url' has {frames - start} frames; 32 work best."
    best = max(0, frames - CONTEXT)
    fix = f"Use {best} or less." if frames >= CONTEXT else "Use a longer video."
    yield Problem("/start_frame", message, start, f"at most {best}", fix)


def _crop(pointer: str) -> FunctionRule[Generation]:
    @rule(
        "magi.crop",
        level="warn",
        basis="vendor",
        source=f"{_PAGES}: input of another shape is resized and center cropped",
        text=f"{pointer[1:]!r} of another shape than 'aspect_ratio' is scaled and its edges cut.",
        wants=((pointer, "size"),),
        when=_has_shape,
    )
    def crop(view: View[Generation]) -> Iterator[Problem]:
        size = view.facts(pointer).size
        target = canvas(view.input.resolution, view.input.aspect_ratio, size)
        if size is None or target is None:
            return
        scale = max(Fraction(target[0], size[0]), Fraction(target[1], size[1]))
        scaled = (round(size[0] * scale), round(size[1] * scale))
        cut = (scaled[0] - target[0], scaled[1] - target[1])
        if max(cut) <= _PIXELS_ROUNDED:
            return
        what = "columns" if cut[0] > cut[1] else "rows"
        message = (
            f"{pointer[1:]!r} is {size[0]}x{size[1]} and 'aspect_ratio' is "
            f"{view.input.aspect_ratio!r}: scaled to {scaled[0]}x{scaled[1]}, {max(cut)} {what} "
            "are cut off."
        )
        fix = "Use aspect_ratio='auto' to keep the whole picture."
        yield Problem("/aspect_ratio", message, view.input.aspect_ratio, "auto", fix)

    return crop


@rule(
    "magi.auto_without_input",
    level="warn",
    basis="implied",
    source=f"{_PAGES}: auto follows the input image, and text-to-video has none",
    text="'aspect_ratio' should be given: 'auto' follows the input image, and there is none.",
)
def auto_without_input(view: View[Generation]) -> Iterator[Problem]:
    """Warn where `auto` has nothing to go by."""
    if view.input.aspect_ratio == "auto":
        message = "'aspect_ratio' is 'auto', which follows the input image, and there is none."
        shapes = ["16:9", "9:16", "1:1"]
        yield Problem("/aspect_ratio", message, "auto", shapes, "Use one of 16:9, 9:16, 1:1.")


@rule(
    "magi.prompt_may_be_empty",
    level="info",
    basis="vendor",
    source=f"{_PAGES}: the example of extend-video has an empty prompt",
    text="'prompt' must be given, and may be empty.",
)
def prompt_may_be_empty(view: View[Generation]) -> Iterator[Problem]:
    """Say that an empty prompt is sent as it is."""
    if view.input.prompt == "":
        message = "'prompt' is empty. It is sent so, as in the vendor's own example."
        yield Problem("/prompt", message, "", fix="Say what should happen next, if that matters.")


@rule(
    "magi.steps_wire_type",
    level="error",
    basis="vendor",
    source="input schema of 2026: an enum of integers; the pages of 2025 print a string",
    text="'num_inference_steps' is sent as a JSON integer; \"16\" is read as 16.",
)
def steps_wire_type(view: View[Generation]) -> Iterator[Problem]:
    """Refuse steps that got past the schema as anything but an integer."""
    steps: object = view.input.num_inference_steps
    if type(steps) is not int:
        message = f"'num_inference_steps' must be an integer, not {steps!r}."
        yield Problem("/num_inference_steps", message, str(steps), "an integer", "Use a number.")


TEXT_RULES: Sequence[Rule[Generation]] = (auto_without_input, steps_wire_type)
IMAGE_RULES: Sequence[Rule[Generation]] = (_crop("/image_url"), steps_wire_type)
EXTEND_RULES: Sequence[Rule[Extension]] = (
    start_frame_in_video,
    start_frame_default,
    start_frame_needs_32_frames,
    start_frame_context,
    _crop("/video_url"),
    prompt_may_be_empty,
    steps_wire_type,
)
