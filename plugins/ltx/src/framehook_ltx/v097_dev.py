"""LTX Video 0.9.7 with 13 billion parameters: the full model, in two passes."""

from __future__ import annotations

__all__ = (
    "DescribedOutput",
    "ExtendVideo",
    "ImageToVideo",
    "Multiconditioning",
    "TextToVideo",
    "extend_video",
    "image_to_video",
    "multiconditioning",
    "text_to_video",
)

from typing import Annotated, TypeAlias

from pydantic import AliasChoices, Field

from framehook.spi import Draft, Endpoint

from ._expect import from_conditions, from_image, from_text, from_video
from ._passes import (
    ConstantRateFactor,
    FirstSteps,
    FirstTail,
    RenamedFrames,
    SecondHead,
    SecondSteps,
)
from ._prices import DEV
from ._rules import TWO_PASS_CONDITION_RULES, TWO_PASS_EXTEND_RULES, TWO_PASS_TEXT_RULES
from ._schema import AutoShape, DescribedOutput, Shape
from ._two_passes import NO_EFFECT, Conditioned, FromImage, FromVideo, TwoPasses

_First: TypeAlias = Annotated[
    FirstSteps,
    Field(
        ge=2,
        le=50,
        validation_alias=AliasChoices(
            "first_pass_num_inference_steps", "first_pass_number_of_steps"
        ),
    ),
]
_FirstTail: TypeAlias = Annotated[FirstTail, Field(ge=0, le=50)]
_Second: TypeAlias = Annotated[
    SecondSteps,
    Field(
        ge=2,
        le=50,
        validation_alias=AliasChoices(
            "second_pass_num_inference_steps", "second_pass_number_of_steps"
        ),
    ),
]
_SecondHead: TypeAlias = Annotated[SecondHead, Field(ge=0, le=49)]
_Compression: TypeAlias = Annotated[ConstantRateFactor, Field(ge=0, le=51)]
_NO_EFFECT = (*NO_EFFECT, "first_pass_skip_final_steps")


class _Settings(TwoPasses):
    """What all of this version take."""

    num_frames: RenamedFrames = 121
    first_pass_num_inference_steps: _First = 30
    first_pass_skip_final_steps: _FirstTail = 3
    second_pass_num_inference_steps: _Second = 30
    second_pass_skip_initial_steps: _SecondHead = 17


class TextToVideo(_Settings):
    """Input of a video made from a prompt alone."""

    aspect_ratio: Shape = "16:9"


class _Shaped(_Settings):
    """What those take that may get their shape from the media."""

    aspect_ratio: AutoShape = "auto"
    constant_rate_factor: _Compression = 29


class ImageToVideo(_Shaped, FromImage):
    """Input of a video that starts with an image."""


class ExtendVideo(_Shaped, FromVideo):
    """Input of a video that goes on from another."""


class Multiconditioning(_Shaped, Conditioned):
    """Input of a video with images and videos at places of it."""


text_to_video = Endpoint(
    id="fal-ai/ltx-video-13b-dev",
    input=TextToVideo,
    output=DescribedOutput,
    service="fal",
    rules=TWO_PASS_TEXT_RULES,
    expect=from_text,
    price=DEV,
    draft=Draft(ignores=_NO_EFFECT),
    examples=(
        {
            "prompt": "A teal camper van winds down a mountain road.",
            "resolution": "480p",
            "num_frames": 49,
            "seed": 7,
        },
    ),
    title="LTX Video-0.9.7 13B",
    task="text-to-video",
    about="Makes a video from a prompt.",
    retired="2026-06",
    replacement="fal-ai/ltxv-13b-098-distilled",
)

image_to_video = Endpoint(
    id="fal-ai/ltx-video-13b-dev/image-to-video",
    input=ImageToVideo,
    output=DescribedOutput,
    service="fal",
    rules=TWO_PASS_TEXT_RULES,
    expect=from_image,
    price=DEV,
    draft=Draft(ignores=(*_NO_EFFECT, "constant_rate_factor")),
    examples=(
        {
            "prompt": "The camera moves closer.",
            "image_url": "sample:image",
            "resolution": "480p",
            "num_frames": 49,
        },
    ),
    title="LTX Video-0.9.7 13B",
    task="image-to-video",
    about="Makes a video that starts with an image.",
    retired="2026-06",
    replacement="fal-ai/ltxv-13b-098-distilled/image-to-video",
)

extend_video = Endpoint(
    id="fal-ai/ltx-video-13b-dev/extend",
    input=ExtendVideo,
    output=DescribedOutput,
    service="fal",
    rules=TWO_PASS_EXTEND_RULES,
    expect=from_video,
    price=DEV,
    draft=Draft(ignores=(*_NO_EFFECT, "constant_rate_factor")),
    examples=(
        {
            "prompt": "The tide comes in.",
            "video": {"video_url": "sample:video", "limit_num_frames": True, "max_num_frames": 24},
            "resolution": "480p",
            "num_frames": 49,
        },
    ),
    title="LTX Video-0.9.7 13B",
    task="video-to-video",
    about="Makes a video that holds another one and goes on from it.",
    retired="2026-06",
    replacement="fal-ai/ltxv-13b-098-distilled/extend",
)

multiconditioning = Endpoint(
    id="fal-ai/ltx-video-13b-dev/multiconditioning",
    input=Multiconditioning,
    output=DescribedOutput,
    service="fal",
    rules=TWO_PASS_CONDITION_RULES,
    expect=from_conditions,
    price=DEV,
    draft=Draft(ignores=(*_NO_EFFECT, "constant_rate_factor")),
    examples=(
        {
            "prompt": "Morning turns to evening.",
            "images": [{"image_url": "sample:image"}],
            "videos": [{"video_url": "sample:video", "start_frame_num": 24, "reverse_video": True}],
            "resolution": "480p",
            "num_frames": 49,
            "frame_rate": 24,
        },
    ),
    title="LTX Video-0.9.7 13B",
    task="video-to-video",
    about="Makes a video with images and videos at places of it.",
    retired="2026-06",
    replacement="fal-ai/ltxv-13b-098-distilled/multiconditioning",
)
