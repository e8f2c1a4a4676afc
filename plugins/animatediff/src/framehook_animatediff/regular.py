"""AnimateDiff for text and for videos, at full quality."""

from __future__ import annotations

__all__ = ("TextToVideo", "VideoToVideo", "text_to_video", "video_to_video")

from typing import Annotated

from pydantic import Field

from framehook.spi import AsDuration, Draft, Endpoint, Input, Unit

from ._expect import made, sampled
from ._prices import COMPUTED
from ._rules import TEXT_RULES, VIDEO_RULES
from ._schema import (
    NEGATIVE_PROMPT,
    AnimateDiffOutput,
    Guidance,
    InferenceSteps,
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


class TextToVideo(Input):
    """Input of a video made from a prompt."""

    prompt: Prompt
    negative_prompt: NegativePrompt = NEGATIVE_PROMPT
    num_frames: Annotated[int, Unit("frames")] = Field(
        default=16, ge=1, le=32, description="How many frames to generate."
    )
    num_inference_steps: InferenceSteps = 25
    guidance_scale: Guidance = 7.5
    seed: RandomSeed = None
    fps: Rate = 8
    motions: Motions = None
    video_size: VideoSize = "square"


class VideoToVideo(Input):
    """Input of a video that is painted anew."""

    video_url: SourceVideo
    first_n_seconds: Annotated[int, AsDuration("number"), Unit("seconds")] = Field(
        default=3, ge=2, le=4, description="How much of the start of the source is used."
    )
    prompt: Prompt
    negative_prompt: NegativePrompt = NEGATIVE_PROMPT
    num_inference_steps: InferenceSteps = 25
    strength: SourceStrength = 0.7
    guidance_scale: Guidance = 7.5
    seed: RandomSeed = None
    fps: SampledRate = 8
    motions: Motions = None


text_to_video = Endpoint(
    id="fal-ai/fast-animatediff/text-to-video",
    input=TextToVideo,
    output=AnimateDiffOutput,
    service="fal",
    rules=TEXT_RULES,
    expect=made,
    price=COMPUTED,
    draft=Draft(ignores=("negative_prompt", "num_inference_steps", "guidance_scale", "motions")),
    examples=(
        {"prompt": "Petals fall from a cherry tree."},
        {
            "prompt": "Petals fall from a cherry tree.",
            "num_frames": 24,
            "fps": 12,
            "video_size": "landscape_16_9",
            "motions": ["zoom-in"],
            "seed": 7,
        },
    ),
    title="AnimateDiff",
    task="text-to-video",
    about="Makes a short video of up to 32 frames from a prompt.",
)

video_to_video = Endpoint(
    id="fal-ai/fast-animatediff/video-to-video",
    input=VideoToVideo,
    output=AnimateDiffOutput,
    service="fal",
    rules=VIDEO_RULES,
    expect=sampled,
    price=COMPUTED,
    examples=(
        {"prompt": "an oil painting", "video_url": "sample:video"},
        {
            "prompt": "an oil painting",
            "video_url": "sample:video",
            "first_n_seconds": 2,
            "fps": 12,
            "strength": 0.5,
            "seed": 7,
        },
    ),
    title="AnimateDiff",
    task="video-to-video",
    about="Paints the first seconds of a video anew, after a prompt.",
)
