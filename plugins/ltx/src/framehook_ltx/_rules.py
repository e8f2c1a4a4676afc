"""What the schemas of LTX Video cannot say of a call."""

from __future__ import annotations

__all__ = (
    "DISTILLED_CONDITION_RULES",
    "DISTILLED_EXTEND_RULES",
    "DISTILLED_IMAGE_RULES",
    "DISTILLED_TEXT_RULES",
    "EARLY_CONDITION_RULES",
    "EARLY_EXTEND_RULES",
    "LORA_CONDITION_RULES",
    "LORA_RULES",
    "NEWEST_CONDITION_RULES",
    "NEWEST_EXTEND_RULES",
    "NEWEST_TEXT_RULES",
    "PREVIEW_IMAGE_RULES",
    "TRAINER_RULES",
    "TWO_PASS_CONDITION_RULES",
    "TWO_PASS_EXTEND_RULES",
    "TWO_PASS_TEXT_RULES",
)

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from framehook.spi import (
    FunctionRule,
    Problem,
    Rule,
    View,
    each,
    frame_grid,
    less_than,
    rule,
)

from ._condition_rules import (
    auto_without_media,
    limit,
    preprocess_rgb,
    start_in_range,
    start_in_range_lora,
    start_multiple_8,
    start_multiple_8_extend,
)

_OPENAPI = "OpenAPI of 2026-06"
_OLD_FIELD = "first_pass_skip_final_steps"
_TOLERANCE = 1e-9


def _has_old_field(view: View[Any]) -> bool:
    return _OLD_FIELD in view.given


second_skip = less_than(
    "ltx.second_skip",
    "second_pass_skip_initial_steps",
    "second_pass_num_inference_steps",
    level="error",
    basis="implied",
    source="meaning of the fields; the schema's bounds agree",
    text="At least one step of the second pass must remain: "
    "'second_pass_skip_initial_steps' is less than 'second_pass_num_inference_steps'.",
)
first_skip = replace(
    less_than(
        "ltx.first_skip",
        _OLD_FIELD,
        "first_pass_num_inference_steps",
        level="error",
        basis="implied",
        source="meaning of the fields",
        text=f"At least one step of the first pass must remain: {_OLD_FIELD!r} is less than "
        "'first_pass_num_inference_steps'.",
    ),
    when=_has_old_field,
)
frames_8k1 = frame_grid(
    "ltx.frames_8k1",
    "num_frames",
    step=8,
    offset=1,
    level="warn",
    basis="implied",
    source="all bounds and defaults are 8k + 1, the length the model works in",
    text="'num_frames' should be 8k + 1; another length is probably rounded.",
)


@rule(
    "ltx.dropped_field",
    level="warn",
    basis="vendor",
    source=f"page of 2025-08; {_OPENAPI} no longer has it",
    text=f"{_OLD_FIELD!r} is of 2025; the service may not know it any more.",
    when=_has_old_field,
)
def dropped_field(view: View[Any]) -> Iterator[Problem]:
    """Warn about the field that the newest schema has dropped."""
    message = f"{_OLD_FIELD!r} is not in the schema of 2026; the service may ignore or refuse it."
    got = view.input.first_pass_skip_final_steps
    yield Problem(f"/{_OLD_FIELD}", message, got, fix=f"Leave out {_OLD_FIELD!r}.")


def _newest_bounds(**most: int) -> FunctionRule[Any]:
    @rule(
        "ltx.newest_bounds",
        level="warn",
        basis="vendor",
        source=_OPENAPI,
        text="Since 2026 "
        + ", ".join(f"{name!r} is at most {highest}" for name, highest in most.items())
        + "; more was allowed in 2025.",
    )
    def newest_bounds(view: View[Any]) -> Iterator[Problem]:
        for name, highest in most.items():
            got = getattr(view.input, name)
            if name in view.given and got > highest:
                message = f"{name!r} is {got}; since 2026 the service takes at most {highest}."
                yield Problem(f"/{name}", message, got, f"at most {highest}", f"Use {highest}.")

    return newest_bounds


@rule(
    "ltx.lora_weight_name",
    level="info",
    basis="vendor",
    source="page of 2025-08: LoRAWeight",
    text="'weight_name' counts only where 'path' names a Hugging Face repository, and is needed "
    "there if it holds several weights.",
)
def lora_weight_name(view: View[Any]) -> Iterator[Problem]:
    """Tell where a file's name has nothing to choose from."""
    for pointer, weight in each(view.input, "/loras/*"):
        if weight.weight_name and weight.path.lower().startswith("http"):
            message = "'path' is a URL, which is the file itself: 'weight_name' has no effect."
            yield Problem(
                f"{pointer}/weight_name", message, weight.weight_name, fix="Leave it out."
            )


@rule(
    "ltx.step_005",
    level="error",
    basis="vendor",
    source=f"{_OPENAPI}: multiples of 0.05",
    text="'temporal_adain_factor' and 'tone_map_compression_ratio' move in steps of 0.05.",
)
def step_005(view: View[Any]) -> Iterator[Problem]:
    """Refuse factors between two steps; the arithmetic of floats is forgiven."""
    for name in ("temporal_adain_factor", "tone_map_compression_ratio"):
        value = getattr(view.input, name)
        if abs(value * 20 - round(value * 20)) >= _TOLERANCE:
            near = f"{round(value * 20) / 20:g}"
            message = f"{name!r} must be a multiple of 0.05, not {value:g}."
            yield Problem(f"/{name}", message, value, "multiples of 0.05", f"Use {near}.")


