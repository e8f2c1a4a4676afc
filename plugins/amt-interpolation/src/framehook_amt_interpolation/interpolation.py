"""Endpoints that put frames in between."""

from __future__ import annotations

__all__ = (
    "Frame",
    "InterpolateFrames",
    "InterpolateVideo",
    "InterpolatedOutput",
    "interpolate_frames",
    "interpolate_video",
)

from typing import Annotated, TypeAlias

from pydantic import Field

from framehook.spi import Endpoint, File, ImageInput, Input, Output, Unit, VideoInput

from ._expect import denser, joined
from ._prices import COMPUTED
from ._rules import FRAME_RULES, VIDEO_RULES

OutputRate: TypeAlias = Annotated[
    int,
    Unit("frames per second"),
    Field(
        ge=1,
        le=60,
        description="Frames per second of the result. The frames are played at this rate "
        "whatever the source's is, so that the result may be slower or faster.",
    ),
]
Passes: TypeAlias = Annotated[
    int,
    Unit("passes"),
    Field(
        ge=1,
        le=10,
        description="How often a frame is put in the middle of every two neighbours: N frames "
        "become (N - 1) x 2^passes + 1.",
    ),
]


class Frame(Input):
    """One image of a sequence."""

    url: ImageInput = Field(description="The image.")


class InterpolateVideo(Input):
    """Input of a video that gets more frames."""

    video_url: VideoInput = Field(description="The video, or a GIF. Its sound is not kept.")
    output_fps: OutputRate = 24
    recursive_interpolation_passes: Passes = 2


class InterpolateFrames(Input):
    """Input of images that are joined by frames in between."""

    frames: list[Frame] = Field(description="At least two images, in the order they are shown.")
    output_fps: OutputRate = 24
    recursive_interpolation_passes: Passes = 4


class InterpolatedOutput(Output):
    """
    What both endpoints return.

    Example:
        ```python
        output = InterpolatedOutput.model_validate({"video": {"url": "https://cdn.example/a"}})
        assert output.video.content_type is None
        ```
    """

    video: File = Field(description="The video.")


interpolate_video = Endpoint(
    id="fal-ai/amt-interpolation",
    input=InterpolateVideo,
    output=InterpolatedOutput,
    service="fal",
    rules=VIDEO_RULES,
    expect=denser,
    price=COMPUTED,
    examples=(
        {"video_url": "sample:video", "recursive_interpolation_passes": 1, "output_fps": 48},
        {"video_url": "sample:video", "recursive_interpolation_passes": 1},
    ),
    title="AMT Interpolation",
    task="video-to-video",
    about="Puts frames in between those of a video, for smooth or slow motion.",
)

interpolate_frames = Endpoint(
    id="fal-ai/amt-interpolation/frame-interpolation",
    input=InterpolateFrames,
    output=InterpolatedOutput,
    service="fal",
    rules=FRAME_RULES,
    expect=joined,
    price=COMPUTED,
    examples=(
        {"frames": [{"url": "sample:image"}, {"url": "sample:image"}]},
        {
            "frames": [{"url": "sample:image"}, {"url": "sample:image"}],
            "recursive_interpolation_passes": 3,
            "output_fps": 8,
        },
    ),
    title="AMT Frame Interpolation",
    task="image-to-video",
    about="Makes a video that goes from image to image.",
)
