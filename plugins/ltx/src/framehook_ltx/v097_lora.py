"""LTX Video 0.9.7 with LoRA weights of your own, up to 161 frames."""

from __future__ import annotations

__all__ = (
    "DescribedOutput",
    "ImageToVideo",
    "Multiconditioning",
    "TextToVideo",
    "image_to_video",
    "multiconditioning",
    "text_to_video",
)

from typing import Annotated, TypeAlias

from pydantic import AliasChoices, Field

from framehook.spi import Draft, Endpoint, FrameCount, Input, Steps

from ._condition import LoraImage, LoraVideo
from ._expect import from_conditions, from_image, from_text
from ._passes import FrameRate
from ._prices import LORA
from ._rules import LORA_CONDITION_RULES, LORA_RULES
from ._schema import (
    AutoShape,
    DescribedOutput,
    ExpandPrompt,
    FirstFrame,
    Loras,
    NegativePrompt,
    Prompt,
    RandomSeed,
    Resolution,
    ReverseVideo,
    SafetyChecker,
    Shape,
)

_NEGATIVE = "blurry, low quality, low resolution, inconsistent motion, jittery, distorted"
_NO_EFFECT = (
    "negative_prompt",
    "loras",
    "num_inference_steps",
    "enable_prompt_expansion",
    "enable_safety_checker",
)
_Frames: TypeAlias = Annotated[
    FrameCount, Field(ge=9, le=161, description="Length of the whole video in frames.")
]
_Steps: TypeAlias = Annotated[
    Steps,
    Field(
        ge=1,
        le=50,
        description="More steps look better and take longer.",
        validation_alias=AliasChoices("num_inference_steps", "number_of_steps"),
    ),
]
_Rate: TypeAlias = Annotated[
    FrameRate, Field(validation_alias=AliasChoices("frames_per_second", "frame_rate"))
]
_Expansion: TypeAlias = Annotated[
    ExpandPrompt, Field(validation_alias=AliasChoices("enable_prompt_expansion", "expand_prompt"))
]


class _Settings(Input):
    """What all of this version take."""

    prompt: Prompt
    negative_prompt: NegativePrompt = _NEGATIVE
    loras: Loras = Field(default_factory=list)
    resolution: Resolution = "720p"
    number_of_frames: _Frames = 89
    num_inference_steps: _Steps = 30
    frames_per_second: _Rate = 25
    seed: RandomSeed = None
    enable_prompt_expansion: _Expansion = False
    reverse_video: ReverseVideo = False
    enable_safety_checker: SafetyChecker = True


class TextToVideo(_Settings):
    """Input of a video made from a prompt alone."""

    aspect_ratio: Shape = "16:9"


class ImageToVideo(_Settings):
    """Input of a video that starts with an image."""

    image_url: FirstFrame
    aspect_ratio: AutoShape = "auto"


class Multiconditioning(_Settings):
    """Input of a video with images and videos at places of it."""

    aspect_ratio: AutoShape = "auto"
    images: list[LoraImage] = Field(default_factory=list, description="Images, each at its place.")
    videos: list[LoraVideo] = Field(
        default_factory=list, description="Videos, each from its place on."
    )


text_to_video = Endpoint(
    id="fal-ai/ltx-video-lora",
    input=TextToVideo,
    output=DescribedOutput,
    service="fal",
    rules=LORA_RULES,
    expect=from_text,
    price=LORA,
    draft=Draft(ignores=_NO_EFFECT),
    examples=(
        {
            "prompt": "The astronaut gets up and walks away.",
            "loras": [{"path": "owner/name", "scale": 0.8}],
            "resolution": "480p",
            "number_of_frames": 41,
        },
    ),
    title="LTX Video-0.9.7 LoRA",
    task="text-to-video",
    about="Makes a video from a prompt, in a style of your own.",
    retired="2026-06",
    replacement="fal-ai/ltxv-13b-098-distilled",
)

image_to_video = Endpoint(
    id="fal-ai/ltx-video-lora/image-to-video",
    input=ImageToVideo,
    output=DescribedOutput,
    service="fal",
    rules=LORA_RULES,
    expect=from_image,
    price=LORA,
    draft=Draft(ignores=_NO_EFFECT),
    examples=(
        {
            "prompt": "The camera moves closer.",
            "image_url": "sample:image",
            "loras": [{"path": "owner/name", "scale": 0.8}],
            "resolution": "480p",
            "number_of_frames": 41,
        },
    ),
    title="LTX Video-0.9.7 LoRA",
    task="image-to-video",
    about="Makes a video that starts with an image, in a style of your own.",
    retired="2026-06",
    replacement="fal-ai/ltxv-13b-098-distilled/image-to-video",
)

multiconditioning = Endpoint(
    id="fal-ai/ltx-video-lora/multiconditioning",
    input=Multiconditioning,
    output=DescribedOutput,
    service="fal",
    rules=LORA_CONDITION_RULES,
    expect=from_conditions,
    price=LORA,
    draft=Draft(ignores=_NO_EFFECT),
    examples=(
        {
            "prompt": "Morning turns to evening.",
            "images": [
                {"image_url": "sample:image"},
                {"image_url": "sample:image", "start_frame_number": 40},
            ],
            "resolution": "480p",
            "number_of_frames": 41,
        },
    ),
    title="LTX Video-0.9.7 LoRA",
    task="video-to-video",
    about="Makes a video with images and videos at places of it, in a style of your own.",
    retired="2026-06",
    replacement="fal-ai/ltxv-13b-098-distilled/multiconditioning",
)
