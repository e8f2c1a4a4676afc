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

from framehook.spi import Draft, Endpoint, Input

from ._condition import ExtendedVideo, ImageCondition, VideoCondition
from ._expect import from_conditions, from_image, from_text, from_video
from ._passes import (
    ConstantRateFactor,
    DetailPass,
    FirstSteps,
    FirstTail,
    FrameRate,
    RenamedFrames,
    SecondHead,
    SecondSteps,
    TemporalAdain,
    ToneMap,
)
from ._prices import DEV
from ._rules import TWO_PASS_CONDITION_RULES, TWO_PASS_EXTEND_RULES, TWO_PASS_TEXT_RULES
from ._schema import (
    AutoShape,
    DescribedOutput,
    ExpandPrompt,
    FirstFrame,
    Loras,
    NegativePrompt,
    Prompt,
    RandomSeed,
    Resolution,
    ReverseVideo,
    SafetyChecker,
    Shape,
)

_NEGATIVE = "worst quality, inconsistent motion, blurry, jittery, distorted"
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
_NO_EFFECT = (
    "negative_prompt",
    "loras",
    "first_pass_num_inference_steps",
    "first_pass_skip_final_steps",
    "second_pass_num_inference_steps",
    "second_pass_skip_initial_steps",
    "expand_prompt",
    "enable_safety_checker",
    "enable_detail_pass",
    "temporal_adain_factor",
    "tone_map_compression_ratio",
)


class TextToVideo(Input):
    """Input of a video made from a prompt alone."""

    prompt: Prompt
    negative_prompt: NegativePrompt = _NEGATIVE
    loras: Loras = Field(default_factory=list)
    resolution: Resolution = "720p"
    aspect_ratio: Shape = "16:9"
    seed: RandomSeed = None
    num_frames: RenamedFrames = 121
    first_pass_num_inference_steps: _First = 30
    first_pass_skip_final_steps: _FirstTail = 3
    second_pass_num_inference_steps: _Second = 30
    second_pass_skip_initial_steps: _SecondHead = 17
    frame_rate: FrameRate = 24
    expand_prompt: ExpandPrompt = False
    reverse_video: ReverseVideo = False
    enable_safety_checker: SafetyChecker = True
    enable_detail_pass: DetailPass = False
    temporal_adain_factor: TemporalAdain = 0.5
    tone_map_compression_ratio: ToneMap = 0


class ImageToVideo(Input):
    """Input of a video that starts with an image."""

    prompt: Prompt
    image_url: FirstFrame
    negative_prompt: NegativePrompt = _NEGATIVE
    loras: Loras = Field(default_factory=list)
    resolution: Resolution = "720p"
    aspect_ratio: AutoShape = "auto"
    seed: RandomSeed = None
    num_frames: RenamedFrames = 121
    first_pass_num_inference_steps: _First = 30
    first_pass_skip_final_steps: _FirstTail = 3
    second_pass_num_inference_steps: _Second = 30
    second_pass_skip_initial_steps: _SecondHead = 17
    frame_rate: FrameRate = 24
    expand_prompt: ExpandPrompt = False
    reverse_video: ReverseVideo = False
    enable_safety_checker: SafetyChecker = True
    enable_detail_pass: DetailPass = False
    temporal_adain_factor: TemporalAdain = 0.5
    tone_map_compression_ratio: ToneMap = 0
    constant_rate_factor: _Compression = 29


class ExtendVideo(Input):
    """Input of a video that goes on from another."""

    prompt: Prompt
    video: ExtendedVideo = Field(description="The video to go on from.")
    negative_prompt: NegativePrompt = _NEGATIVE
    loras: Loras = Field(default_factory=list)
    resolution: Resolution = "720p"
    aspect_ratio: AutoShape = "auto"
    seed: RandomSeed = None
    num_frames: RenamedFrames = 121
    first_pass_num_inference_steps: _First = 30
    first_pass_skip_final_steps: _FirstTail = 3
    second_pass_num_inference_steps: _Second = 30
    second_pass_skip_initial_steps: _SecondHead = 17
    frame_rate: FrameRate = 24
    expand_prompt: ExpandPrompt = False
    reverse_video: ReverseVideo = False
    enable_safety_checker: SafetyChecker = True
    enable_detail_pass: DetailPass = False
    temporal_adain_factor: TemporalAdain = 0.5
    tone_map_compression_ratio: ToneMap = 0
    constant_rate_factor: _Compression = 29


class Multiconditioning(Input):
    """Input of a video with images and videos at places of it."""

    prompt: Prompt
    negative_prompt: NegativePrompt = _NEGATIVE
    loras: Loras = Field(default_factory=list)
    resolution: Resolution = "720p"
    aspect_ratio: AutoShape = "auto"
    seed: RandomSeed = None
    num_frames: RenamedFrames = 121
    first_pass_num_inference_steps: _First = 30
    first_pass_skip_final_steps: _FirstTail = 3
    second_pass_num_inference_steps: _Second = 30
    second_pass_skip_initial_steps: _SecondHead = 17
    frame_rate: FrameRate = 24
    expand_prompt: ExpandPrompt = False
    reverse_video: ReverseVideo = False
    enable_safety_checker: SafetyChecker = True
    enable_detail_pass: DetailPass = False
    temporal_adain_factor: TemporalAdain = 0.5
    tone_map_compression_ratio: ToneMap = 0
    constant_rate_factor: _Compression = 29
    images: list[ImageCondition] = Field(
        default_factory=list, description="Images, each at its place."
    )
    videos: list[VideoCondition] = Field(
        default_factory=list, description="Videos, each from its place on."
    )


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
