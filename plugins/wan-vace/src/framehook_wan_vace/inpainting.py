"""Videos of which a marked part is painted anew."""

from __future__ import annotations

__all__ = ("FunInpaintedVideo", "InpaintedVideo", "VaceOutput", "inpaint", "inpaint_fun")

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
    MaskImage,
    MaskVideo,
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
from ._task_rules import MASK_RULES

_RULES = (*FRAME_RULES, *MASK_RULES, *SETTING_RULES)
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


class InpaintedVideo(Input):
    """Input of VACE 14B: paints a marked part of a video anew."""

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


class FunInpaintedVideo(Input):
    """Input of VACE Fun: paints a marked part of a video anew."""

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
    mask_video_url: MaskVideo = None
    mask_image_url: MaskImage = None
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


inpaint = Endpoint(
    id="fal-ai/wan-vace-14b/inpainting",
    input=InpaintedVideo,
    output=VaceOutput,
    service="fal",
    rules=_RULES,
    expect=followed,
    price=VACE_14B,
    draft=_DRAFT,
    examples=(
        {
            "prompt": "A red boat.",
            "video_url": "sample:video",
            "mask_image_url": "sample:image",
            "resolution": "480p",
        },
    ),
    title="Wan VACE 14B (Inpainting)",
    task="video-to-video",
    about="Paints a marked part of a video anew.",
)

inpaint_fun = Endpoint(
    id="fal-ai/wan-22-vace-fun-a14b/inpainting",
    input=FunInpaintedVideo,
    output=VaceOutput,
    service="fal",
    rules=_RULES,
    expect=followed,
    price=FUN,
    draft=_DRAFT,
    examples=(
        {
            "prompt": "A red boat.",
            "video_url": "sample:video",
            "mask_video_url": "sample:video",
            "match_input_num_frames": True,
            "resolution": "480p",
        },
    ),
    title="Wan 2.2 VACE Fun A14B (Inpainting)",
    task="video-to-video",
    about="Paints a marked part of a video anew.",
)
