"""What the inputs of VACE 14B and of VACE Fun have in common."""

from __future__ import annotations

__all__ = ("NO_EFFECT", "Fun", "Guided", "Masked", "Vace14B")

from framehook.spi import Input

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

NO_EFFECT = (
    "negative_prompt",
    "num_inference_steps",
    "guidance_scale",
    "sampler",
    "shift",
    "enable_safety_checker",
    "enable_prompt_expansion",
    "acceleration",
    "video_write_mode",
    "interpolator_model",
    "sync_mode",
    "transparency_mode",
)


class Vace14B(Input):
    """The settings that every task has."""

    negative_prompt: NegativePrompt = NEGATIVE
    match_input_num_frames: MatchFrames = False
    num_frames: Frames = 81
    match_input_frames_per_second: MatchRate = False
    frames_per_second: FrameRate = 16
    seed: RandomSeed = None
    resolution: Resolution = "720p"
    aspect_ratio: AspectRatio = "auto"
    num_inference_steps: InferenceSteps = 30
    guidance_scale: Guidance = 5
    sampler: Sampler = "unipc"
    shift: Shift = 5
    first_frame_url: FirstFrame = None
    last_frame_url: LastFrame = None
    enable_safety_checker: SafetyChecker = True
    enable_prompt_expansion: PromptExpansion = False
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


class Fun(Input):
    """The settings that have other defaults in VACE Fun."""

    resolution: Resolution = "auto"
    acceleration: Acceleration = "regular"


class Guided(Input):
    """What a task has that makes a new video, guided by words and reference images."""

    prompt: Prompt
    ref_image_urls: References = None


class Masked(Input):
    """What a task has that looks at a marked part, or at a signal in the source."""

    mask_video_url: MaskVideo = None
    mask_image_url: MaskImage = None
    preprocess: Preprocess = False
