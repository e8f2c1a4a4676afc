"""The fields that the endpoints share, and what all of them return."""

from __future__ import annotations

__all__ = (
    "AspectRatio",
    "FirstFrame",
    "Generated",
    "GeneratedFrames",
    "Generation",
    "MagiOutput",
    "Prompt",
    "RandomSeed",
    "Resolution",
    "SafetyChecker",
    "SourceVideo",
    "StartFrame",
)

from typing import Annotated, Literal, Protocol, TypeAlias

from pydantic import Field

from framehook.spi import (
    Always,
    AsRatio,
    AsTier,
    File,
    FrameCount,
    FrameIndex,
    ImageInput,
    Input,
    Output,
    Seed,
    VideoInput,
)

Prompt: TypeAlias = Annotated[
    str, Field(description="What the video should show. It may be empty, but must be given.")
]
SourceVideo: TypeAlias = Annotated[
    VideoInput,
    Field(
        description="The video to go on from. Where its shape is not the one that `aspect_ratio` "
        "asks for, it is scaled to cover the frame and its edges are cut off."
    ),
]
FirstFrame: TypeAlias = Annotated[
    ImageInput,
    Field(
        description="The image that the video starts with. Where its shape is not the one that "
        "`aspect_ratio` asks for, it is scaled to cover the frame and its edges are cut off."
    ),
]
GeneratedFrames: TypeAlias = Annotated[
    FrameCount,
    Field(
        ge=96,
        le=192,
        description="How many frames to generate, at 24 a second. Every 24 of them are one unit "
        "of the price.",
    ),
]
StartFrame: TypeAlias = Annotated[
    FrameIndex | None,
    Field(
        ge=0,
        description="Index of the first generated frame. The source's frames before it are kept "
        "unchanged, those from it on only guide the model. Left out, it lies 32 frames before "
        "the source's end, which works best.",
    ),
]
RandomSeed: TypeAlias = Annotated[
    Seed | None,
    Field(description="The same seed gives the same video. Left out, one is drawn at random."),
]
Resolution: TypeAlias = Annotated[
    Literal["480p", "720p"],
    AsTier(),
    Field(description="Length of the shorter side in pixels; 480p costs half as much as 720p."),
]
SafetyChecker: TypeAlias = Annotated[
    bool, Always(), Field(description="Whether content is checked. It is always sent.")
]
AspectRatio: TypeAlias = Annotated[
    Literal["auto", "16:9", "9:16", "1:1"],
    AsRatio(),
    Field(description="Width to height of the video; `auto` takes it from the image or video."),
]


class Generation(Protocol):
    """What rules, prices and expectations read of any of the inputs."""

    @property
    def prompt(self) -> str: ...
    @property
    def num_frames(self) -> int: ...
    @property
    def resolution(self) -> Literal["480p", "720p"]: ...
    @property
    def num_inference_steps(self) -> int: ...
    @property
    def aspect_ratio(self) -> Literal["auto", "16:9", "9:16", "1:1"]: ...


class Generated(Input):
    """The settings that mean the same in both models."""

    prompt: Prompt
    num_frames: GeneratedFrames = 96
    seed: RandomSeed = None
    resolution: Resolution = "720p"
    enable_safety_checker: SafetyChecker = True
    aspect_ratio: AspectRatio = "auto"


class MagiOutput(Output):
    """
    What every endpoint of the family returns.

    Example:
        ```python
        output = MagiOutput.model_validate({"video": {"url": "https://cdn.example/a.mp4"}})
        assert output.seed is None
        ```
    """

    video: File = Field(description="The video.")
    seed: int | None = Field(default=None, description="The seed that was used.")
