"""What the schemas of Luma cannot say."""

from __future__ import annotations

__all__ = ("IMAGE_RULES", "MODIFY_RULES", "REFRAME_RULES", "TEXT_RULES")

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from framehook.spi import FunctionRule, Problem, Rule, View, requires_any, rule

from ._geometry import Placing

_SCHEMA = "input schemas of 2026: lengths of the prompt; the pages of 2025 have none"
_PAGE = "page of Ray 2 Modify, 2025"
_LONGEST = 5000
_LIMIT_SECONDS = 10
_EDGES = ("x_start", "x_end", "y_start", "y_end")


class _Prompted(Protocol):
    @property
    def prompt(self) -> str | None: ...


def _prompt_length(shortest: int) -> FunctionRule[_Prompted]:
    allowed = f"{shortest} to {_LONGEST} characters"

    @rule(
        "luma.prompt_length",
        level="error",
        basis="vendor",
        source=_SCHEMA,
        text=f"'prompt' has {allowed}.",
    )
    def prompt_length(view: View[_Prompted]) -> Iterator[Problem]:
        prompt = view.input.prompt
        if prompt is not None and not shortest <= len(prompt) <= _LONGEST:
            message = f"'prompt' must have {allowed}, not {len(prompt)}."
            yield Problem("/prompt", message, len(prompt), allowed, f"Use {allowed}.")

    return prompt_length


needs_image = requires_any(
    "luma.i2v_needs_image",
    "image_url",
    "end_image_url",
    basis="implied",
    source=f"{_PAGE}: the two images can be used together; both are optional in the schema",
    text="A video from images needs one: 'image_url', 'end_image_url' or both.",
    fix="Give 'image_url' or 'end_image_url', or use the endpoint that needs words alone.",
)

modify_guided = requires_any(
    "luma.modify_guided",
    "prompt",
    "image_url",
    level="warn",
    basis="implied",
    source=f"{_PAGE}: both fields are optional",
    text="Without 'prompt' and 'image_url' nothing says what to change.",
    fix="Give 'prompt', 'image_url' or both.",
)


@rule(
    "luma.source_limits",
    level="warn",
    basis="upstream",
    source="page of a reseller of the same model; the vendor states no limit",
    text="'video_url' should be at most 10 seconds long.",
    wants=(("/video_url", "duration"),),
)
def source_limits(view: View[object]) -> Iterator[Problem]:
    """Warn where a source is longer than the model is said to take."""
    seconds = view.facts("/video_url").duration
    if seconds is not None and seconds > _LIMIT_SECONDS:
        message = (
            f"'video_url' lasts {seconds:g} seconds; {_LIMIT_SECONDS} are said to be the most "
            "that the model takes, and every second is billed."
        )
        fix = f"Cut it to {_LIMIT_SECONDS} seconds."
        yield Problem("/video_url", message, seconds, f"at most {_LIMIT_SECONDS} seconds", fix)


@rule(
    "luma.reframe_box",
    level="error",
    basis="implied",
    source="meaning of the fields",
    text="'x_start' must be less than 'x_end', and 'y_start' less than 'y_end'.",
)
def reframe_box(view: View[Placing]) -> Iterator[Problem]:
    """Refuse a box whose edges are the wrong way round."""
    given = view.input
    for axis, start, end in (
        ("x", given.x_start, given.x_end),
        ("y", given.y_start, given.y_end),
    ):
        if start is not None and end is not None and start >= end:
            message = f"'{axis}_start' must be less than '{axis}_end', and {end} is given there."
            yield Problem(f"/{axis}_start", message, start, f"< {end}", f"Use less than {end}.")


@rule(
    "luma.reframe_box_complete",
    level="warn",
    basis="implied",
    source="meaning of the fields",
    text="Of 'x_start', 'x_end', 'y_start' and 'y_end' all four are given, or none.",
)
def reframe_box_complete(view: View[Any]) -> Iterator[Problem]:
    """Warn where only some edges of the box are known."""
    given = [name for name in _EDGES if getattr(view.input, name) is not None]
    missing = [name for name in _EDGES if name not in given]
    if given and missing:
        listed = ", ".join(repr(name) for name in missing)
        message = f"The box of the source lacks {listed}; what it is then is not published."
        yield Problem(f"/{missing[0]}", message, [*given], [*_EDGES], f"Give {listed} too.")


TEXT_RULES: Sequence[Rule[Any]] = (_prompt_length(3),)
IMAGE_RULES: Sequence[Rule[Any]] = (needs_image, _prompt_length(3))
MODIFY_RULES: Sequence[Rule[Any]] = (modify_guided, _prompt_length(3), source_limits)
REFRAME_RULES: Sequence[Rule[Any]] = (reframe_box, reframe_box_complete, _prompt_length(1))
