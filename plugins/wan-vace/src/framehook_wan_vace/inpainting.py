"""Videos of which a marked part is painted anew."""

from __future__ import annotations

__all__ = ("FunInpaintedVideo", "InpaintedVideo", "VaceOutput", "inpaint", "inpaint_fun")

from framehook.spi import Draft, Endpoint

from ._expect import followed
from ._prices import FUN, VACE_14B
from ._result import VaceOutput
from ._rules import FRAME_RULES, SETTING_RULES
from ._schema import SourceVideo
from ._task_rules import MASK_RULES
from ._vace_14b import NO_EFFECT, Fun, Guided, Masked, Vace14B

_RULES = (*FRAME_RULES, *MASK_RULES, *SETTING_RULES)
_DRAFT = Draft(
    source="video_url",
    image="first_frame_url",
    end_image="last_frame_url",
    ignores=(*NO_EFFECT, "preprocess"),
)


class InpaintedVideo(Vace14B, Masked, Guided):
    """Input of VACE 14B: paints a marked part of a video anew."""

    video_url: SourceVideo


class FunInpaintedVideo(Fun, InpaintedVideo):
    """Input of VACE Fun: paints a marked part of a video anew."""


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
