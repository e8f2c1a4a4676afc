"""Fields that inputs of PixVerse share, and what its endpoints return."""

from __future__ import annotations

__all__ = (
    "CAMERA_MOVEMENTS",
    "MODELS",
    "VOICES",
    "CameraMovement",
    "Effect",
    "EndImage",
    "FirstFrame",
    "FirstImage",
    "FormerRatio",
    "KeepSound",
    "KeepSoundOfEffects",
    "MakeSound",
    "Model",
    "MultiClip",
    "NegativePrompt",
    "PixverseOutput",
    "Prompt",
    "RandomSeed",
    "Ratio",
    "Resolution",
    "ResolutionFast",
    "Seconds15",
    "Seconds58",
    "Seconds5810",
    "SourceVideo",
    "Style",
    "ThinkingType",
    "Voice",
    "WideRatio",
)

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AliasChoices, BeforeValidator, Field

from framehook.spi import (
    AsDuration,
    AsRatio,
    AsTier,
    File,
    ImageInput,
    Output,
    Seed,
    Unit,
    VideoInput,
)

from ._effect_names import EFFECTS

MODELS = ("v3.5", "v4", "v4.5", "v5", "v5.5", "v5.6", "v6")
CAMERA_MOVEMENTS = (
    "horizontal_left",
    "horizontal_right",
    "vertical_up",
    "vertical_down",
    "zoom_in",
    "zoom_out",
    "crane_up",
    "quickly_zoom_in",
    "quickly_zoom_out",
    "smooth_zoom_in",
    "camera_rotation",
    "robo_arm",
    "super_dolly_out",
    "whip_pan",
    "hitchcock",
    "left_follow",
    "right_follow",
    "pan_left",
    "pan_right",
    "fix_bg",
)
VOICES = (
    "Emily",
    "James",
    "Isabella",
    "Liam",
    "Chloe",
    "Adrian",
    "Harper",
    "Ava",
    "Sophia",
    "Julia",
    "Mason",
    "Jack",
    "Oliver",
    "Ethan",
    "Auto",
)


def _style(value: Any) -> Any:
    # Until the end of 2025 the vendor's own list misspelled one of the styles.
    return "clay" if value == "day" else value


Prompt: TypeAlias = Annotated[
    str, Field(description="What the video should show, and what should happen in it.")
]
NegativePrompt: TypeAlias = Annotated[str, Field(description="What the video should not show.")]
Style: TypeAlias = Annotated[
    Literal["anime", "3d_animation", "clay", "comic", "cyberpunk"] | None,
    BeforeValidator(_style),
    Field(description="A look for the whole video. Left out, the prompt alone decides."),
]
Resolution: TypeAlias = Annotated[
    Literal["360p", "540p", "720p", "1080p"],
    AsTier(),
    Field(description="Length of the shorter side in pixels. The price grows with it."),
]
ResolutionFast: TypeAlias = Annotated[
    Literal["360p", "540p", "720p"],
    AsTier(),
    Field(description="Length of the shorter side in pixels; there is no 1080p here."),
]
Seconds58: TypeAlias = Annotated[
    Literal["5", "8"],
    AsDuration("digits"),
    Unit("seconds"),
    Field(description="Length of what is generated. 8 seconds cost twice as much as 5."),
]
Seconds5810: TypeAlias = Annotated[
    Literal["5", "8", "10"],
    AsDuration("digits"),
    Unit("seconds"),
    Field(
        description="Length of what is generated. 8 seconds cost twice as much as 5, and 10 "
        "seconds, which 1080p does not have, 2.2 times as much."
    ),
]
Seconds15: TypeAlias = Annotated[
    int,
    AsDuration("number"),
    Unit("seconds"),
    Field(ge=1, le=15, description="Length of what is generated. Each second is paid for."),
]
Ratio: TypeAlias = Annotated[
    Literal["16:9", "4:3", "1:1", "3:4", "9:16"],
    AsRatio(),
    Field(description="Width to height of the video."),
]
WideRatio: TypeAlias = Annotated[
    Literal["16:9", "4:3", "1:1", "3:4", "9:16", "2:3", "3:2", "21:9"],
    AsRatio(),
    Field(description="Width to height of the video."),
]
FormerRatio: TypeAlias = Annotated[
    Literal["16:9", "4:3", "1:1", "3:4", "9:16"],
    AsRatio(),
    Field(
        exclude=True,
        description="Of the schemas of 2025. It is accepted and not sent: the image gives the "
        "shape of the video.",
        json_schema_extra={"deprecated": True},
    ),
]
RandomSeed: TypeAlias = Annotated[
    Seed | None,
    Field(
        description="The same seed and prompt give the same video with the same version of the "
        "model. Left out, one is drawn at random."
    ),
]
ThinkingType: TypeAlias = Annotated[
    Literal["enabled", "disabled", "auto"] | None,
    Field(description="Whether the vendor rewrites the prompt first; `auto` lets it choose."),
]
MakeSound: TypeAlias = Annotated[
    bool,
    Field(description="Whether music, sounds and speech are generated too, at a higher price."),
]
MultiClip: TypeAlias = Annotated[
    bool, Field(description="Whether the video is made of several shots instead of one.")
]
FirstFrame: TypeAlias = Annotated[
    ImageInput, Field(description="The image that the video starts with. It gives the shape.")
]
FirstImage: TypeAlias = Annotated[
    ImageInput, Field(description="The image that the transition starts with.")
]
EndImage: TypeAlias = Annotated[
    ImageInput,
    Field(
        validation_alias=AliasChoices("end_image_url", "last_image_url"),
        description="The image that the transition ends with. Its former name, `last_image_url`, "
        "is understood too.",
    ),
]
SourceVideo: TypeAlias = Annotated[VideoInput, Field(description="The video to work on.")]
CameraMovement: TypeAlias = Annotated[
    str | None,
    Field(
        description="A movement of the camera, by name. Names that are not listed yet are sent "
        "with a warning.",
        examples=[*CAMERA_MOVEMENTS],
    ),
]
Effect: TypeAlias = Annotated[
    str,
    Field(
        description="The effect, by name. Names that are not listed yet are sent with a warning.",
        examples=[*EFFECTS],
    ),
]
Model: TypeAlias = Annotated[
    str,
    Field(
        description="The version of the model that goes on. Versions that are not listed yet are "
        "sent with a warning.",
        examples=[*MODELS],
    ),
]
Voice: TypeAlias = Annotated[
    str,
    Field(
        description="Who speaks the text; unused where there is audio. Names that are not listed "
        "yet are sent with a warning.",
        examples=[*VOICES],
    ),
]
KeepSound: TypeAlias = Annotated[bool, Field(description="Whether the video keeps its own sound.")]
KeepSoundOfEffects: TypeAlias = Annotated[
    bool, Field(description="Whether the video's own sound is kept under the new one.")
]


class PixverseOutput(Output):
    """
    What every endpoint of the family returns.

    Example:
        ```python
        output = PixverseOutput.model_validate({"video": {"url": "https://cdn.example/a.mp4"}})
        assert output.video.url == "https://cdn.example/a.mp4"
        ```
    """

    video: File = Field(description="The video.")
