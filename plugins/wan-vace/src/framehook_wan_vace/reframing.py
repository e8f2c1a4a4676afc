"""Videos that get another shape, with nothing cut away."""

from __future__ import annotations

__all__ = ("FunReframedVideo", "ReframedVideo", "VaceOutput", "reframe", "reframe_fun")

from framehook.spi import Draft, Endpoint

from ._expect import followed
from ._prices import FUN, VACE_14B
from ._result import VaceOutput
from ._rules import FRAME_RULES, SETTING_RULES
from ._schema import MatchFrames, MatchRate, ReframePrompt, SourceVideo, TrimBorders, Zoom
from ._vace_14b import NO_EFFECT, Fun, Vace14B

_RULES = (*FRAME_RULES, *SETTING_RULES)
_DRAFT = Draft(
    source="video_url",
    image="first_frame_url",
    end_image="last_frame_url",
    ignores=(*NO_EFFECT, "trim_borders"),
)


class ReframedVideo(Vace14B):
    """Input of VACE 14B: gives a video another shape and makes up what is missing."""

    prompt: ReframePrompt = ""
    match_input_num_frames: MatchFrames = True
    match_input_frames_per_second: MatchRate = True
    video_url: SourceVideo
    zoom_factor: Zoom = 0
    trim_borders: TrimBorders = True


class FunReframedVideo(Fun, ReframedVideo):
    """Input of VACE Fun: gives a video another shape and makes up what is missing."""


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
