"""Videos in which somebody moves as in another."""

from __future__ import annotations

__all__ = ("FunPoseVideo", "PoseVideo", "VaceOutput", "follow_pose", "follow_pose_fun")

from framehook.spi import Draft, Endpoint

from ._expect import followed
from ._prices import FUN_POSE, VACE_14B
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


class PoseVideo(Vace14B, Guided):
    """Input of VACE 14B: makes a video in which somebody moves as in another."""

    video_url: SourceVideo
    preprocess: Preprocess = False


class FunPoseVideo(Fun, PoseVideo):
    """Input of VACE Fun: makes a video in which somebody moves as in another."""


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
