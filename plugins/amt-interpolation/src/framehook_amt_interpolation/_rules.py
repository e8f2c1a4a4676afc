"""What the schemas of AMT cannot say."""

from __future__ import annotations

__all__ = ("FRAME_RULES", "VIDEO_RULES")

from collections.abc import Iterator, Sequence
from typing import Any

from framehook.spi import Problem, Rule, View, rule

from ._expect import Joint, Passes, count

_BOUNDS = {"output_fps": (1, 60), "recursive_interpolation_passes": (1, 10)}
_MANY = 20_000
_FEWEST = 2


@rule(
    "amt.bounds",
    level="error",
    basis="vendor",
    source="OpenAPI of 2026-06, in which the bounds stand under the keys min and max",
    text="'output_fps' is 1 to 60 and 'recursive_interpolation_passes' 1 to 10.",
)
def bounds(view: View[Passes]) -> Iterator[Problem]:
    """Hold an input to its bounds that went round the schema."""
    for name, (least, most) in _BOUNDS.items():
        value = getattr(view.input, name)
        if not least <= value <= most:
            allowed = f"{least} to {most}"
            message = f"{name!r} must be {allowed}, but it is {value!r}."
            yield Problem(f"/{name}", message, value, allowed, f"Use a value from {allowed}.")


@rule(
    "amt.growth",
    level="warn",
    basis="implied",
    source="follows from what a pass does",
    text="Every pass doubles the frames: ten of them make about a thousand times as many.",
    wants=(("/video_url", "frames"),),
)
def growth(view: View[Passes]) -> Iterator[Problem]:
    """Warn where the result has very many frames."""
    frames, passes = view.facts("/video_url").frames, view.input.recursive_interpolation_passes
    if frames is None or frames * 2**passes <= _MANY:
        return
    message = (
        f"{passes} passes make {count(frames, passes)} frames of the {frames} of 'video_url', "
        f"which takes long and costs by the second of computing."
    )
    most = next((fewer for fewer in range(passes - 1, 0, -1) if frames * 2**fewer <= _MANY), None)
    yield Problem(
        "/recursive_interpolation_passes",
        message,
        passes,
        f"up to {_MANY} frames",
        "Use a shorter video." if most is None else f"Use {most} or fewer.",
    )


@rule(
    "amt.frames",
    level="error",
    basis="implied",
    source="follows from what interpolation is; the example of the OpenAPI has two",
    text="'frames' needs at least two images: there is nothing in between one.",
)
def enough_frames(view: View[Joint]) -> Iterator[Problem]:
    """Refuse less than two images."""
    given = len(view.input.frames)
    if given < _FEWEST:
        message = f"'frames' has {given} of the two images that are needed at least."
        yield Problem("/frames", message, given, "2 or more images", "Give another image.")


VIDEO_RULES: Sequence[Rule[Any]] = (bounds, growth)
FRAME_RULES: Sequence[Rule[Any]] = (bounds, enough_frames)
