"""AnimateDiff Evolved: videos painted anew in a style of one's own."""

from __future__ import annotations

__all__ = (
    "TurboVideoToVideo",
    "VideoToVideo",
    "turbo_video_to_video",
    "video_to_video",
)

from typing import Annotated, Literal

from pydantic import Field

from framehook.spi import Endpoint, Input, Steps, Unit

from ._expect import thinned
from ._prices import SHOWN_AS_ZERO, UNPUBLISHED
from ._rules import EVOLVED_RULES
from ._schema import (
    NEGATIVE_PROMPT,
    EveryNth,
    EvolvedOutput,
    LoraWeight,
    NegativePrompt,
    Prompt,
    RandomSeed,
    SourceVideo,
)


class VideoToVideo(Input):
    """Input of a video that is painted anew."""

    video_url: SourceVideo
    prompt: Prompt
    base_model: Literal["darkSushiMixMix_colorful", "cardosAnimev20"] = Field(
        default="cardosAnimev20", description="The model whose style the result has."
    )
    negative_prompt: NegativePrompt = NEGATIVE_PROMPT
    num_inference_steps: Steps = Field(
        default=25, description="More steps look better and take longer."
    )
    guidance_scale: float = Field(
        default=7, description="How closely the result is held to the prompt."
    )
    loras: list[LoraWeight] = Field(
        default_factory=list, description="Weights that change the style, if any."
    )
    seed: RandomSeed = None
    select_every_nth_frame: EveryNth = 2


class TurboVideoToVideo(Input):
    """Input of a video that is painted anew in few steps."""

    video_url: SourceVideo
    prompt: Prompt
    negative_prompt: NegativePrompt = NEGATIVE_PROMPT
    num_inference_steps: Annotated[int, Unit("steps")] = Field(
        default=8, ge=4, le=12, description="More steps look better and take longer."
    )
    guidance_scale: float = Field(
        default=2.2, ge=1, description="How closely the result is held to the prompt."
    )
    loras: list[LoraWeight] = Field(
        default_factory=list, description="Weights that change the style, if any."
    )
    seed: RandomSeed = None
    select_every_nth_frame: EveryNth = 2


video_to_video = Endpoint(
    id="fal-ai/animatediff-v2v",
    input=VideoToVideo,
    output=EvolvedOutput,
    service="fal",
    rules=EVOLVED_RULES,
    expect=thinned,
    price=UNPUBLISHED,
    examples=(
        {"prompt": "a rocket in space", "video_url": "sample:video"},
        {
            "prompt": "a rocket in space",
            "video_url": "sample:video",
            "base_model": "darkSushiMixMix_colorful",
            "select_every_nth_frame": 3,
            "seed": 7,
        },
    ),
    title="AnimateDiff Video-to-Video Evolved",
    task="video-to-video",
    about="Paints a video anew, after a prompt.",
    retired="2026-01",
    replacement="fal-ai/fast-animatediff/video-to-video",
)

turbo_video_to_video = Endpoint(
    id="fal-ai/animatediff-v2v/turbo",
    input=TurboVideoToVideo,
    output=EvolvedOutput,
    service="fal",
    rules=EVOLVED_RULES,
    expect=thinned,
    price=SHOWN_AS_ZERO,
    examples=(
        {"prompt": "a rocket in space", "video_url": "sample:video"},
        {
            "prompt": "a rocket in space",
            "video_url": "sample:video",
            "select_every_nth_frame": 4,
            "seed": 7,
        },
    ),
    title="AnimateDiff Video-to-Video Evolved (turbo)",
    task="video-to-video",
    about="Paints a video anew, after a prompt, quickly.",
    retired="2026-01",
    replacement="fal-ai/fast-animatediff/turbo/video-to-video",
)
