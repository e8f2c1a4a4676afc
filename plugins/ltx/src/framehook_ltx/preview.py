"""LTX Video, the first preview: 768x512, from a prompt or an image."""

from __future__ import annotations

__all__ = ("ImageToVideo", "LtxOutput", "TextToVideo", "image_to_video", "text_to_video")

from typing import Annotated, TypeAlias

from pydantic import Field

from framehook.spi import Draft, Endpoint, Input, Steps

from ._expect import preview
from ._prices import PREVIEW
from ._rules import PREVIEW_IMAGE_RULES
from ._schema import FirstFrame, GuidanceScale, LtxOutput, NegativePrompt, Prompt, RandomSeed

_NEGATIVE = (
    "low quality, worst quality, deformed, distorted, disfigured, motion smear, motion artifacts, "
    "fused fingers, bad anatomy, weird hand, ugly"
)
_NO_EFFECT = ("negative_prompt", "num_inference_steps", "guidance_scale")
_Steps: TypeAlias = Annotated[
    Steps, Field(ge=1, le=50, description="More steps look better and take longer.")
]


class TextToVideo(Input):
    """Input of a video made from a prompt alone."""

    prompt: Prompt
    negative_prompt: NegativePrompt = _NEGATIVE
    seed: RandomSeed = None
    num_inference_steps: _Steps = 30
    guidance_scale: GuidanceScale = 3


class ImageToVideo(Input):
    """Input of a video that starts with an image."""

    prompt: Prompt
    image_url: Annotated[
        FirstFrame, Field(description="The image that the video starts with, 768x512 pixels.")
    ]
    negative_prompt: NegativePrompt = _NEGATIVE
    seed: RandomSeed = None
    num_inference_steps: _Steps = 30
    guidance_scale: GuidanceScale = 3


text_to_video = Endpoint(
    id="fal-ai/ltx-video",
    input=TextToVideo,
    output=LtxOutput,
    service="fal",
    expect=preview,
    price=PREVIEW,
    draft=Draft(ignores=_NO_EFFECT),
    examples=({"prompt": "A man stands in a mountain pool below a waterfall.", "seed": 7},),
    title="LTX Video (preview)",
    task="text-to-video",
    about="Makes a video of 768x512 from a prompt.",
)

image_to_video = Endpoint(
    id="fal-ai/ltx-video/image-to-video",
    input=ImageToVideo,
    output=LtxOutput,
    service="fal",
    rules=PREVIEW_IMAGE_RULES,
    expect=preview,
    price=PREVIEW,
    draft=Draft(ignores=_NO_EFFECT),
    examples=({"prompt": "An astronaut drifts through a corridor.", "image_url": "sample:image"},),
    title="LTX Video (preview)",
    task="image-to-video",
    about="Makes a video of 768x512 that starts with an image.",
)
