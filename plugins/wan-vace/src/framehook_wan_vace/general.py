"""VACE 14B for every task, chosen by a field."""

from __future__ import annotations

__all__ = ("GeneralVideo", "Task", "VaceOutput", "generate")

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, model_validator

from framehook.spi import Draft, Endpoint

from ._expect import followed
from ._prices import VACE_14B
from ._result import VaceOutput
from ._rules import FRAME_RULES, SETTING_RULES
from ._schema import OptionalVideo
from ._task_rules import GENERAL_RULES
from ._vace_14b import NO_EFFECT, Guided, Masked, Vace14B

Task: TypeAlias = Annotated[
    Literal["depth", "pose", "inpainting", "outpainting", "reframe"],
    Field(
        description="What is done. `outpainting` and `reframe` have endpoints of their own, with "
        "more fields."
    ),
]


class GeneralVideo(Vace14B, Masked, Guided):
    """Input of VACE 14B: one endpoint for every task."""

    task: Task = "depth"
    video_url: OptionalVideo = None

    @model_validator(mode="before")
    @classmethod
    def _leave_out_blank(cls, value: Any) -> Any:
        # The vendor's own example has an empty address, which stands for none.
        if isinstance(value, Mapping) and value.get("video_url") == "":
            return {name: item for name, item in value.items() if name != "video_url"}
        return value


generate = Endpoint(
    id="fal-ai/wan-vace-14b",
    input=GeneralVideo,
    output=VaceOutput,
    service="fal",
    rules=(*FRAME_RULES, *GENERAL_RULES, *SETTING_RULES),
    expect=followed,
    price=VACE_14B,
    draft=Draft(
        source="video_url",
        image="first_frame_url",
        end_image="last_frame_url",
        ignores=(*NO_EFFECT, "preprocess"),
    ),
    examples=(
        {"prompt": "A glass city at dusk.", "video_url": "sample:video", "resolution": "480p"},
        {
            "prompt": "A red boat.",
            "task": "inpainting",
            "video_url": "sample:video",
            "mask_image_url": "sample:image",
            "resolution": "480p",
        },
    ),
    title="Wan VACE 14B",
    task="video-to-video",
    about="Makes a video from another, with a depth, a pose, a mask or reference images.",
)
