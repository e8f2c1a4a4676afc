"""What the inputs of the models of 13 billion parameters have in common."""

from __future__ import annotations

__all__ = ("NO_EFFECT", "Conditioned", "FromImage", "FromVideo", "TwoPasses")

from pydantic import Field

from framehook.spi import Input

from ._condition import ExtendedVideo, ImageCondition, VideoCondition
from ._passes import DetailPass, FrameRate, TemporalAdain, ToneMap
from ._schema import (
    BAD_LOOKS,
    ExpandPrompt,
    FirstFrame,
    Loras,
    NegativePrompt,
    Prompt,
    RandomSeed,
    Resolution,
    ReverseVideo,
    SafetyChecker,
)

NO_EFFECT = (
    "negative_prompt",
    "loras",
    "first_pass_num_inference_steps",
    "second_pass_num_inference_steps",
    "second_pass_skip_initial_steps",
    "expand_prompt",
    "enable_safety_checker",
    "enable_detail_pass",
    "temporal_adain_factor",
    "tone_map_compression_ratio",
)


class TwoPasses(Input):
    """The settings that mean the same in all of them."""

    prompt: Prompt
    negative_prompt: NegativePrompt = BAD_LOOKS
    loras: Loras = Field(default_factory=list)
    resolution: Resolution = "720p"
    seed: RandomSeed = None
    frame_rate: FrameRate = 24
    expand_prompt: ExpandPrompt = False
    reverse_video: ReverseVideo = False
    enable_safety_checker: SafetyChecker = True
    enable_detail_pass: DetailPass = False
    temporal_adain_factor: TemporalAdain = 0.5
    tone_map_compression_ratio: ToneMap = 0


class FromImage(Input):
    """What an input has that starts with an image."""

    image_url: FirstFrame


class FromVideo(Input):
    """What an input has that goes on from a video."""

    video: ExtendedVideo = Field(description="The video to go on from.")


class Conditioned(Input):
    """What an input has whose images and videos stand at places of the result."""

    images: list[ImageCondition] = Field(
        default_factory=list, description="Images, each at its place."
    )
    videos: list[VideoCondition] = Field(
        default_factory=list, description="Videos, each from its place on."
    )
