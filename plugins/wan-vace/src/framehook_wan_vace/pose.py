"""Videos in which somebody moves as in another."""

from __future__ import annotations

__all__ = ("FunPoseVideo", "PoseVideo", "VaceOutput", "follow_pose", "follow_pose_fun")

from framehook.spi import Draft, Endpoint, Input

from ._expect import followed
from ._prices import FUN_POSE, VACE_14B
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


class PoseVideo(Input):
    """Input of VACE 14B: makes a video in which somebody moves as in another."""

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


class FunPoseVideo(Input):
    """Input of VACE Fun: makes a video in which somebody moves as in another."""

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


follow_pose = Endpoint(
    id="fal-ai/wan-vace-14b/pose",
    input=PoseVideo,
    output=VaceOutput,
    service="fal",
    rules=_RULES,
    expect=followed,
    price=VACE_14B,
    draft=_DRAFT,
    examples=(
        {
            "prompt": "A knight walks up a hill.",
            "video_url": "sample:video",
            "preprocess": True,
            "resolution": "480p",
        },
    ),
    title="Wan VACE 14B (Pose)",
    task="video-to-video",
    about="Makes a video in which somebody moves as in another.",
)

follow_pose_fun = Endpoint(
    id="fal-ai/wan-22-vace-fun-a14b/pose",
    input=FunPoseVideo,
    output=VaceOutput,
    service="fal",
    rules=_RULES,
    expect=followed,
    price=FUN_POSE,
    draft=_DRAFT,
    examples=(
        {
            "prompt": "A knight walks up a hill.",
            "video_url": "sample:video",
            "num_frames": 81,
            "resolution": "480p",
        },
    ),
    title="Wan 2.2 VACE Fun A14B (Pose)",
    task="video-to-video",
    about="Makes a video in which somebody moves as in another.",
    retired="between 2026-01 and 2026-06",
    replacement="fal-ai/wan-vace-14b/pose",
)
