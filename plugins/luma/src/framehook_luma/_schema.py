"""The fields that the endpoints share, and what all of them return."""

from __future__ import annotations

__all__ = (
    "AspectRatio",
    "Duration",
    "EditedFrame",
    "FirstFrame",
    "FreePrompt",
    "GuideFrame",
    "Instruction",
    "LastFrame",
    "Left",
    "Loop",
    "Lower",
    "LumaOutput",
    "Mode",
    "PlaceX",
    "PlaceY",
    "Prompt",
    "ReframePrompt",
    "Resolution",
    "Right",
    "SourceVideo",
    "TargetRatio",
    "Upper",
)

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from framehook.spi import (
    AsDuration,
    AsRatio,
    AsTier,
    File,
    ImageInput,
    Output,
    Pixels,
    VideoInput,
)

FreePrompt: TypeAlias = Annotated[str, Field(description="What the video should show.")]
Prompt: TypeAlias = Annotated[
    str,
    Field(
        min_length=3,
        max_length=5000,
        description="What the video should show, in 3 to 5000 characters.",
    ),
]
Instruction: TypeAlias = Annotated[
    str | None,
    Field(
        min_length=3,
        max_length=5000,
        description="What to change, in 3 to 5000 characters. Without it, `image_url` should show "
        "what is wanted.",
    ),
]
ReframePrompt: TypeAlias = Annotated[
    str | None,
    Field(
        min_length=1,
        max_length=5000,
        description="What the new parts around the source should show, in up to 5000 characters.",
    ),
]
SourceVideo: TypeAlias = Annotated[
    VideoInput,
    Field(description="The video to work on. Its seconds are what is billed."),
]
FirstFrame: TypeAlias = Annotated[
    ImageInput | None,
    Field(
        description="The image that the video starts with. Goes together with `end_image_url`; "
        "one of the two is needed."
    ),
]
LastFrame: TypeAlias = Annotated[
    ImageInput | None,
    Field(description="The image that the video arrives at in its last frame."),
]
EditedFrame: TypeAlias = Annotated[
    ImageInput | None,
    Field(
        description="The first frame of `video_url` as it should look: the rest is changed alike."
    ),
]
GuideFrame: TypeAlias = Annotated[
    ImageInput | None,
    Field(description="The first frame as it should look in its new shape, to guide the rest."),
]
AspectRatio: TypeAlias = Annotated[
    Literal["16:9", "9:16", "4:3", "3:4", "21:9", "9:21"],
    AsRatio(),
    Field(description="Width to height of the video."),
]
TargetRatio: TypeAlias = Annotated[
    Literal["1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21"],
    AsRatio(),
    Field(description="Width to height of the new frame around the source. It must be given."),
]
Loop: TypeAlias = Annotated[
    bool,
    Field(description="Whether the end goes over into the beginning, to be played in a loop."),
]
Resolution: TypeAlias = Annotated[
    Literal["540p", "720p", "1080p"],
    AsTier(),
    Field(
        description="Length of the shorter side in pixels. 720p costs twice as much as 540p, "
        "1080p four times."
    ),
]
Duration: TypeAlias = Annotated[
    Literal["5s", "9s"],
    AsDuration("suffixed"),
    Field(
        description="Length of the video in seconds; `5` and `9` are understood too. Nine "
        "seconds cost twice as much as five."
    ),
]
Mode: TypeAlias = Annotated[
    Literal[
        "adhere_1",
        "adhere_2",
        "adhere_3",
        "flex_1",
        "flex_2",
        "flex_3",
        "reimagine_1",
        "reimagine_2",
        "reimagine_3",
    ],
    Field(
        description="How far the result may depart from the source: least with `adhere_1`, most "
        "with `reimagine_3`."
    ),
]
PlaceX: TypeAlias = Annotated[
    Pixels | None,
    Field(description="Pixels from the left edge of the new frame to that of the source."),
]
PlaceY: TypeAlias = Annotated[
    Pixels | None,
    Field(description="Pixels from the upper edge of the new frame to that of the source."),
]
Left: TypeAlias = Annotated[
    Pixels | None,
    Field(
        description="Left edge of the source in the new frame, in pixels. The source is scaled to "
        "reach from here to `x_end`."
    ),
]
Right: TypeAlias = Annotated[
    Pixels | None,
    Field(description="Right edge of the source in the new frame, in pixels."),
]
Upper: TypeAlias = Annotated[
    Pixels | None,
    Field(
        description="Upper edge of the source in the new frame, in pixels. The source is scaled "
        "to reach from here to `y_end`."
    ),
]
Lower: TypeAlias = Annotated[
    Pixels | None,
    Field(description="Lower edge of the source in the new frame, in pixels."),
]


class LumaOutput(Output):
    """
    What every endpoint of the family returns.

    Example:
        ```python
        output = LumaOutput.model_validate({"video": {"url": "https://cdn.example/a.mp4"}})
        assert output.files()[0][0] == "/video"
        ```
    """

    video: File = Field(description="The video.")
