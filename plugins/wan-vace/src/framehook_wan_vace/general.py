"""VACE 14B for every task, chosen by a field."""

from __future__ import annotations

__all__ = ("GeneralVideo", "Task", "VaceOutput", "generate")

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, model_validator

from framehook.spi import Draft, Endpoint, Input

from ._expect import followed
from ._prices import VACE_14B
from ._result import VaceOutput
from ._rules import FRAME_RULES, SETTING_RULES
from ._schema import (
    NEGATIVE,
    AspectRatio,
    AutoDownsample,
    Downsample,
    FirstFrame,
    FrameRate,
    Frames,
    Inserted,
    LastFrame,
    LeastRate,
    MaskImage,
    MaskVideo,
    MatchFrames,
    MatchRate,
    NegativePrompt,
    OptionalVideo,
    Prompt,
    References,
    Resolution,
)
from ._settings import (
    Acceleration,
    FramesZip,
    Guidance,
    InferenceSteps,
    Interpolator,
    Preprocess,
    PromptExpansion,
    RandomSeed,
    SafetyChecker,
    Sampler,
    Shift,
    SyncMode,
    Transparency,
    VideoQuality,
    WriteMode,
)
from ._task_rules import GENERAL_RULES

Task: TypeAlias = Annotated[
    Literal["depth", "pose", "inpainting", "outpainting", "reframe"],
    Field(
        description="What is done. `outpainting` and `reframe` have endpoints of their own, with "
        "more fields."
    ),
]


class GeneralVideo(Input):
    """Input of VACE 14B: one endpoint for every task."""

    prompt: Prompt
    negative_prompt: NegativePrompt = NEGATIVE
    match_input_num_frames: MatchFrames = False
    num_frames: Frames = 81
    match_input_frames_per_second: MatchRate = False
    frames_per_second: FrameRate = 16
    task: Task = "depth"
    seed: RandomSeed = None
    resolution: Resolution = "720p"
    aspect_ratio: AspectRatio = "auto"
    num_inference_steps: InferenceSteps = 30
    guidance_scale: Guidance = 5
    sampler: Sampler = "unipc"
    shift: Shift = 5
    video_url: OptionalVideo = None
    mask_video_url: MaskVideo = None
    mask_image_url: MaskImage = None
    ref_image_urls: References = None
    first_frame_url: FirstFrame = None
    last_frame_url: LastFrame = None
    enable_safety_checker: SafetyChecker = True
    enable_prompt_expansion: PromptExpansion = False
    preprocess: Preprocess = False
    acceleration: Acceleration = None
    video_quality: VideoQuality = "high"
    video_write_mode: WriteMode = "balanced"
    num_interpolated_frames: Inserted = 0
    temporal_downsample_factor: Downsample = 0
    enable_auto_downsample: AutoDownsample = False
    auto_downsample_min_fps: LeastRate = 15
    interpolator_model: Interpolator = "film"
    sync_mode: SyncMode = False
    transparency_mode: Transparency = "content_aware"
    return_frames_zip: FramesZip = False

    @model_validator(mode="before")
    @classmethod
    def _leave_out_blank(cls, value: Any) -> Any:
        # The vendor's own example has an empty address, which stands for none.
        if isinstance(value, Mapping) and value.get("video_url") == "":
            return {name: item for name, item in value.items() if name != "video_url"}
        return value


generate = Endpoint(
    id="fal-ai/wan-vace-14b",
    input=GeneralVideo,
    output=VaceOutput,
    service="fal",
    rules=(*FRAME_RULES, *GENERAL_RULES, *SETTING_RULES),
    expect=followed,
    price=VACE_14B,
    draft=Draft(
        source="video_url",
        image="first_frame_url",
        end_image="last_frame_url",
        ignores=(
            "negative_prompt",
            "num_inference_steps",
            "guidance_scale",
            "sampler",
            "shift",
            "enable_safety_checker",
            "enable_prompt_expansion",
            "preprocess",
            "acceleration",
            "video_write_mode",
            "interpolator_model",
            "sync_mode",
            "transparency_mode",
        ),
    ),
    examples=(
        {"prompt": "A glass city at dusk.", "video_url": "sample:video", "resolution": "480p"},
        {
            "prompt": "A red boat.",
            "task": "inpainting",
            "video_url": "sample:video",
            "mask_image_url": "sample:image",
            "resolution": "480p",
        },
    ),
    title="Wan VACE 14B",
    task="video-to-video",
    about="Makes a video from another, with a depth, a pose, a mask or reference images.",
)
