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

from framehook.spi import Draft, Endpoint, Input

from ._condition import ExtendedVideo, ImageCondition, VideoCondition
from ._expect import from_image, from_page_conditions, from_text, from_video
from ._passes import (
    ConstantRateFactor,
    DetailPass,
    FirstSteps,
    FirstTail,
    FrameRate,
    PageCompression,
    PageRate,
    RenamedFrames,
    SecondHead,
    SecondSteps,
    TemporalAdain,
    ToneMap,
)
from ._prices import DISTILLED
from ._rules import (
    DISTILLED_CONDITION_RULES,
    DISTILLED_EXTEND_RULES,
    DISTILLED_IMAGE_RULES,
    DISTILLED_TEXT_RULES,
)
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
    first_pass_num_inference_steps: _First = 8
    first_pass_skip_final_steps: _FirstTail = 1
    second_pass_num_inference_steps: _Second = 8
    second_pass_skip_initial_steps: _SecondHead = 5
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
    first_pass_num_inference_steps: _First = 8
    first_pass_skip_final_steps: _FirstTail = 1
    second_pass_num_inference_steps: _Second = 8
    second_pass_skip_initial_steps: _SecondHead = 5
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
    first_pass_num_inference_steps: _First = 8
    first_pass_skip_final_steps: _FirstTail = 1
    second_pass_num_inference_steps: _Second = 8
    second_pass_skip_initial_steps: _SecondHead = 5
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
    first_pass_num_inference_steps: _First = 8
    first_pass_skip_final_steps: _FirstTail = 1
    second_pass_num_inference_steps: _Second = 8
    second_pass_skip_initial_steps: _SecondHead = 5
    frame_rate: PageRate = 30
    expand_prompt: ExpandPrompt = False
    reverse_video: ReverseVideo = False
    enable_safety_checker: SafetyChecker = True
    enable_detail_pass: DetailPass = False
    temporal_adain_factor: TemporalAdain = 0.5
    tone_map_compression_ratio: ToneMap = 0
    constant_rate_factor: PageCompression = 35
    images: list[ImageCondition] = Field(
        default_factory=list, description="Images, each at its place."
    )
    videos: list[VideoCondition] = Field(
        default_factory=list, description="Videos, each from its place on."
    )


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
