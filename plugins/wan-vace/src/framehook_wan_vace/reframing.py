"""Videos that get another shape, with nothing cut away."""

from __future__ import annotations

__all__ = ("FunReframedVideo", "ReframedVideo", "VaceOutput", "reframe", "reframe_fun")

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
    ReframePrompt,
    Resolution,
    SourceVideo,
    TrimBorders,
    Zoom,
)
from ._settings import (
    Acceleration,
    FramesZip,
    Guidance,
    InferenceSteps,
    Interpolator,
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
        "acceleration",
        "video_write_mode",
        "interpolator_model",
        "sync_mode",
        "transparency_mode",
        "trim_borders",
    ),
)


class ReframedVideo(Input):
    """Input of VACE 14B: gives a video another shape and makes up what is missing."""

    prompt: ReframePrompt = ""
    negative_prompt: NegativePrompt = NEGATIVE
    match_input_num_frames: MatchFrames = True
    num_frames: Frames = 81
    match_input_frames_per_second: MatchRate = True
    frames_per_second: FrameRate = 16
    seed: RandomSeed = None
    resolution: Resolution = "720p"
    aspect_ratio: AspectRatio = "auto"
    num_inference_steps: InferenceSteps = 30
    guidance_scale: Guidance = 5
    sampler: Sampler = "unipc"
    shift: Shift = 5
    video_url: SourceVideo
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
    zoom_factor: Zoom = 0
    trim_borders: TrimBorders = True


class FunReframedVideo(Input):
    """Input of VACE Fun: gives a video another shape and makes up what is missing."""

    prompt: ReframePrompt = ""
    negative_prompt: NegativePrompt = NEGATIVE
    match_input_num_frames: MatchFrames = True
    num_frames: Frames = 81
    match_input_frames_per_second: MatchRate = True
    frames_per_second: FrameRate = 16
    seed: RandomSeed = None
    resolution: Resolution = "auto"
    aspect_ratio: AspectRatio = "auto"
    num_inference_steps: InferenceSteps = 30
    guidance_scale: Guidance = 5
    sampler: Sampler = "unipc"
    shift: Shift = 5
    video_url: SourceVideo
    first_frame_url: FirstFrame = None
    last_frame_url: LastFrame = None
    enable_safety_checker: SafetyChecker = True
    enable_prompt_expansion: PromptExpansion = False
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
    zoom_factor: Zoom = 0
    trim_borders: TrimBorders = True


reframe = Endpoint(
    id="fal-ai/wan-vace-14b/reframe",
    input=ReframedVideo,
    output=VaceOutput,
    service="fal",
    rules=_RULES,
    expect=followed,
    price=VACE_14B,
    draft=_DRAFT,
    examples=(
        {"video_url": "sample:video", "aspect_ratio": "9:16", "resolution": "480p"},
        {
            "prompt": "A calm sea.",
            "video_url": "sample:video",
            "aspect_ratio": "1:1",
            "resolution": "480p",
            "zoom_factor": 0.2,
        },
    ),
    title="Wan VACE 14B (Reframe)",
    task="video-to-video",
    about="Gives a video another shape and makes up what is missing.",
)

reframe_fun = Endpoint(
    id="fal-ai/wan-22-vace-fun-a14b/reframe",
    input=FunReframedVideo,
    output=VaceOutput,
    service="fal",
    rules=_RULES,
    expect=followed,
    price=FUN,
    draft=_DRAFT,
    examples=({"video_url": "sample:video", "aspect_ratio": "9:16", "resolution": "480p"},),
    title="Wan 2.2 VACE Fun A14B (Reframe)",
    task="video-to-video",
    about="Gives a video another shape and makes up what is missing.",
)
