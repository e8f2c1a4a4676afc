"""LTX Video 0.9.7 with 13 billion parameters, distilled: quicker and cheaper."""

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

from ._expect import from_image, from_page_conditions, from_text, from_video
from ._passes import (
    ConstantRateFactor,
    FirstSteps,
    FirstTail,
    PageCompression,
    PageRate,
    RenamedFrames,
    SecondHead,
    SecondSteps,
)
from ._prices import DISTILLED
from ._rules import (
    DISTILLED_CONDITION_RULES,
    DISTILLED_EXTEND_RULES,
    DISTILLED_IMAGE_RULES,
    DISTILLED_TEXT_RULES,
)
from ._schema import AutoShape, DescribedOutput, Shape
from ._two_passes import NO_EFFECT, Conditioned, FromImage, FromVideo, TwoPasses

_First: TypeAlias = Annotated[
    FirstSteps,
    Field(
        ge=2,
        le=20,
        validation_alias=AliasChoices(
            "first_pass_num_inference_steps", "first_pass_number_of_steps"
        ),
    ),
]
_FirstTail: TypeAlias = Annotated[FirstTail, Field(ge=0, le=20)]
_Second: TypeAlias = Annotated[
    SecondSteps,
    Field(
        ge=2,
        le=20,
        validation_alias=AliasChoices(
            "second_pass_num_inference_steps", "second_pass_number_of_steps"
        ),
    ),
]
_SecondHead: TypeAlias = Annotated[SecondHead, Field(ge=1, le=20)]
_Compression: TypeAlias = Annotated[ConstantRateFactor, Field(ge=0, le=60)]
_NO_EFFECT = (*NO_EFFECT, "first_pass_skip_final_steps")


class _Settings(TwoPasses):
    """What all of this version take."""

    num_frames: RenamedFrames = 121
    first_pass_num_inference_steps: _First = 8
    first_pass_skip_final_steps: _FirstTail = 1
    second_pass_num_inference_steps: _Second = 8
    second_pass_skip_initial_steps: _SecondHead = 5


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

    frame_rate: PageRate = 30
    constant_rate_factor: PageCompression = 35


text_to_video = Endpoint(
    id="fal-ai/ltx-video-13b-distilled",
    input=TextToVideo,
    output=DescribedOutput,
    service="fal",
    rules=DISTILLED_TEXT_RULES,
    expect=from_text,
    price=DISTILLED,
    draft=Draft(ignores=_NO_EFFECT),
    examples=(
        {
            "prompt": "A teal camper van winds down a mountain road.",
            "resolution": "480p",
            "num_frames": 49,
            "seed": 7,
        },
    ),
    title="LTX Video-0.9.7 13B Distilled",
    task="text-to-video",
    about="Makes a video from a prompt.",
)

image_to_video = Endpoint(
    id="fal-ai/ltx-video-13b-distilled/image-to-video",
    input=ImageToVideo,
    output=DescribedOutput,
    service="fal",
    rules=DISTILLED_IMAGE_RULES,
    expect=from_image,
    price=DISTILLED,
    draft=Draft(ignores=(*_NO_EFFECT, "constant_rate_factor")),
    examples=(
        {
            "prompt": "The camera moves closer.",
            "image_url": "sample:image",
            "resolution": "480p",
            "num_frames": 49,
        },
    ),
    title="LTX Video-0.9.7 13B Distilled",
    task="image-to-video",
    about="Makes a video that starts with an image.",
)

extend_video = Endpoint(
    id="fal-ai/ltx-video-13b-distilled/extend",
    input=ExtendVideo,
    output=DescribedOutput,
    service="fal",
    rules=DISTILLED_EXTEND_RULES,
    expect=from_video,
    price=DISTILLED,
    draft=Draft(ignores=(*_NO_EFFECT, "constant_rate_factor")),
    examples=(
        {
            "prompt": "The tide comes in.",
            "video": {"video_url": "sample:video", "limit_num_frames": True, "max_num_frames": 24},
            "resolution": "480p",
            "num_frames": 49,
        },
    ),
    title="LTX Video-0.9.7 13B Distilled",
    task="video-to-video",
    about="Makes a video that holds another one and goes on from it.",
)

multiconditioning = Endpoint(
    id="fal-ai/ltx-video-13b-distilled/multiconditioning",
    input=Multiconditioning,
    output=DescribedOutput,
    service="fal",
    rules=DISTILLED_CONDITION_RULES,
    expect=from_page_conditions,
    price=DISTILLED,
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
    title="LTX Video-0.9.7 13B Distilled",
    task="video-to-video",
    about="Makes a video with images and videos at places of it.",
)
