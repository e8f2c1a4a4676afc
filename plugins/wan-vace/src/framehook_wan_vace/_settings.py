"""The fields that say how it is made: sampling, encoding and what comes back."""

from __future__ import annotations

__all__ = (
    "Acceleration",
    "FramesZip",
    "Guidance",
    "InferenceSteps",
    "Interpolator",
    "Preprocess",
    "PromptExpansion",
    "RandomSeed",
    "SafetyChecker",
    "Sampler",
    "Shift",
    "SyncMode",
    "Transparency",
    "VideoQuality",
    "WriteMode",
)

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from framehook.spi import Always, Seed, Steps

RandomSeed: TypeAlias = Annotated[
    Seed | None,
    Field(description="The same seed gives the same video. Left out, one is drawn at random."),
]
InferenceSteps: TypeAlias = Annotated[
    Steps, Field(ge=2, le=50, description="More steps look better and take longer.")
]
Guidance: TypeAlias = Annotated[
    float,
    Field(ge=1, le=10, description="How closely the prompt is followed; more is closer."),
]
Sampler: TypeAlias = Annotated[
    Literal["unipc", "dpm++", "euler"], Field(description="Which sampler is used.")
]
Shift: TypeAlias = Annotated[
    float,
    Field(
        ge=1,
        le=15,
        description="Where the sampler spends its steps: more shapes the whole, less the detail.",
    ),
]
SafetyChecker: TypeAlias = Annotated[
    bool, Always(), Field(description="Whether content is checked. It is always sent.")
]
PromptExpansion: TypeAlias = Annotated[
    bool, Field(description="Whether a language model writes the prompt out first.")
]
Preprocess: TypeAlias = Annotated[
    bool,
    Field(
        description="Whether the depth, pose or other signal is made from `video_url` first. "
        "Without it `video_url` is taken to be that signal."
    ),
]
Acceleration: TypeAlias = Annotated[
    Literal["none", "low", "regular"] | None,
    Field(description="How far to hurry. The result changes very little."),
]
VideoQuality: TypeAlias = Annotated[
    Literal["low", "medium", "high", "maximum"],
    Field(description="How little the encoder may lose."),
]
WriteMode: TypeAlias = Annotated[
    Literal["fast", "balanced", "small"],
    Field(description="Whether the file is written quickly or made small."),
]
Interpolator: TypeAlias = Annotated[
    Literal["rife", "film"],
    Field(description="What makes the inserted frames, where any are inserted."),
]
SyncMode: TypeAlias = Annotated[
    bool,
    Field(
        description="Whether the files come inside of the answer. Nothing is kept on the server "
        "then, and a lost answer cannot be fetched again."
    ),
]
Transparency: TypeAlias = Annotated[
    Literal["content_aware", "white", "black"],
    Field(description="What fills the transparent parts of first and last frames."),
]
FramesZip: TypeAlias = Annotated[
    bool, Field(description="Whether all frames come back too, as pictures in a ZIP.")
]
