"""Images and videos that stand at places of the video to be made."""

from __future__ import annotations

__all__ = (
    "EarlyImage",
    "EarlyVideo",
    "ExtendedVideo",
    "ImageCondition",
    "LoraImage",
    "LoraVideo",
    "VideoCondition",
)

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, model_validator

from framehook.spi import FrameCount, FrameIndex, ImageInput, Input, Unit, VideoInput

_START = "start_frame_num"

_Image: TypeAlias = Annotated[ImageInput, Field(description="The image to show at this place.")]
_Video: TypeAlias = Annotated[VideoInput, Field(description="The video to show from there on.")]
_Early: TypeAlias = Annotated[
    FrameIndex,
    Field(
        ge=0,
        le=120,
        description="Index of the frame of the result at which it begins: a multiple of 8. 120 "
        "is the last one.",
    ),
]
_Start: TypeAlias = Annotated[
    FrameIndex,
    Field(
        ge=0,
        le=1440,
        description="Index of the frame of the result at which it begins: a multiple of 8, below "
        "`num_frames`. It is always sent.",
    ),
]
_Anywhere: TypeAlias = Annotated[
    FrameIndex,
    Field(
        ge=0,
        le=160,
        description="Index of the frame of the result at which it begins, below "
        "`number_of_frames`.",
    ),
]
_Strength: TypeAlias = Annotated[
    float,
    Field(ge=0, le=1, description="How closely it is held to: 1 entirely, 0 not at all."),
]
_IsLimited: TypeAlias = Annotated[
    bool, Field(description="Whether only the first `max_num_frames` frames of it are used.")
]
_MostFrames: TypeAlias = Annotated[
    FrameCount,
    Field(
        ge=1,
        le=1441,
        description="How many frames of it are used at most. It counts only with "
        "`limit_num_frames`.",
    ),
]
_IsResampled: TypeAlias = Annotated[
    bool, Field(description="Whether it is brought to `target_fps` first.")
]
_TargetRate: TypeAlias = Annotated[
    int,
    Unit("frames per second"),
    Field(
        ge=1, le=60, description="The rate it is brought to. It counts only with `resample_fps`."
    ),
]
_IsReversed: TypeAlias = Annotated[bool, Field(description="Whether it is played backwards.")]
_Kind: TypeAlias = Literal["rgb", "depth", "pose", "canny"]


class EarlyImage(Input):
    """An image at a place, for versions 0.9.5 and 0.9.7."""

    image_url: _Image
    start_frame_num: _Early


class EarlyVideo(Input):
    """A video from a place on, for versions 0.9.5 and 0.9.7."""

    video_url: _Video
    start_frame_num: _Early


class LoraImage(Input):
    """An image at a place, for version 0.9.7 with LoRA weights."""

    image_url: _Image
    start_frame_number: _Anywhere = 0
    strength: _Strength = 1


class LoraVideo(Input):
    """A video from a place on, for version 0.9.7 with LoRA weights."""

    video_url: _Video
    start_frame_number: _Anywhere = 0
    strength: _Strength = 1


def _with_start(value: Any) -> Any:
    # Schemas of 2025 required it, so that it is said even where it is the default.
    if isinstance(value, Mapping) and value.get(_START) is None:
        return {**value, _START: 0}
    return value


class ImageCondition(Input):
    """
    An image at a place of the video.

    Example:
        ```python
        image = ImageCondition(image_url="https://media.example/shore.png")
        assert "start_frame_num" in image.model_fields_set
        ```
    """

    image_url: _Image
    start_frame_num: _Start = 0
    strength: _Strength = 1

    @model_validator(mode="before")
    @classmethod
    def _say_start(cls, value: Any) -> Any:
        return _with_start(value)


class VideoCondition(Input):
    """
    A video from a place on: its pictures, or what guides them.

    Example:
        ```python
        video = VideoCondition(video_url="https://media.example/shore.mp4", start_frame_num=16)
        assert video.conditioning_type == "rgb"
        ```
    """

    video_url: _Video
    conditioning_type: _Kind = Field(
        default="rgb",
        description="What it shows: pictures (`rgb`), or depth, poses or edges that guide them.",
    )
    preprocess: bool = Field(
        default=False,
        description="Whether depth, poses or edges are found in it first. For `rgb` there is "
        "nothing to find.",
    )
    start_frame_num: _Start = 0
    strength: _Strength = 1
    limit_num_frames: _IsLimited = False
    max_num_frames: _MostFrames = 1441
    resample_fps: _IsResampled = False
    target_fps: _TargetRate = 24
    reverse_video: _IsReversed = False

    @model_validator(mode="before")
    @classmethod
    def _say_start(cls, value: Any) -> Any:
        return _with_start(value)


class ExtendedVideo(Input):
    """
    The video that an extension goes on from.

    Example:
        ```python
        video = ExtendedVideo(video_url="https://media.example/shore.mp4", preprocess=False)
        assert "preprocess" not in video.model_dump(exclude_unset=True)
        ```
    """

    video_url: _Video
    start_frame_num: _Start = 0
    strength: _Strength = 1
    limit_num_frames: _IsLimited = False
    max_num_frames: _MostFrames = 1441
    resample_fps: _IsResampled = False
    target_fps: _TargetRate = 24
    reverse_video: _IsReversed = False
    conditioning_type: _Kind = Field(
        default="rgb",
        exclude=True,
        description="Stands in the vendor's example and not in its schema: accepted, not sent.",
    )
    preprocess: bool = Field(
        default=False,
        exclude=True,
        description="Stands in the vendor's example and not in its schema: accepted, not sent.",
    )

    @model_validator(mode="before")
    @classmethod
    def _say_start(cls, value: Any) -> Any:
        return _with_start(value)
