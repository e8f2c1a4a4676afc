"""The endpoint that makes a video larger."""

from __future__ import annotations

__all__ = ("UpscaleVideo", "UpscaledOutput", "upscale_video")

from typing import Annotated

from pydantic import Field

from framehook.spi import Endpoint, File, Input, Output, Unit, VideoInput

from ._expect import enlarged
from ._prices import BY_MEGAPIXEL
from ._rules import RULES


class UpscaleVideo(Input):
    """Input of a video that is made larger."""

    video_url: VideoInput = Field(description="The video to make larger.")
    scale: Annotated[float, Unit("factor")] = Field(
        default=2,
        ge=1,
        le=8,
        description="By what width and height are multiplied. The price grows with its square.",
    )


class UpscaledOutput(Output):
    """
    What the endpoint returns.

    Example:
        ```python
        output = UpscaledOutput.model_validate({"video": {"url": "https://cdn.example/a.mp4"}})
        assert output.video.content_type is None
        ```
    """

    video: File = Field(description="The larger video.")


upscale_video = Endpoint(
    id="fal-ai/video-upscaler",
    input=UpscaleVideo,
    output=UpscaledOutput,
    service="fal",
    rules=RULES,
    expect=enlarged,
    price=BY_MEGAPIXEL,
    examples=(
        {"video_url": "sample:video", "scale": 1.5},
        {"video_url": "sample:video"},
    ),
    title="Video Upscaler",
    task="video-to-video",
    about="Makes a video up to eight times as wide and high.",
)
