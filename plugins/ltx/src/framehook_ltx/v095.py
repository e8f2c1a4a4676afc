"""LTX Video 0.9.5: five seconds at a time, from a prompt that is rewritten first."""

from __future__ import annotations

__all__ = (
    "ExtendVideo",
    "ImageToVideo",
    "LtxOutput",
    "Multiconditioning",
    "TextToVideo",
    "extend_video",
    "image_to_video",
    "multiconditioning",
    "text_to_video",
)

from typing import Annotated, TypeAlias

from pydantic import Field

from framehook.spi import Draft, Endpoint, Input, Steps

from ._condition import EarlyImage, EarlyVideo
from ._expect import five_seconds
from ._prices import UNPRICED, V095
from ._rules import EARLY_CONDITION_RULES, EARLY_EXTEND_RULES
from ._schema import (
    BAD_LOOKS,
    ExpandPrompt,
    FirstFrame,
    LtxOutput,
    NegativePrompt,
    Prompt,
    RandomSeed,
    Resolution,
    WideShape,
)

NO_EFFECT = ("negative_prompt", "num_inference_steps", "expand_prompt")
_Steps: TypeAlias = Annotated[
    Steps, Field(ge=2, le=50, description="More steps look better and take longer.")
]


class TextToVideo(Input):
    """Input of a video made from a prompt alone."""

    prompt: Prompt
    negative_prompt: NegativePrompt = BAD_LOOKS
    resolution: Resolution = "720p"
    aspect_ratio: WideShape = "16:9"
    seed: RandomSeed = None
    num_inference_steps: _Steps = 40
    expand_prompt: ExpandPrompt = True


class ImageToVideo(TextToVideo):
    """Input of a video that starts with an image."""

    image_url: FirstFrame


class ExtendVideo(TextToVideo):
    """Input of a video that goes on from another."""

    video: EarlyVideo = Field(description="The video to go on from, and the place where it begins.")


class Multiconditioning(TextToVideo):
    """Input of a video with images and videos at places of it."""

    images: list[EarlyImage] = Field(default_factory=list, description="Images, each at its place.")
    videos: list[EarlyVideo] = Field(
        default_factory=list, description="Videos, each from its place on."
    )


text_to_video = Endpoint(
    id="fal-ai/ltx-video-v095",
    input=TextToVideo,
    output=LtxOutput,
    service="fal",
    expect=five_seconds,
    price=V095,
    draft=Draft(ignores=NO_EFFECT),
    examples=({"prompt": "A cat walks along a sunny wall.", "resolution": "480p", "seed": 7},),
    title="LTX Video-0.9.5",
    task="text-to-video",
    about="Makes a video of five seconds from a prompt.",
)

image_to_video = Endpoint(
    id="fal-ai/ltx-video-v095/image-to-video",
    input=ImageToVideo,
    output=LtxOutput,
    service="fal",
    expect=five_seconds,
    price=UNPRICED,
    draft=Draft(ignores=NO_EFFECT),
    examples=(
        {"prompt": "The camera moves closer.", "image_url": "sample:image", "resolution": "480p"},
    ),
    title="LTX Video-0.9.5",
    task="image-to-video",
    about="Makes a video of five seconds that starts with an image.",
    retired="2026-06",
    replacement="fal-ai/ltxv-13b-098-distilled/image-to-video",
)

extend_video = Endpoint(
    id="fal-ai/ltx-video-v095/extend",
    input=ExtendVideo,
    output=LtxOutput,
    service="fal",
    rules=EARLY_EXTEND_RULES,
    expect=five_seconds,
    price=V095,
    draft=Draft(ignores=NO_EFFECT),
    examples=(
        {
            "prompt": "The tide comes in.",
            "video": {"video_url": "sample:video", "start_frame_num": 24},
            "resolution": "480p",
        },
    ),
    title="LTX Video-0.9.5",
    task="video-to-video",
    about="Makes a video of five seconds that holds another one from a place on.",
)

multiconditioning = Endpoint(
    id="fal-ai/ltx-video-v095/multiconditioning",
    input=Multiconditioning,
    output=LtxOutput,
    service="fal",
    rules=EARLY_CONDITION_RULES,
    expect=five_seconds,
    price=V095,
    draft=Draft(ignores=NO_EFFECT),
    examples=(
        {
            "prompt": "Morning turns to evening.",
            "images": [
                {"image_url": "sample:image", "start_frame_num": 0},
                {"image_url": "sample:image", "start_frame_num": 120},
            ],
            "resolution": "480p",
        },
    ),
    title="LTX Video-0.9.5",
    task="video-to-video",
    about="Makes a video of five seconds with images and videos at places of it.",
)
