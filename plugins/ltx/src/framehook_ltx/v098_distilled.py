"""LTX Video 0.9.8 with 13 billion parameters, distilled: the newest, and the longest videos."""

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

from pydantic import Field

from framehook.spi import Draft, Endpoint

from ._expect import from_conditions, from_image, from_text, from_video
from ._passes import (
    ConstantRateFactor,
    FirstSteps,
    Frames,
    SecondHead,
    SecondSteps,
)
from ._prices import PER_SECOND
from ._rules import NEWEST_CONDITION_RULES, NEWEST_EXTEND_RULES, NEWEST_TEXT_RULES
from ._schema import AutoShape, DescribedOutput, Shape
from ._two_passes import NO_EFFECT, Conditioned, FromImage, FromVideo, TwoPasses

_First: TypeAlias = Annotated[FirstSteps, Field(ge=2, le=12)]
_Second: TypeAlias = Annotated[SecondSteps, Field(ge=2, le=12)]
_SecondHead: TypeAlias = Annotated[SecondHead, Field(ge=1, le=11)]
_Compression: TypeAlias = Annotated[ConstantRateFactor, Field(ge=0, le=51)]


class _Settings(TwoPasses):
    """What all of this version take."""

    num_frames: Frames = 121
    first_pass_num_inference_steps: _First = 8
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


text_to_video = Endpoint(
    id="fal-ai/ltxv-13b-098-distilled",
    input=TextToVideo,
    output=DescribedOutput,
    service="fal",
    rules=NEWEST_TEXT_RULES,
    expect=from_text,
    price=PER_SECOND,
    draft=Draft(ignores=NO_EFFECT),
    examples=(
        {
            "prompt": "A teal camper van winds down a mountain road.",
            "resolution": "480p",
            "num_frames": 49,
            "seed": 7,
        },
    ),
    title="LTX-Video 13B 0.9.8 Distilled",
    task="text-to-video",
    about="Makes a video from a prompt.",
)

image_to_video = Endpoint(
    id="fal-ai/ltxv-13b-098-distilled/image-to-video",
    input=ImageToVideo,
    output=DescribedOutput,
    service="fal",
    rules=NEWEST_TEXT_RULES,
    expect=from_image,
    price=PER_SECOND,
    draft=Draft(ignores=(*NO_EFFECT, "constant_rate_factor")),
    examples=(
        {
            "prompt": "The camera moves closer.",
            "image_url": "sample:image",
            "resolution": "480p",
            "num_frames": 49,
        },
    ),
    title="LTX-Video 13B 0.9.8 Distilled",
    task="image-to-video",
    about="Makes a video that starts with an image.",
)

extend_video = Endpoint(
    id="fal-ai/ltxv-13b-098-distilled/extend",
    input=ExtendVideo,
    output=DescribedOutput,
    service="fal",
    rules=NEWEST_EXTEND_RULES,
    expect=from_video,
    price=PER_SECOND,
    draft=Draft(ignores=(*NO_EFFECT, "constant_rate_factor")),
    examples=(
        {
            "prompt": "The tide comes in.",
            "video": {"video_url": "sample:video", "limit_num_frames": True, "max_num_frames": 24},
            "resolution": "480p",
            "num_frames": 49,
        },
    ),
    title="LTX-Video 13B 0.9.8 Distilled",
    task="video-to-video",
    about="Makes a video that holds another one and goes on from it.",
)

multiconditioning = Endpoint(
    id="fal-ai/ltxv-13b-098-distilled/multiconditioning",
    input=Multiconditioning,
    output=DescribedOutput,
    service="fal",
    rules=NEWEST_CONDITION_RULES,
    expect=from_conditions,
    price=PER_SECOND,
    draft=Draft(ignores=(*NO_EFFECT, "constant_rate_factor")),
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
    title="LTX-Video 13B 0.9.8 Distilled",
    task="video-to-video",
    about="Makes a video with images and videos at places of it.",
)
