"""What the schema of MagicAnimate cannot say."""

from __future__ import annotations

__all__ = ("RULES",)

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from framehook.spi import Problem, Rule, View, rule

_POSITIVE = ("size", "steps", "context_frames")


class _Windows(Protocol):
    @property
    def context_frames(self) -> int: ...
    @property
    def context_overlap(self) -> int: ...


@rule(
    "ma.overlap",
    level="error",
    basis="implied",
    source="follows from what a sliding window is",
    text="'context_overlap' is at least 0 and below 'context_frames', or no window advances.",
)
def overlap(view: View[_Windows]) -> Iterator[Problem]:
    """Refuse windows that do not advance."""
    frames, shared = view.input.context_frames, view.input.context_overlap
    # A window without frames is the other rule's to report.
    if frames <= 0 or 0 <= shared < frames:
        return
    allowed = f"0 to {frames - 1}"
    message = (
        f"'context_overlap' must be at least 0 and below 'context_frames', which is {frames}, "
        f"but it is {shared}."
    )
    yield Problem("/context_overlap", message, shared, allowed, f"Use a value from {allowed}.")


@rule(
    "ma.positive",
    level="error",
    basis="implied",
    source="follows from what is counted",
    text="'size', 'steps' and 'context_frames' are above 0.",
)
def positive(view: View[Any]) -> Iterator[Problem]:
    """Refuse sizes and counts of nothing."""
    for name in _POSITIVE:
        value = getattr(view.input, name)
        if value <= 0:
            usual = type(view.input).model_fields[name].default
            message = f"{name!r} must be above 0, but it is {value}."
            yield Problem(f"/{name}", message, value, "1 or more", f"Leave it out to use {usual}.")


RULES: Sequence[Rule[Any]] = (overlap, positive)
