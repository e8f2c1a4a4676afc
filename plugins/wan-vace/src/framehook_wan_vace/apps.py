"""Two applications of VACE: long videos in another shape, and changes in plain words."""

from __future__ import annotations

__all__ = ("EditedOutput", "EditedVideo", "LongVideo", "edit_video", "reframe_long")

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from framehook.spi import Draft, Endpoint, ImageInput, Input

from ._expect import edited, long_reframed
from ._prices import LONG_REFRAME, VIDEO_EDIT
from ._result import EditedOutput
from ._rules import AUTO_RULES, LONG_RULES
from ._schema import (
    NEGATIVE,
    AspectRatio,
    AutoDownsample,
    LeastRate,
    NegativePrompt,
    Prompt,
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
    RandomSeed,
    SafetyChecker,
    Sampler,
    Shift,
    SyncMode,
    Transparency,
    VideoQuality,
    WriteMode,
)

SceneThreshold: TypeAlias = Annotated[
    float,
    Field(ge=0, le=100, description="How different two frames must be to count as a cut."),
]
PasteBack: TypeAlias = Annotated[
    bool,
    Field(description="Whether the source's own pixels are put back where it is seen."),
]
VideoType: TypeAlias = Annotated[
    Literal["auto", "general", "human"],
    Field(description="Whether somebody is seen in the video; `auto` looks."),
]
EditImages: TypeAlias = Annotated[
    list[ImageInput] | None, Field(description="Images of who or what should be put in.")
]


class LongVideo(Input):
    """Input of a long video that gets another shape."""

    prompt: ReframePrompt = ""
    negative_prompt: NegativePrompt = NEGATIVE
    seed: RandomSeed = None
    resolution: Resolution = "auto"
    aspect_ratio: AspectRatio = "auto"
    num_inference_steps: InferenceSteps = 30
    guidance_scale: Guidance = 5
    sampler: Sampler = "unipc"
    shift: Shift = 5
    video_url: SourceVideo
    enable_safety_checker: SafetyChecker = True
    acceleration: Acceleration = "regular"
    video_quality: VideoQuality = "high"
    video_write_mode: WriteMode = "balanced"
    enable_auto_downsample: AutoDownsample = True
    auto_downsample_min_fps: LeastRate = 6
    interpolator_model: Interpolator = "film"
    sync_mode: SyncMode = False
    transparency_mode: Transparency = "content_aware"
    return_frames_zip: FramesZip = False
    zoom_factor: Zoom = 0
    trim_borders: TrimBorders = True
    scene_threshold: SceneThreshold = 30
    paste_back: PasteBack = True


class EditedVideo(Input):
    """Input of a video that is changed by words."""

    prompt: Prompt
    video_url: SourceVideo
    video_type: VideoType = "auto"
    image_urls: EditImages = None
    resolution: Resolution = "auto"
    acceleration: Acceleration = "regular"
    enable_auto_downsample: AutoDownsample = True
    aspect_ratio: AspectRatio = "auto"
    auto_downsample_min_fps: LeastRate = 15
    enable_safety_checker: SafetyChecker = True
    return_frames_zip: FramesZip = False


reframe_long = Endpoint(
    id="fal-ai/wan-vace-apps/long-reframe",
    input=LongVideo,
    output=EditedOutput,
    service="fal",
    rules=LONG_RULES,
    expect=long_reframed,
    price=LONG_REFRAME,
    draft=Draft(
        source="video_url",
        ignores=(
            "negative_prompt",
            "num_inference_steps",
            "guidance_scale",
            "sampler",
            "shift",
            "enable_safety_checker",
            "acceleration",
            "video_write_mode",
            "interpolator_model",
            "sync_mode",
            "transparency_mode",
            "trim_borders",
            "scene_threshold",
            "paste_back",
        ),
    ),
    examples=({"video_url": "sample:video", "aspect_ratio": "9:16", "resolution": "480p"},),
    title="Wan 2.1 VACE Long Reframe",
    task="video-to-video",
    about="Gives a long video another shape, scene by scene.",
)

edit_video = Endpoint(
    id="fal-ai/wan-vace-apps/video-edit",
    input=EditedVideo,
    output=EditedOutput,
    service="fal",
    rules=AUTO_RULES,
    expect=edited,
    price=VIDEO_EDIT,
    draft=Draft(
        source="video_url",
        seed=None,
        ignores=(
            "enable_safety_checker",
            "acceleration",
            "video_type",
        ),
    ),
    examples=({"prompt": "Make it winter.", "video_url": "sample:video", "resolution": "480p"},),
    title="Wan VACE Video Edit",
    task="video-to-video",
    about="Changes a video as plain words say.",
)
