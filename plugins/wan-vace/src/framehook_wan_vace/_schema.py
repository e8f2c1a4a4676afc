"""The fields that say what is shown: words, media, frames, size and place."""

from __future__ import annotations

__all__ = (
    "NEGATIVE",
    "NEGATIVE_LEGACY",
    "AspectRatio",
    "AutoDownsample",
    "Downsample",
    "ExpandBottom",
    "ExpandLeft",
    "ExpandRatio",
    "ExpandRight",
    "ExpandTop",
    "FirstFrame",
    "FrameRate",
    "Frames",
    "Inserted",
    "LastFrame",
    "LeastRate",
    "MaskImage",
    "MaskVideo",
    "MatchFrames",
    "MatchRate",
    "NegativePrompt",
    "OptionalVideo",
    "Prompt",
    "References",
    "ReframePrompt",
    "Resolution",
    "SourceVideo",
    "TrimBorders",
    "Zoom",
)

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from framehook.spi import (
    AsRatio,
    AsTier,
    Fps,
    FrameCount,
    ImageInput,
    Unit,
    VideoInput,
)

NEGATIVE_LEGACY = (
    "bright colors, overexposed, static, blurred details, subtitles, style, artwork, painting, "
    "picture, still, overall gray, worst quality, low quality, JPEG compression residue, ugly, "
    "incomplete, extra fingers, poorly drawn hands, poorly drawn faces, deformed, disfigured, "
    "malformed limbs, fused fingers, still picture, cluttered background, three legs, many people "
    "in the background, walking backwards"
)
NEGATIVE = f"letterboxing, borders, black bars, {NEGATIVE_LEGACY}"

Prompt: TypeAlias = Annotated[str, Field(description="What the video should show.")]
ReframePrompt: TypeAlias = Annotated[
    str, Field(description="What the new parts should show. It may be left out.")
]
NegativePrompt: TypeAlias = Annotated[
    str, Field(description="What should not be seen. The server has a long list of its own.")
]
MatchFrames: TypeAlias = Annotated[
    bool,
    Field(
        description="Whether the result has as many frames as `video_url`. `num_frames` has no "
        "effect then, and the frames of the source decide the price."
    ),
]
Frames: TypeAlias = Annotated[
    FrameCount,
    Field(
        ge=17,
        le=241,
        description="How many frames to generate. The vendor's text says 81 to 241, its schema "
        "17 to 241. Every 16 of them are one second of the price.",
    ),
]
MatchRate: TypeAlias = Annotated[
    bool,
    Field(
        description="Whether the result has the frame rate of `video_url`. `frames_per_second` "
        "has no effect then."
    ),
]
FrameRate: TypeAlias = Annotated[
    int,
    Unit("frames per second"),
    Field(ge=5, le=30, description="Frames per second of the result."),
]
Resolution: TypeAlias = Annotated[
    Literal["auto", "240p", "360p", "480p", "580p", "720p"],
    AsTier(),
    Field(
        description="Length of the shorter side in pixels; `auto` follows the source. 580p costs "
        "three quarters of 720p, 480p half."
    ),
]
AspectRatio: TypeAlias = Annotated[
    Literal["auto", "16:9", "1:1", "9:16"],
    AsRatio(),
    Field(description="Width to height of the result; `auto` follows the source."),
]
SourceVideo: TypeAlias = Annotated[VideoInput, Field(description="The video to work on.")]
OptionalVideo: TypeAlias = Annotated[
    VideoInput | None,
    Field(
        description="The video to work on. Every task is described as needing one; it may be left "
        "out only where reference images or a first or last frame are given."
    ),
]
MaskVideo: TypeAlias = Annotated[
    VideoInput | None,
    Field(
        description="A video that is white where `video_url` is to be painted anew, with as many "
        "frames and of the same size. Give it or `mask_image_url`, not both."
    ),
]
MaskImage: TypeAlias = Annotated[
    ImageInput | None,
    Field(
        description="An image that is white where the first frame is to be painted anew; the mark "
        "is followed through `video_url`. Give it or `mask_video_url`, not both."
    ),
]
References: TypeAlias = Annotated[
    list[ImageInput] | None,
    Field(description="Images of who or what should be seen, or of the style."),
]
FirstFrame: TypeAlias = Annotated[
    ImageInput | None, Field(description="The image that the result starts with.")
]
LastFrame: TypeAlias = Annotated[
    ImageInput | None, Field(description="The image that the result ends with.")
]
Inserted: TypeAlias = Annotated[
    FrameCount,
    Field(
        ge=0,
        le=5,
        description="How many frames to insert between any two generated ones, afterwards.",
    ),
]
Downsample: TypeAlias = Annotated[
    FrameCount,
    Field(
        ge=0,
        le=5,
        description="How many frames of the source to leave out after each one that is used. As "
        "many are inserted again afterwards.",
    ),
]
AutoDownsample: TypeAlias = Annotated[
    bool,
    Field(
        description="Whether the server leaves out frames of a long source by itself, and inserts "
        "as many again afterwards."
    ),
]
LeastRate: TypeAlias = Annotated[
    Fps,
    Field(
        ge=1,
        le=60,
        description="The rate below which `enable_auto_downsample` does not go.",
    ),
]
ExpandLeft: TypeAlias = Annotated[bool, Field(description="Whether the picture grows to the left.")]
ExpandRight: TypeAlias = Annotated[
    bool, Field(description="Whether the picture grows to the right.")
]
ExpandTop: TypeAlias = Annotated[bool, Field(description="Whether the picture grows upwards.")]
ExpandBottom: TypeAlias = Annotated[bool, Field(description="Whether the picture grows downwards.")]
ExpandRatio: TypeAlias = Annotated[
    float,
    Unit("share of the side"),
    Field(
        ge=0,
        le=1,
        description="What is added on each chosen side, as a share of the source's width or "
        "height: 0.25 adds a quarter.",
    ),
]
Zoom: TypeAlias = Annotated[
    float,
    Unit("share of the side"),
    Field(
        ge=0,
        le=0.9,
        description="How far to go into the source before it is reframed. Its edges are cut off; "
        "0 keeps all of it.",
    ),
]
TrimBorders: TypeAlias = Annotated[
    bool, Field(description="Whether black borders of the source are cut off first.")
]
