"""Videos that keep the depth of another: what is near stays near."""

from __future__ import annotations

__all__ = ("DepthVideo", "FunDepthVideo", "VaceOutput", "follow_depth", "follow_depth_fun")

from framehook.spi import Draft, Endpoint

from ._expect import followed
from ._prices import FUN, VACE_14B
from ._result import VaceOutput
from ._rules import FRAME_RULES, SETTING_RULES
from ._schema import SourceVideo
from ._settings import Preprocess
from ._vace_14b import NO_EFFECT, Fun, Guided, Vace14B

_RULES = (*FRAME_RULES, *SETTING_RULES)
_DRAFT = Draft(
    source="video_url",
    image="first_frame_url",
    end_image="last_frame_url",
    ignores=(*NO_EFFECT, "preprocess"),
)


class DepthVideo(Vace14B, Guided):
    """Input of VACE 14B: makes a video with the depth of another."""

    video_url: SourceVideo
    preprocess: Preprocess = False


class FunDepthVideo(Fun, DepthVideo):
    """Input of VACE Fun: makes a video with the depth of another."""


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
