"""The fields that versions share, and what they return."""

from __future__ import annotations

__all__ = (
    "BAD_LOOKS",
    "AutoShape",
    "DescribedOutput",
    "ExpandPrompt",
    "FirstFrame",
    "GuidanceScale",
    "LoraWeight",
    "Loras",
    "LtxOutput",
    "NegativePrompt",
    "Prompt",
    "RandomSeed",
    "Resolution",
    "ReverseVideo",
    "SafetyChecker",
    "Shape",
    "WideShape",
)

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from framehook.spi import (
    Always,
    AsRatio,
    AsTier,
    File,
    ImageInput,
    Input,
    Output,
    Seed,
)

BAD_LOOKS = "worst quality, inconsistent motion, blurry, jittery, distorted"

Prompt: TypeAlias = Annotated[
    str,
    Field(
        description="What the video should show. The model follows long descriptions best, told "
        "in the order in which things happen."
    ),
]
NegativePrompt: TypeAlias = Annotated[
    str, Field(description="What the video should not show or look like.")
]
RandomSeed: TypeAlias = Annotated[
    Seed | None,
    Field(description="The same seed gives the same video. Left out, one is drawn at random."),
]
Resolution: TypeAlias = Annotated[
    Literal["480p", "720p"],
    AsTier(),
    Field(description="Tier of the size: about so many pixels on the shorter side."),
]
WideShape: TypeAlias = Annotated[
    Literal["9:16", "16:9"],
    AsRatio(),
    Field(description="Width to height of the video."),
]
Shape: TypeAlias = Annotated[
    Literal["9:16", "1:1", "16:9"],
    AsRatio(),
    Field(description="Width to height of the video."),
]
AutoShape: TypeAlias = Annotated[
    Literal["9:16", "1:1", "16:9", "auto"],
    AsRatio(),
    Field(description="Width to height of the video; `auto` takes it from the image or video."),
]
FirstFrame: TypeAlias = Annotated[
    ImageInput, Field(description="The image that the video starts with.")
]
SafetyChecker: TypeAlias = Annotated[
    bool, Always(), Field(description="Whether content is checked. It is always sent.")
]
ExpandPrompt: TypeAlias = Annotated[
    bool, Field(description="Whether a language model rewrites the prompt in more detail first.")
]
ReverseVideo: TypeAlias = Annotated[
    bool, Field(description="Whether the finished video is played backwards.")
]
GuidanceScale: TypeAlias = Annotated[
    float,
    Field(
        gt=1,
        le=10,
        description="How closely the prompt is followed; above 1. Higher is closer, and stiffer.",
    ),
]


class LoraWeight(Input):
    """
    Additional weights that change the model's style or subject.

    Example:
        ```python
        weight = LoraWeight(path="owner/name", weight_name="style.safetensors", scale=0.8)
        assert weight.scale == 0.8
        ```
    """

    path: str = Field(
        description="Where the weights are: a URL, a path on the service, or the name of a "
        "Hugging Face repository such as `owner/name`."
    )
    weight_name: str | None = Field(
        default=None,
        description="Which file of a Hugging Face repository to load. Needed only where the "
        "repository holds several.",
    )
    scale: float = Field(
        default=1, ge=0, le=4, description="How strongly they act; 1 is as they were trained."
    )


Loras: TypeAlias = Annotated[
    list[LoraWeight], Field(description="Additional weights to load into the model.")
]


class LtxOutput(Output):
    """
    What the early versions return.

    Example:
        ```python
        output = LtxOutput.model_validate({"video": {"url": "https://cdn.example/a.mp4"}})
        assert output.seed is None
        ```
    """

    video: File = Field(description="The video.")
    seed: int | None = Field(default=None, description="The seed that was used.")


class DescribedOutput(Output):
    """
    What the versions that can rewrite a prompt return.

    Example:
        ```python
        output = DescribedOutput.model_validate({"video": {"url": "https://cdn.example/a.mp4"}})
        assert output.prompt is None
        ```
    """

    video: File = Field(description="The video.")
    prompt: str | None = Field(
        default=None, description="The prompt that was used, after it was rewritten if it was."
    )
    seed: int | None = Field(default=None, description="The seed that was used.")
