"""Videos that keep the depth of another: what is near stays near."""

from __future__ import annotations

__all__ = ("DepthVideo", "FunDepthVideo", "VaceOutput", "follow_depth", "follow_depth_fun")

from framehook.spi import Draft, Endpoint, Input

from ._expect import followed
from ._prices import FUN, VACE_14B
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
    MatchFrames,
    MatchRate,
    NegativePrompt,
    Prompt,
    References,
    Resolution,
    SourceVideo,
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

_RULES = (*FRAME_RULES, *SETTING_RULES)
_DRAFT = Draft(
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
)


class DepthVideo(Input):
    """Input of VACE 14B: makes a video with the depth of another."""

    prompt: Prompt
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
    video_url: SourceVideo
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


class FunDepthVideo(Input):
    """Input of VACE Fun: makes a video with the depth of another."""

    prompt: Prompt
    negative_prompt: NegativePrompt = NEGATIVE
    match_input_num_frames: MatchFrames = False
    num_frames: Frames = 81
    match_input_frames_per_second: MatchRate = False
    frames_per_second: FrameRate = 16
    seed: RandomSeed = None
    resolution: Resolution = "auto"
    aspect_ratio: AspectRatio = "auto"
    num_inference_steps: InferenceSteps = 30
    guidance_scale: Guidance = 5
    sampler: Sampler = "unipc"
    shift: Shift = 5
    video_url: SourceVideo
    ref_image_urls: References = None
    first_frame_url: FirstFrame = None
    last_frame_url: LastFrame = None
    enable_safety_checker: SafetyChecker = True
    enable_prompt_expansion: PromptExpansion = False
    preprocess: Preprocess = False
    acceleration: Acceleration = "regular"
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


follow_depth = Endpoint(
    id="fal-ai/wan-vace-14b/depth",
    input=DepthVideo,
    output=VaceOutput,
    service="fal",
    rules=_RULES,
    expect=followed,
    price=VACE_14B,
    draft=_DRAFT,
    examples=(
        {"prompt": "A glass city at dusk.", "video_url": "sample:video", "resolution": "480p"},
        {
            "prompt": "A glass city at dusk.",
            "video_url": "sample:video",
            "first_frame_url": "sample:image",
            "num_frames": 33,
            "resolution": "480p",
            "seed": 7,
        },
    ),
    title="Wan VACE 14B (Depth)",
    task="video-to-video",
    about="Makes a video with the depth of another.",
)

follow_depth_fun = Endpoint(
    id="fal-ai/wan-22-vace-fun-a14b/depth",
    input=FunDepthVideo,
    output=VaceOutput,
    service="fal",
    rules=_RULES,
    expect=followed,
    price=FUN,
    draft=_DRAFT,
    examples=(
        {
            "prompt": "A paper landscape.",
            "video_url": "sample:video",
            "num_frames": 81,
            "resolution": "480p",
        },
    ),
    title="Wan 2.2 VACE Fun A14B (Depth)",
    task="video-to-video",
    about="Makes a video with the depth of another.",
)
