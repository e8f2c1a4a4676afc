"""Videos whose picture grows beyond its edges."""

from __future__ import annotations

__all__ = ("FunOutpaintedVideo", "OutpaintedVideo", "VaceOutput", "outpaint", "outpaint_fun")

from framehook.spi import Draft, Endpoint, Input

from ._expect import outpainted
from ._prices import FUN, VACE_14B
from ._result import VaceOutput
from ._rules import FRAME_RULES, OUTPAINT_RULES, SETTING_RULES
from ._schema import (
    NEGATIVE,
    AspectRatio,
    AutoDownsample,
    Downsample,
    ExpandBottom,
    ExpandLeft,
    ExpandRatio,
    ExpandRight,
    ExpandTop,
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

_RULES = (*FRAME_RULES, *OUTPAINT_RULES, *SETTING_RULES)
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
    ),
)


class OutpaintedVideo(Input):
    """Input of VACE 14B: makes the picture of a video larger on chosen sides."""

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
    expand_left: ExpandLeft = False
    expand_right: ExpandRight = False
    expand_top: ExpandTop = False
    expand_bottom: ExpandBottom = False
    expand_ratio: ExpandRatio = 0.25


class FunOutpaintedVideo(Input):
    """Input of VACE Fun: makes the picture of a video larger on chosen sides."""

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
    expand_left: ExpandLeft = False
    expand_right: ExpandRight = False
    expand_top: ExpandTop = False
    expand_bottom: ExpandBottom = False
    expand_ratio: ExpandRatio = 0.25


outpaint = Endpoint(
    id="fal-ai/wan-vace-14b/outpainting",
    input=OutpaintedVideo,
    output=VaceOutput,
    service="fal",
    rules=_RULES,
    expect=outpainted,
    price=VACE_14B,
    draft=_DRAFT,
    examples=(
        {
            "prompt": "A wide beach.",
            "video_url": "sample:video",
            "expand_left": True,
            "expand_right": True,
        },
        {
            "prompt": "A high sky.",
            "video_url": "sample:video",
            "expand_top": True,
            "expand_ratio": 0.5,
            "resolution": "480p",
        },
    ),
    title="Wan VACE 14B (Outpainting)",
    task="video-to-video",
    about="Makes the picture of a video larger on chosen sides.",
)

outpaint_fun = Endpoint(
    id="fal-ai/wan-22-vace-fun-a14b/outpainting",
    input=FunOutpaintedVideo,
    output=VaceOutput,
    service="fal",
    rules=_RULES,
    expect=outpainted,
    price=FUN,
    draft=_DRAFT,
    examples=({"prompt": "A wide beach.", "video_url": "sample:video", "expand_left": True},),
    title="Wan 2.2 VACE Fun A14B (Outpainting)",
    task="video-to-video",
    about="Makes the picture of a video larger on chosen sides.",
)
