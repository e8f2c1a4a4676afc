"""AnimateDiff for text and for videos, in few steps."""

from __future__ import annotations

__all__ = ("TextToVideo", "VideoToVideo", "text_to_video", "video_to_video")

from typing import Annotated, TypeAlias

from pydantic import Field

from framehook.spi import AsDuration, Draft, Endpoint, Input, Unit

from ._expect import made, sampled
from ._prices import COMPUTED
from ._rules import TURBO_TEXT_RULES, TURBO_VIDEO_RULES
from ._schema import (
    NEGATIVE_PROMPT,
    AnimateDiffOutput,
    Guidance,
    Motions,
    NegativePrompt,
    Prompt,
    RandomSeed,
    Rate,
    SampledRate,
    SourceStrength,
    SourceVideo,
    VideoSize,
)

# The vendor dropped the field in 2026: it is still read, so that old programs go on, and
# no longer sent.
FormerMotions: TypeAlias = Annotated[
    Motions,
    Field(exclude=True, description="No longer offered, and not sent."),
]
TurboSteps: TypeAlias = Annotated[
    int,
    Unit("steps"),
    Field(ge=1, le=50, description="How many steps the model takes; 4 to 12 suit it."),
]


class TextToVideo(Input):
    """Input of a video made from a prompt."""

    prompt: Prompt
    negative_prompt: NegativePrompt = NEGATIVE_PROMPT
    num_frames: Annotated[int, Unit("frames")] = Field(
        default=16, ge=1, le=64, description="How many frames to generate; up to 32 since 2026."
    )
    num_inference_steps: TurboSteps = 8
    guidance_scale: Guidance = 2
    seed: RandomSeed = None
    fps: Rate = 8
    video_size: VideoSize = "square"
    motions: FormerMotions = None


class VideoToVideo(Input):
    """Input of a video that is painted anew."""

    video_url: SourceVideo
    first_n_seconds: Annotated[int, AsDuration("number"), Unit("seconds")] = Field(
        default=3,
        ge=2,
        le=12,
        description="How much of the start of the source is used; up to 4 since 2026.",
    )
    prompt: Prompt
    negative_prompt: NegativePrompt = NEGATIVE_PROMPT
    num_inference_steps: TurboSteps = 12
    strength: SourceStrength = 0.7
    guidance_scale: Guidance = 2
    seed: RandomSeed = None
    fps: SampledRate = 8
    motions: FormerMotions = None


text_to_video = Endpoint(
    id="fal-ai/fast-animatediff/turbo/text-to-video",
    input=TextToVideo,
    output=AnimateDiffOutput,
    service="fal",
    rules=TURBO_TEXT_RULES,
    expect=made,
    price=COMPUTED,
    draft=Draft(ignores=("negative_prompt", "num_inference_steps", "guidance_scale")),
    examples=(
        {"prompt": "Petals fall from a cherry tree."},
        {
            "prompt": "Petals fall from a cherry tree.",
            "num_frames": 8,
            "video_size": {"width": 640, "height": 384},
            "seed": 7,
        },
    ),
    title="AnimateDiff Turbo",
    task="text-to-video",
    about="Makes a short video of up to 32 frames from a prompt, quickly.",
)

video_to_video = Endpoint(
    id="fal-ai/fast-animatediff/turbo/video-to-video",
    input=VideoToVideo,
    output=AnimateDiffOutput,
    service="fal",
    rules=TURBO_VIDEO_RULES,
    expect=sampled,
    price=COMPUTED,
    examples=(
        {"prompt": "an oil painting", "video_url": "sample:video"},
        {
            "prompt": "an oil painting",
            "video_url": "sample:video",
            "first_n_seconds": 2,
            "fps": 12,
            "strength": 0.9,
            "num_inference_steps": 8,
            "seed": 7,
        },
    ),
    title="AnimateDiff Turbo",
    task="video-to-video",
    about="Paints the first seconds of a video anew, after a prompt, quickly.",
)
