"""An endpoint for tests: a film of so many frames, perhaps from a picture."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from framehook.spi import (
    Always,
    Endpoint,
    Expected,
    File,
    FrameCount,
    ImageInput,
    Input,
    Output,
    Price,
    Problem,
    VideoInput,
    View,
    rule,
)


class Dream(Input):
    prompt: str
    num_frames: Annotated[FrameCount, Field(ge=1, le=240)] = 24
    video_url: VideoInput | None = None
    image_url: ImageInput | None = None
    start_frame: int | None = None
    safe: Annotated[bool, Always()] = True


class Dreamt(Output):
    video: File
    seed: int | None = None


@rule(
    "dream.start_in_video",
    level="error",
    basis="implied",
    source="the word",
    text="start_frame lies in the video.",
    wants=[("/video_url", "frames")],
    when=lambda view: view.input.start_frame is not None,
)
def start_in_video(view: View[Any]) -> Iterator[Problem]:
    frames = view.facts("/video_url").frames
    if not 0 <= view.input.start_frame < frames:
        yield Problem(
            "/start_frame",
            f"The video has {frames} frames.",
            view.input.start_frame,
            f"0 to {frames - 1}",
            f"Use at most {frames - 1}.",
        )


@rule("dream.loud", level="warn", basis="ours", source="taste", text="Prompts are not shouted.")
def not_loud(view: View[Any]) -> Iterator[Problem]:
    if view.input.prompt.isupper():
        yield Problem("/prompt", "The prompt is in capitals.")


dream = Endpoint(
    id="my-team/dream",
    input=Dream,
    output=Dreamt,
    service="scripted",
    rules=(start_in_video, not_loud),
    expect=lambda view: Expected(frames=view.input.num_frames, fps=24.0, notes=("24 fps.",)),
    price=Price.per_unit(
        "0.1", "frame", lambda view, expected: Decimal(view.input.num_frames), basis="made up"
    ),
)
