"""The fields of the models of 13 billion parameters, which work in two passes."""

from __future__ import annotations

__all__ = (
    "ConstantRateFactor",
    "DetailPass",
    "FirstSteps",
    "FirstTail",
    "FrameRate",
    "Frames",
    "PageCompression",
    "PageRate",
    "RenamedFrames",
    "SecondHead",
    "SecondSteps",
    "TemporalAdain",
    "ToneMap",
)

from typing import Annotated, TypeAlias

from pydantic import AliasChoices, Field

from framehook.spi import FrameCount, Steps, Unit

Frames: TypeAlias = Annotated[
    FrameCount,
    Field(
        ge=9,
        le=1441,
        description="Length of the whole video in frames. The model works in lengths of 8k + 1: "
        "9, 17, … 121, … 1441.",
    ),
]
RenamedFrames: TypeAlias = Annotated[
    Frames, Field(validation_alias=AliasChoices("num_frames", "number_of_frames"))
]
FrameRate: TypeAlias = Annotated[
    int,
    Unit("frames per second"),
    Field(ge=1, le=60, description="How many frames of the video are shown in a second."),
]
FirstSteps: TypeAlias = Annotated[
    Steps,
    Field(description="Steps of the first pass, which lays out the picture and its movement."),
]
FirstTail: TypeAlias = Annotated[
    Steps,
    Field(
        description="Steps left out at the end of the first pass, so that it decides on large "
        "changes and leaves details to the second. Schemas of 2026 no longer have it."
    ),
]
SecondSteps: TypeAlias = Annotated[
    Steps, Field(description="Steps of the second pass, which works out the details.")
]
SecondHead: TypeAlias = Annotated[
    Steps,
    Field(
        description="Steps left out at the start of the second pass, so that it keeps to details "
        "and changes little of what the first laid out. Fewer than the steps of the second pass."
    ),
]
DetailPass: TypeAlias = Annotated[
    bool,
    Field(description="Whether a further pass refines the video. It doubles the price."),
]
TemporalAdain: TypeAlias = Annotated[
    float,
    Field(
        ge=0,
        le=1,
        description="How strongly colours and contrast are held to those of the first frames, in "
        "steps of 0.05. 0 leaves them free.",
    ),
]
ToneMap: TypeAlias = Annotated[
    float,
    Field(
        ge=0,
        le=1,
        description="How far extreme values are drawn in before decoding, in steps of 0.05, which "
        "tames overexposed results. 0 changes nothing.",
    ),
]
ConstantRateFactor: TypeAlias = Annotated[
    int,
    Unit("CRF"),
    Field(
        description="How much the input media are compressed before the model sees them; higher "
        "is more. Compressed input looks more like what the model was trained on, and moves "
        "better."
    ),
]
PageRate: TypeAlias = Annotated[
    FrameRate,
    Field(
        description="How many frames of the video are shown in a second. Left out, the service "
        "decides: 30 by its page of 2025, 24 since 2026."
    ),
]
PageCompression: TypeAlias = Annotated[
    int,
    Unit("CRF"),
    Field(
        ge=0,
        le=60,
        description="How much the input media are compressed before the model sees them; higher "
        "is more. Left out, the service decides: 35 by its page of 2025, 29 since 2026.",
    ),
]