@rule(
    "ltx.detail_price",
    level="info",
    basis="vendor",
    source=f"{_OPENAPI}: enable_detail_pass",
    text="'enable_detail_pass' doubles the price.",
)
def detail_price(view: View[Any]) -> Iterator[Problem]:
    """Tell that the detail pass is paid for."""
    if view.input.enable_detail_pass:
        yield Problem("/enable_detail_pass", "The detail pass doubles the price.", got=True)


@rule(
    "ltx.i2v_768x512",
    level="warn",
    basis="vendor",
    source="page of LTX Video (preview), image to video",
    text="'image_url' should be 768x512.",
    wants=(("/image_url", "size"),),
)
def i2v_768x512(view: View[Any]) -> Iterator[Problem]:
    """Warn about images that the preview was not made for."""
    size = view.facts("/image_url").size
    if size is not None and size != (768, 512):
        shown = f"{size[0]}x{size[1]}"
        message = f"'image_url' is {shown}; the page asks for 768x512."
        yield Problem("/image_url", message, shown, "768x512", "Scale or cut it to 768x512.")


@rule(
    "ltx.trainer_images",
    level="error",
    basis="vendor",
    source=f"{_OPENAPI}: validation",
    text="If one validation has an image, all must; there are at most two.",
)
def trainer_images(view: View[Any]) -> Iterator[Problem]:
    """Refuse validations of which only some have an image."""
    given = view.input.validation
    without = [index for index, item in enumerate(given) if item.image_url is None]
    if without and len(without) < len(given):
        message = f"Validation {without[0]} has no 'image_url', and another one has."
        fix = "Give both an image, or none."
        yield Problem(f"/validation/{without[0]}/image_url", message, fix=fix)


_LENGTHS: Sequence[Rule[Any]] = (second_skip, frames_8k1)
_OLD: Sequence[Rule[Any]] = (first_skip, dropped_field)
_COMMON: Sequence[Rule[Any]] = (lora_weight_name, step_005, detail_price)
_EXTENDS: Sequence[Rule[Any]] = (start_multiple_8_extend, limit, preprocess_rgb)
_CONDITIONS: Sequence[Rule[Any]] = (
    start_multiple_8,
    start_in_range,
    limit,
    preprocess_rgb,
    auto_without_media,
)
_STEPS = {
    "first_pass_num_inference_steps": 12,
    "second_pass_num_inference_steps": 12,
    "second_pass_skip_initial_steps": 11,
}
_BOUNDS = _newest_bounds(**_STEPS)
_BOUNDS_WITH_MEDIA = _newest_bounds(**_STEPS, constant_rate_factor=51)

PREVIEW_IMAGE_RULES: Sequence[Rule[Any]] = (i2v_768x512,)
EARLY_EXTEND_RULES: Sequence[Rule[Any]] = (start_multiple_8_extend,)
EARLY_CONDITION_RULES: Sequence[Rule[Any]] = (start_multiple_8,)
LORA_RULES: Sequence[Rule[Any]] = (lora_weight_name,)
LORA_CONDITION_RULES: Sequence[Rule[Any]] = (
    start_in_range_lora,
    auto_without_media,
    lora_weight_name,
)
TRAINER_RULES: Sequence[Rule[Any]] = (trainer_images,)

NEWEST_TEXT_RULES: Sequence[Rule[Any]] = (*_LENGTHS, *_COMMON)
NEWEST_EXTEND_RULES: Sequence[Rule[Any]] = (*_LENGTHS, *_EXTENDS, *_COMMON)
NEWEST_CONDITION_RULES: Sequence[Rule[Any]] = (*_LENGTHS, *_CONDITIONS, *_COMMON)
TWO_PASS_TEXT_RULES: Sequence[Rule[Any]] = (*NEWEST_TEXT_RULES, *_OLD)
TWO_PASS_EXTEND_RULES: Sequence[Rule[Any]] = (*NEWEST_EXTEND_RULES, *_OLD)
TWO_PASS_CONDITION_RULES: Sequence[Rule[Any]] = (*NEWEST_CONDITION_RULES, *_OLD)
DISTILLED_TEXT_RULES: Sequence[Rule[Any]] = (*TWO_PASS_TEXT_RULES, _BOUNDS)
DISTILLED_IMAGE_RULES: Sequence[Rule[Any]] = (*TWO_PASS_TEXT_RULES, _BOUNDS_WITH_MEDIA)
DISTILLED_EXTEND_RULES: Sequence[Rule[Any]] = (*TWO_PASS_EXTEND_RULES, _BOUNDS_WITH_MEDIA)
DISTILLED_CONDITION_RULES: Sequence[Rule[Any]] = (*TWO_PASS_CONDITION_RULES, _BOUNDS_WITH_MEDIA)
