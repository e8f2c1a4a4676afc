"""Endpoints that say what a file is and what it sounds like."""

from __future__ import annotations

__all__ = ("Metadata", "Waveform", "metadata", "waveform")

from typing import Annotated

from pydantic import Field

from framehook.spi import Endpoint, Input, MediaInput, Unit

from ._prices import COMPUTED
from ._result import MetadataOutput, WaveformOutput
from ._rules import METADATA_RULES, WAVEFORM_RULES


class Metadata(Input):
    """Input of a file to look at."""

    media_url: MediaInput = Field(description="The video or sound to look at.")
    extract_frames: bool = Field(
        default=False, description="Whether the first and last frame of a video come with it."
    )


class Waveform(Input):
    """Input of a sound to draw."""

    media_url: MediaInput = Field(description="The sound, or the video with the sound.")
    points_per_second: Annotated[float, Unit("points per second")] = Field(
        default=4, ge=1, le=10, description="How many levels there are for each second."
    )
    precision: Annotated[int, Unit("decimal places")] = Field(
        default=2, ge=1, le=6, description="Decimal places of a level."
    )
    smoothing_window: Annotated[int, Unit("points")] = Field(
        default=3,
        ge=1,
        le=21,
        description="Over how many points a level is averaged: an odd number, 1 for none.",
    )


metadata = Endpoint(
    id="fal-ai/ffmpeg-api/metadata",
    input=Metadata,
    output=MetadataOutput,
    service="fal",
    rules=METADATA_RULES,
    price=COMPUTED,
    examples=({"media_url": "sample:video"}, {"media_url": "sample:video", "extract_frames": True}),
    title="FFmpeg API Metadata",
    task="json",
    about="Says what a video or sound file is: length, rate, size, codecs.",
)

waveform = Endpoint(
    id="fal-ai/ffmpeg-api/waveform",
    input=Waveform,
    output=WaveformOutput,
    service="fal",
    rules=WAVEFORM_RULES,
    price=COMPUTED,
    examples=(
        {"media_url": "sample:audio"},
        {"media_url": "sample:audio", "points_per_second": 10, "smoothing_window": 1},
    ),
    title="FFmpeg API Waveform",
    task="json",
    about="Gives the outline of a sound as numbers.",
)
