"""What the schemas of AnimateDiff cannot say."""

from __future__ import annotations

__all__ = (
    "EVOLVED_RULES",
    "SPARSE_RULES",
    "TEXT_RULES",
    "TURBO_TEXT_RULES",
    "TURBO_VIDEO_RULES",
    "VIDEO_RULES",
)

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from framehook.spi import Problem, Rule, View, rule

from ._expect import Keys, Sampling, Thinning, key_indexes

_OPPOSED = (("zoom-in", "zoom-out"), ("pan-left", "pan-right"), ("tilt-up", "tilt-down"))
_SUITED = (4, 12)
# What schemas of 2026-06 allow, where older ones allowed more.
_NEWEST = {"num_frames": (1, 32), "first_n_seconds": (2, 4)}


class _Moving(Protocol):
    @property
    def motions(self) -> Sequence[str] | None: ...


class _Stepping(Protocol):
    @property
    def num_inference_steps(self) -> int: ...


@rule(
    "ad.turbo_steps",
    level="warn",
    basis="vendor",
    source="page of 2025 and OpenAPI of 2026: recommended for turbo mode",
    text="Turbo mode is made for 4 to 12 'num_inference_steps'.",
)
def turbo_steps(view: View[_Stepping]) -> Iterator[Problem]:
    """Warn outside of what suits turbo mode."""
    steps, (least, most) = view.input.num_inference_steps, _SUITED
    if not least <= steps <= most:
        near = least if steps < least else most
        message = f"Turbo mode is made for {least} to {most} steps; {steps} are asked for."
        path, allowed = "/num_inference_steps", f"{least} to {most}"
        yield Problem(path, message, steps, allowed, f"Use {near}.")


@rule(
    "ad.turbo_no_motions",
    level="warn",
    basis="vendor",
    source="page of 2025 and OpenAPI of 2026-01 have 'motions', OpenAPI of 2026-06 has not",
    text="The turbo endpoints have no 'motions' since 2026; the field is not sent.",
)
def turbo_no_motions(view: View[_Moving]) -> Iterator[Problem]:
    """Warn that a former field is not sent."""
    motions = view.input.motions
    if motions is not None:
        yield Problem(
            "/motions",
            "The turbo endpoints dropped 'motions' in 2026, so it is not sent: the service "
            "would ignore or refuse it.",
            list(motions),
            fix="Leave out 'motions'. To send it all the same, use call.with_extra().",
        )


@rule(
    "ad.newest_range",
    level="warn",
    basis="schema",
    source="OpenAPI of 2026-06; that of 2026-01 allowed more",
    text="Since 2026 'num_frames' is at most 32 and 'first_n_seconds' at most 4.",
)
def newest_range(view: View[Any]) -> Iterator[Problem]:
    """Warn of values that only former schemas allow."""
    for name, (least, most) in _NEWEST.items():
        value = getattr(view.input, name, None)
        if value is not None and not least <= value <= most:
            allowed = f"{least} to {most}"
            message = (
                f"{name!r} is {value}. Until 2026 that was allowed; the newest schema allows "
                f"{allowed}, and the service may refuse it."
            )
            yield Problem(f"/{name}", message, value, allowed, f"Use {most}.")


@rule(
    "ad.video_length",
    level="warn",
    basis="implied",
    source="follows from what the field says",
    text="A 'video_url' shorter than 'first_n_seconds' gives a shorter result.",
    wants=(("/video_url", "duration"),),
)
def video_length(view: View[Sampling]) -> Iterator[Problem]:
    """Warn where the video has fewer seconds than are asked for."""
    wanted, seconds = view.input.first_n_seconds, view.facts("/video_url").duration
    if seconds is not None and wanted > seconds:
        message = (
            f"The first {wanted} seconds are asked for, and 'video_url' has {seconds:.3g}: "
            f"the result is shorter."
        )
        fix = f"Use {int(seconds)}." if seconds >= 2 else "Use a longer video."
        yield Problem("/first_n_seconds", message, wanted, f"up to {seconds:.3g}", fix)


@rule(
    "ad.motions_unique",
    level="error",
    basis="vendor",
    source="OpenAPI of 2026-06: unique items",
    text="'motions' names each movement at most once.",
)
def motions_unique(view: View[_Moving]) -> Iterator[Problem]:
    """Refuse a movement that is named twice."""
    seen = Counter(view.input.motions or ())
    for index, motion in enumerate(view.input.motions or ()):
        if seen[motion] > 1 and motion in (view.input.motions or ())[:index]:
            message = f"{motion!r} is named more than once; each movement counts once."
            yield Problem(f"/motions/{index}", message, motion, fix="Leave it out here.")


@rule(
    "ad.motions_opposed",
    level="warn",
    basis="implied",
    source="follows from what the values say",
    text="Opposite 'motions' cancel each other out.",
)
def motions_opposed(view: View[_Moving]) -> Iterator[Problem]:
    """Warn of movements that undo each other."""
    motions = view.input.motions or ()
    for one, other in _OPPOSED:
        if one in motions and other in motions:
            message = f"{one!r} and {other!r} cancel each other out."
            yield Problem("/motions", message, [one, other], fix=f"Leave out {other!r}.")


@rule(
    "adv2v.nth",
    level="error",
    basis="implied",
    source="follows from what the field says",
    text="'select_every_nth_frame' is at least 1.",
)
def nth(view: View[Thinning]) -> Iterator[Problem]:
    """Refuse a step that leads nowhere."""
    step = view.input.select_every_nth_frame
    if step < 1:
        message = f"'select_every_nth_frame' must be at least 1, but it is {step}."
        fix = "Use 1 for every frame, or leave it out to use 2."
        yield Problem("/select_every_nth_frame", message, step, "1 or more", fix)


@rule(
    "sparse.keyframes",
    level="error",
    basis="implied",
    source="follows from what the fields say",
    text="At least one key image is needed, and no two of them share an index.",
)
def keyframes(view: View[Keys]) -> Iterator[Problem]:
    """Refuse a call without key images, and two images for one frame."""
    indexes = key_indexes(view)
    if not indexes:
        names = [f"keyframe_{number}_image_url" for number in range(3)]
        message = "At least one key image is needed, and none was given."
        yield Problem("", message, None, list(names), f"Give {names[0]!r}.")
    taken: dict[int, int] = {}
    for number, index in indexes.items():
        if index in taken:
            message = f"The key images {taken[index]} and {number} are both for frame {index}."
            path = f"/keyframe_{number}_index"
            yield Problem(path, message, index, fix=f"Give {path[1:]!r} another value.")
        taken.setdefault(index, number)


TEXT_RULES: Sequence[Rule[Any]] = (motions_unique, motions_opposed)
VIDEO_RULES: Sequence[Rule[Any]] = (video_length, motions_unique, motions_opposed)
TURBO_TEXT_RULES: Sequence[Rule[Any]] = (turbo_steps, turbo_no_motions, newest_range)
TURBO_VIDEO_RULES: Sequence[Rule[Any]] = (
    turbo_steps,
    video_length,
    turbo_no_motions,
    newest_range,
)
EVOLVED_RULES: Sequence[Rule[Any]] = (nth,)
SPARSE_RULES: Sequence[Rule[Any]] = (keyframes,)
