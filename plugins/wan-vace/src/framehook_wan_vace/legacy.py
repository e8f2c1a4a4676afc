"""The first VACE, and the small one. Both left the vendor's lists in 2026."""

from __future__ import annotations

__all__ = ("FirstVideo", "LegacyOutput", "SmallVideo", "generate_first", "generate_small")

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from framehook.spi import (
    AsRatio,
    AsTier,
    Draft,
    Endpoint,
    FrameCount,
    Input,
    Unit,
)
from framehook.spi import (
    Steps as StepCount,
)

from ._expect import legacy
from ._prices import FIRST, SMALL
from ._result import LegacyOutput
from ._schema import (
    NEGATIVE_LEGACY,
    MaskImage,
    MaskVideo,
    NegativePrompt,
    OptionalVideo,
    Prompt,
    References,
)
from ._settings import (
    Preprocess,
    PromptExpansion,
    RandomSeed,
    SafetyChecker,
)
from ._task_rules import LEGACY_RULES

FirstTask: TypeAlias = Annotated[Literal["depth", "inpainting"], Field(description="What is done.")]
SmallTask: TypeAlias = Annotated[
    Literal["depth", "inpainting", "pose"], Field(description="What is done.")
]
Frames: TypeAlias = Annotated[
    FrameCount,
    Field(
        ge=81,
        le=240,
        description="How many frames to generate where reference images stand alone. With "
        "`video_url` the result is as long as that, up to 241 frames.",
    ),
]
Rate: TypeAlias = Annotated[
    int,
    Unit("frames per second"),
    Field(ge=5, le=24, description="Frames per second of the result."),
]
Shift: TypeAlias = Annotated[
    float,
    Field(
        ge=1,
        le=10,
        description="Where the sampler spends its steps: more shapes the whole, less the detail.",
    ),
]
Tier: TypeAlias = Annotated[
    Literal["480p", "580p", "720p"],
    AsTier(),
    Field(description="Length of the shorter side in pixels."),
]
Ratio: TypeAlias = Annotated[
    Literal["auto", "9:16", "16:9"],
    AsRatio(),
    Field(description="Width to height of the result; `auto` follows the source."),
]
Steps: TypeAlias = Annotated[
    StepCount, Field(ge=2, le=40, description="More steps look better and take longer.")
]

_DRAFT = Draft(
    source="video_url",
    ignores=(
        "negative_prompt",
        "num_inference_steps",
        "shift",
        "enable_safety_checker",
        "enable_prompt_expansion",
        "preprocess",
    ),
)


class FirstVideo(Input):
    """Input of the first VACE."""

    prompt: Prompt
    negative_prompt: NegativePrompt = NEGATIVE_LEGACY
    num_frames: Frames = 81
    frames_per_second: Rate = 16
    task: FirstTask = "depth"
    shift: Shift = 5
    seed: RandomSeed = None
    resolution: Tier = "720p"
    aspect_ratio: Ratio = "16:9"
    num_inference_steps: Steps = 30
    video_url: OptionalVideo = None
    mask_video_url: MaskVideo = None
    mask_image_url: MaskImage = None
    ref_image_urls: References = None
    enable_safety_checker: SafetyChecker = True
    enable_prompt_expansion: PromptExpansion = False
    preprocess: Preprocess = False


class SmallVideo(Input):
    """Input of the small VACE."""

    prompt: Prompt
    negative_prompt: NegativePrompt = NEGATIVE_LEGACY
    num_frames: Frames = 81
    frames_per_second: Rate = 16
    task: SmallTask = "depth"
    shift: Shift = 5
    seed: RandomSeed = None
    resolution: Tier = "720p"
    aspect_ratio: Ratio = "16:9"
    num_inference_steps: Steps = 30
    video_url: OptionalVideo = None
    mask_video_url: MaskVideo = None
    mask_image_url: MaskImage = None
    ref_image_urls: References = None
    enable_safety_checker: SafetyChecker = True
    enable_prompt_expansion: PromptExpansion = False
    preprocess: Preprocess = False


generate_first = Endpoint(
    id="fal-ai/wan-vace",
    input=FirstVideo,
    output=LegacyOutput,
    service="fal",
    rules=LEGACY_RULES,
    expect=legacy,
    price=FIRST,
    draft=_DRAFT,
    examples=(
        {"prompt": "A glass city at dusk.", "video_url": "sample:video", "resolution": "480p"},
        {"prompt": "A red boat.", "ref_image_urls": ["sample:image"], "resolution": "480p"},
    ),
    title="Wan VACE",
    task="video-to-video",
    about="Makes a video from another, or from reference images.",
    retired="between 2026-01 and 2026-06",
    replacement="fal-ai/wan-vace-14b",
)

generate_small = Endpoint(
    id="fal-ai/wan-vace-1-3b",
    input=SmallVideo,
    output=LegacyOutput,
    service="fal",
    rules=LEGACY_RULES,
    expect=legacy,
    price=SMALL,
    draft=_DRAFT,
    examples=(
        {"prompt": "A glass city at dusk.", "video_url": "sample:video", "resolution": "480p"},
    ),
    title="Wan VACE 1.3B",
    task="video-to-video",
    about="Makes a video from another, or from reference images, with a small model.",
    retired="between 2026-01 and 2026-06",
    replacement="fal-ai/wan-vace-14b",
)
