"""The two models of Replay Studio."""

from __future__ import annotations

__all__ = ("Dream", "Extend", "ReplayOutput", "dream", "extend")

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from framehook.spi import (
    Draft,
    Endpoint,
    Expected,
    File,
    FrameIndex,
    ImageInput,
    Input,
    Output,
    Price,
    Problem,
    Seed,
    Unit,
    VideoInput,
    View,
    ignored_if,
    rule,
)
from pydantic import Field

FPS = 24
SIZES = {"landscape": (160, 96), "portrait": (96, 160), "square": (128, 128)}
SOURCE = "Replay Studio, models, of 2026-03"
PRICED = date(2026, 3, 1)

Whole = Annotated[int, Unit("seconds")]


class Dream(Input):
    """Input of a dream."""

    prompt: str = Field(min_length=1, max_length=500, description="What is to be seen.")
    image: ImageInput | None = Field(default=None, description="The first picture.")
    seconds: Whole = Field(default=2, ge=1, le=8, description="Length of the video.")
    shape: Literal["landscape", "portrait", "square"] = Field(
        default="landscape", description="Shape of the video."
    )
    seed: Seed | None = Field(default=None, ge=0, le=65535, description="Same seed, same video.")


class Extend(Input):
    """Input of a video that goes on."""

    video: VideoInput = Field(description="The video that goes on.")
    prompt: str = Field(min_length=1, max_length=500, description="What happens next.")
    start_frame: FrameIndex | None = Field(
        default=None, ge=1, description="First frame that is made anew; by default at the end."
    )
    seconds: Whole = Field(default=2, ge=1, le=8, description="Length of what is added.")
    seed: Seed | None = Field(default=None, ge=0, le=65535, description="Same seed, same video.")


class ReplayOutput(Output):
    """
    What both models return.

    Example:
        ```python
        from framehook_replay_studio.models import ReplayOutput

        made = ReplayOutput.model_validate({"video": {"url": "https://x.example/a.mp4"}})
        assert made.seed is None
        ```
    """

    video: File = Field(description="The video.")
    seed: int | None = Field(default=None, description="The seed that was used.")


@rule(
    "replay.start_in_video",
    level="error",
    basis="vendor",
    source=SOURCE,
    text="start_frame lies within the video.",
    wants=[("/video", "frames")],
    when=lambda view: view.input.start_frame is not None,
)
def start_in_video(view: View[Extend]) -> Iterator[Problem]:
    """Nothing can be kept of what is not there."""
    frames, start = view.facts("/video").frames, view.input.start_frame
    if frames is not None and start is not None and start > frames:
        yield Problem("/start_frame", f"The video has {frames} frames.", start, f"1 to {frames}")


def dreamt(view: View[Dream]) -> Expected:
    """Return what a dream yields."""
    return Expected(frames=view.input.seconds * FPS, fps=float(FPS), size=SIZES[view.input.shape])


def extended(view: View[Extend]) -> Expected:
    """Return what an extended video yields: what is kept, and what is added."""
    source = view.facts("/video")
    kept = view.input.start_frame or (source.frames if source.exact else None)
    frames = None if kept is None else kept + view.input.seconds * FPS
    return Expected(frames=frames, fps=float(FPS), size=source.size)


dream = Endpoint(
    id="replay-studio/dream",
    target="dream-1",
    input=Dream,
    output=ReplayOutput,
    service="replay-studio",
    rules=(
        ignored_if(
            "replay.shape_of_picture",
            "shape",
            "with a picture, whose shape the video has",
            lambda dream: dream.image is not None,
            source=SOURCE,
        ),
    ),
    expect=dreamt,
    price=Price.per_unit(
        "0.05",
        "second",
        lambda view, expected: Decimal(view.input.seconds),
        basis="price list of 2026-03",
        as_of=PRICED,
    ),
    draft=Draft(prompt="prompt", image="image", seed="seed"),
    examples=({"prompt": "the tide comes in", "seconds": 2},),
    title="Dream 1",
    task="text-to-video",
    about="Makes a short video of a text, perhaps from a picture.",
)

extend = Endpoint(
    id="replay-studio/extend",
    target="extend-1",
    input=Extend,
    output=ReplayOutput,
    service="replay-studio",
    rules=(start_in_video,),
    expect=extended,
    price=Price.per_unit(
        "0.08",
        "second",
        lambda view, expected: Decimal(view.input.seconds),
        basis="price list of 2026-03; what is kept costs nothing",
        as_of=PRICED,
    ),
    draft=Draft(prompt="prompt", source="video", keep_before="start_frame", seed="seed"),
    examples=({"video": "sample:video", "prompt": "the tide goes out", "start_frame": 24},),
    title="Extend 1",
    task="video-to-video",
    about="Lets a video go on.",
)
