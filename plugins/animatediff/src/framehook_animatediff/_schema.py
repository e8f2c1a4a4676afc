"""The fields that the endpoints share, and what they return."""

from __future__ import annotations

__all__ = (
    "NEGATIVE_PROMPT",
    "AnimateDiffOutput",
    "EveryNth",
    "EvolvedOutput",
    "Guidance",
    "ImageSize",
    "InferenceSteps",
    "LoraWeight",
    "Motions",
    "NegativePrompt",
    "Prompt",
    "RandomSeed",
    "Rate",
    "SampledRate",
    "SourceStrength",
    "SourceVideo",
    "VideoSize",
)

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from framehook.spi import AsTier, File, Input, Output, Pixels, Seed, Unit, VideoInput

NEGATIVE_PROMPT = "(bad quality, worst quality:1.2), ugly faces, bad anime"

Motion: TypeAlias = Literal["zoom-out", "zoom-in", "pan-left", "pan-right", "tilt-up", "tilt-down"]

Prompt: TypeAlias = Annotated[str, Field(description="What the video should show.")]
NegativePrompt: TypeAlias = Annotated[
    str, Field(description="What the video should not show: things, colours, flaws.")
]
SourceVideo: TypeAlias = Annotated[
    VideoInput, Field(description="The video, or a GIF, to paint anew.")
]
RandomSeed: TypeAlias = Annotated[
    Seed | None,
    Field(description="The same seed gives the same video. Left out, one is drawn at random."),
]
InferenceSteps: TypeAlias = Annotated[
    int,
    Unit("steps"),
    Field(ge=1, le=50, description="More steps look better and take longer."),
]
Guidance: TypeAlias = Annotated[
    float, Field(ge=0, le=20, description="How closely the result is held to the prompt.")
]
Rate: TypeAlias = Annotated[
    int,
    Unit("frames per second"),
    Field(ge=1, le=16, description="Frames per second of the result."),
]
SampledRate: TypeAlias = Annotated[
    int,
    Unit("frames per second"),
    Field(ge=1, le=16, description="How many frames of each second of the source are used."),
]
SourceStrength: TypeAlias = Annotated[
    float,
    Field(ge=0, le=1, description="How strong the source is in the result: 0 not at all."),
]
EveryNth: TypeAlias = Annotated[
    int,
    Unit("frames"),
    Field(
        description="Of the source only every nth frame is used: 1 takes all of them, higher "
        "numbers cost less and look rougher."
    ),
]
Motions: TypeAlias = Annotated[
    list[Motion] | None,
    Field(
        description="How the camera moves; each movement at most once.",
        json_schema_extra={"uniqueItems": True},
    ),
]


class ImageSize(Input):
    """A size in pixels."""

    width: Pixels = Field(default=512, gt=0, le=14142, description="Width in pixels.")
    height: Pixels = Field(default=512, gt=0, le=14142, description="Height in pixels.")


VideoSize: TypeAlias = Annotated[
    Literal[
        "square_hd",
        "square",
        "portrait_4_3",
        "portrait_16_9",
        "landscape_4_3",
        "landscape_16_9",
    ]
    | ImageSize,
    AsTier(),
    Field(description="Size of the result, by name or as width and height in pixels."),
]


class LoraWeight(Input):
    """Weights that change the style of the model."""

    path: str = Field(description="URL or path of the weights, or the name of a hosted model.")
    scale: float = Field(default=1, description="How strong they are; 1 is as they were made.")
    force: bool = Field(
        default=False, description="Whether weights that fit only in part are used too."
    )


class AnimateDiffOutput(Output):
    """
    A video and the seed it was made from.

    Example:
        ```python
        output = AnimateDiffOutput.model_validate({"video": {"url": "https://cdn.example/a.mp4"}})
        assert output.seed is None
        ```
    """

    video: File = Field(description="The video.")
    seed: int | None = Field(default=None, description="The seed that was used.")


class EvolvedOutput(Output):
    """
    A video, the seed it was made from, and how long that took.

    Example:
        ```python
        output = EvolvedOutput.model_validate({"video": {"url": "https://cdn.example/a.mp4"}})
        assert output.timings is None
        ```
    """

    video: File = Field(description="The video.")
    seed: int | None = Field(default=None, description="The seed that was used.")
    timings: dict[str, Any] | None = Field(
        default=None, description="How long each stage took, in seconds."
    )
