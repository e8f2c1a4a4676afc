"""SparseCtrl: a video from a prompt and a few key images."""

from __future__ import annotations

__all__ = ("KeyframesToVideo", "keyframes_to_video")

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from framehook.spi import Endpoint, FrameIndex, ImageInput, Input, Unit

from ._expect import keyed
from ._prices import SHOWN_AS_ZERO
from ._rules import SPARSE_RULES
from ._schema import AnimateDiffOutput, NegativePrompt, Prompt, RandomSeed

KeyImage: TypeAlias = Annotated[ImageInput | None, Field(description="A key image, if any.")]
KeyIndex: TypeAlias = Annotated[
    FrameIndex, Field(description="Index of the frame that the key image of this number shows.")
]


class KeyframesToVideo(Input):
    """Input of a video made from a prompt and one to three key images."""

    prompt: Prompt
    negative_prompt: NegativePrompt = ""
    controlnet_type: Literal["scribble", "rgb"] = Field(
        default="scribble", description="Whether the key images are drawings of lines or photos."
    )
    num_inference_steps: Annotated[int, Unit("steps")] = Field(
        default=4, ge=1, le=12, description="More steps look better and take longer."
    )
    guidance_scale: int = Field(
        default=1, ge=0, le=2, description="How closely the result is held to the prompt."
    )
    seed: RandomSeed = None
    keyframe_0_image_url: KeyImage = None
    keyframe_0_index: KeyIndex = 0
    keyframe_1_image_url: KeyImage = None
    keyframe_1_index: KeyIndex = 0
    keyframe_2_image_url: KeyImage = None
    keyframe_2_index: KeyIndex = 0


keyframes_to_video = Endpoint(
    id="fal-ai/animatediff-sparsectrl-lcm",
    input=KeyframesToVideo,
    output=AnimateDiffOutput,
    service="fal",
    rules=SPARSE_RULES,
    expect=keyed,
    price=SHOWN_AS_ZERO,
    examples=(
        {"prompt": "a city at night", "keyframe_0_image_url": "sample:image"},
        {
            "prompt": "a city at night",
            "controlnet_type": "rgb",
            "keyframe_0_image_url": "sample:image",
            "keyframe_1_image_url": "sample:image",
            "keyframe_1_index": 15,
            "seed": 7,
        },
    ),
    title="Animatediff SparseCtrl LCM",
    task="text-to-video",
    about="Makes a short video from a prompt and up to three key images.",
    retired="2026-06",
)
