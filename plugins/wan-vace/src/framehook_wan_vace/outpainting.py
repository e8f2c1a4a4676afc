"""Videos whose picture grows beyond its edges."""

from __future__ import annotations

__all__ = ("FunOutpaintedVideo", "OutpaintedVideo", "VaceOutput", "outpaint", "outpaint_fun")

from framehook.spi import Draft, Endpoint

from ._expect import outpainted
from ._prices import FUN, VACE_14B
from ._result import VaceOutput
from ._rules import FRAME_RULES, OUTPAINT_RULES, SETTING_RULES
from ._schema import ExpandBottom, ExpandLeft, ExpandRatio, ExpandRight, ExpandTop, SourceVideo
from ._vace_14b import NO_EFFECT, Fun, Guided, Vace14B

_RULES = (*FRAME_RULES, *OUTPAINT_RULES, *SETTING_RULES)
_DRAFT = Draft(
    source="video_url",
    image="first_frame_url",
    end_image="last_frame_url",
    ignores=NO_EFFECT,
)


class OutpaintedVideo(Vace14B, Guided):
    """Input of VACE 14B: makes the picture of a video larger on chosen sides."""

    video_url: SourceVideo
    expand_left: ExpandLeft = False
    expand_right: ExpandRight = False
    expand_top: ExpandTop = False
    expand_bottom: ExpandBottom = False
    expand_ratio: ExpandRatio = 0.25


class FunOutpaintedVideo(Fun, OutpaintedVideo):
    """Input of VACE Fun: makes the picture of a video larger on chosen sides."""


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
