"""Training of LoRA weights for LTX Video from an archive of clips or pictures."""

from __future__ import annotations

__all__ = ("Train", "TrainerOutput", "Validation", "train")

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from framehook.spi import (
    AsInteger,
    AsRatio,
    AsTier,
    Draft,
    Endpoint,
    File,
    FrameCount,
    ImageInput,
    Input,
    MediaInput,
    Output,
    Seconds,
    Steps,
    Unit,
)

from ._expect import trained
from ._prices import TRAINING
from ._rules import TRAINER_RULES

# An archive with one picture of a single dot in it.
_ARCHIVE = (
    "data:application/zip;base64,"
    "UEsDBBQAAAAAAAAAIVyo+PIBQwAAAEMAAAAHAAAAZG90LnBuZ4lQTkcNChoKAAAADUlIRFIAAAABAAAA"
    "AQgAAAAAOn6bVQAAAApJREFUeNpjaAAAAIIAgdpFCDsAAAAASUVORK5CYIJQSwECFAMUAAAAAAAAACFc"
    "qPjyAUMAAABDAAAABwAAAAAAAAAAAAAAgAEAAAAAZG90LnBuZ1BLBQYAAAAAAQABADUAAABoAAAAAAA="
)

_Tier: TypeAlias = Literal["low", "medium", "high"]
_Ratio: TypeAlias = Literal["16:9", "1:1", "9:16"]


class Validation(Input):
    """
    One video to make with the weights after training.

    Example:
        ```python
        assert Validation(prompt="a cat walks by").image_url is None
        ```
    """

    prompt: str = Field(description="What the video should show.")
    image_url: ImageInput | None = Field(
        default=None,
        description="An image that it starts with. Either all validations have one, or none.",
    )


class Train(Input):
    """Input of a training."""

    training_data_url: MediaInput = Field(
        description="A zip archive of clips or of pictures, with texts of the same names that "
        "describe them."
    )
    rank: Annotated[
        Literal[8, 16, 32, 64, 128],
        AsInteger(),
        Field(description="Rank of the weights: higher learns more, and makes larger files."),
    ] = 128
    number_of_steps: Annotated[
        Steps, Field(ge=100, le=20000, description="Training steps; each has its price.")
    ] = 1000
    number_of_frames: Annotated[
        FrameCount, Field(ge=25, le=121, description="Length of the training clips in frames.")
    ] = 81
    frame_rate: Annotated[
        int,
        Unit("frames per second"),
        Field(ge=8, le=60, description="Rate that the training clips are brought to."),
    ] = 25
    resolution: Annotated[
        _Tier, AsTier(), Field(description="Tier of the size of the training clips.")
    ] = "medium"
    aspect_ratio: Annotated[
        _Ratio, AsRatio(), Field(description="Width to height of the training clips.")
    ] = "1:1"
    learning_rate: Annotated[
        float,
        Field(ge=1e-6, le=1, description="How far one step goes. Too high, and it learns nothing."),
    ] = 0.0002
    trigger_phrase: Annotated[
        str, Field(description="Words that call up what was learned, put before every caption.")
    ] = ""
    auto_scale_input: Annotated[
        bool,
        Field(
            description="Whether clips of another length or rate are brought to "
            "`number_of_frames` and `frame_rate`."
        ),
    ] = False
    split_input_into_scenes: Annotated[
        bool, Field(description="Whether long clips are cut at their changes of scene.")
    ] = True
    split_input_duration_threshold: Annotated[
        Seconds, Field(ge=1, le=60, description="Clips longer than this are cut into scenes.")
    ] = 30
    validation: Annotated[
        list[Validation],
        Field(max_length=2, description="Up to two videos to make with the new weights."),
    ] = Field(default_factory=list)
    validation_negative_prompt: Annotated[
        str, Field(description="What the validation videos should not show or look like.")
    ] = "blurry, low quality, bad quality, out of focus"
    validation_number_of_frames: Annotated[
        FrameCount, Field(ge=8, le=121, description="Length of each validation video in frames.")
    ] = 81
    validation_resolution: Annotated[
        _Tier, AsTier(), Field(description="Tier of the size of the validation videos.")
    ] = "high"
    validation_aspect_ratio: Annotated[
        _Ratio, AsRatio(), Field(description="Width to height of the validation videos.")
    ] = "1:1"
    validation_reverse: Annotated[
        bool, Field(description="Whether the validation videos are played backwards.")
    ] = False


class TrainerOutput(Output):
    """
    What a training returns.

    Example:
        ```python
        weights = {"url": "https://cdn.example/lora.safetensors"}
        assert TrainerOutput.model_validate({"lora_file": weights}).video is None
        ```
    """

    primary: ClassVar[str] = "lora_file"

    video: File | None = Field(
        default=None, description="The validation videos, one after another."
    )
    lora_file: File = Field(description="The trained weights.")
    config_file: File | None = Field(default=None, description="The settings, to load them with.")


train = Endpoint(
    id="fal-ai/ltx-video-trainer",
    input=Train,
    output=TrainerOutput,
    service="fal",
    rules=TRAINER_RULES,
    expect=trained,
    price=TRAINING,
    draft=Draft(
        prompt=None,
        seed=None,
        ignores=(
            "learning_rate",
            "auto_scale_input",
            "split_input_into_scenes",
            "split_input_duration_threshold",
            "validation_negative_prompt",
        ),
    ),
    examples=(
        {
            "training_data_url": _ARCHIVE,
            "number_of_steps": 500,
            "validation": [{"prompt": "A cat walks by.", "image_url": "sample:image"}],
            "validation_resolution": "low",
            "validation_number_of_frames": 25,
        },
    ),
    title="LTX Video Trainer",
    task="training",
    about="Trains LoRA weights from clips or pictures.",
    retired="2026-06",
)
