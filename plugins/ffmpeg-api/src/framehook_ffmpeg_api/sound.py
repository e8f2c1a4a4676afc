"""Endpoints that make sound."""

from __future__ import annotations

__all__ = ("Loudnorm", "MergeAudios", "loudnorm", "merge_audios")

from typing import Annotated, Literal

from pydantic import Field

from framehook.spi import AudioInput, Endpoint, Input, Unit

from ._expect import joined_sounds, same_sound
from ._prices import COMPUTED
from ._result import AudioOutput, LoudnormOutput
from ._rules import LOUDNORM_RULES


class Loudnorm(Input):
    """Input of a sound to be made evenly loud."""

    audio_url: AudioInput = Field(description="The sound.")
    integrated_loudness: Annotated[float, Unit("LUFS")] = Field(
        default=-18, ge=-70, le=-5, description="How loud the result is as a whole, in LUFS."
    )
    true_peak: Annotated[float, Unit("dBTP")] = Field(
        default=-0.1, ge=-9, le=0, description="The highest peak it may have, in dBTP."
    )
    loudness_range: Annotated[float, Unit("LU")] = Field(
        default=7, ge=1, le=20, description="How much its loudness may vary, in LU."
    )
    offset: Annotated[float, Unit("dB")] = Field(
        default=0, ge=-99, le=99, description="Gain in dB, applied before peaks are limited."
    )
    linear: bool = Field(
        default=False,
        description="Whether one gain is applied throughout, instead of one that follows the "
        "sound. It needs all four measured values.",
    )
    dual_mono: bool = Field(
        default=False, description="Whether a mono sound is measured as two speakers play it."
    )
    print_summary: bool = Field(
        default=False, description="Whether the measurement comes with the result."
    )
    measured_i: Annotated[float, Unit("LUFS")] | None = Field(
        default=None, ge=-99, le=0, description="Loudness of the sound as measured, in LUFS."
    )
    measured_lra: Annotated[float, Unit("LU")] | None = Field(
        default=None, ge=0, le=99, description="Loudness range of the sound as measured, in LU."
    )
    measured_tp: Annotated[float, Unit("dBTP")] | None = Field(
        default=None, ge=-99, le=99, description="Peak of the sound as measured, in dBTP."
    )
    measured_thresh: Annotated[float, Unit("LUFS")] | None = Field(
        default=None, ge=-99, le=0, description="Gate of the sound as measured, in LUFS."
    )


class MergeAudios(Input):
    """Input of sounds to join."""

    audio_urls: list[AudioInput] = Field(
        min_length=2, max_length=5, description="The sounds in the order they are joined."
    )
    output_format: (
        Literal[
            "mp3_22050_32",
            "mp3_44100_32",
            "mp3_44100_64",
            "mp3_44100_96",
            "mp3_44100_128",
            "mp3_44100_192",
            "pcm_8000",
            "pcm_16000",
            "pcm_22050",
            "pcm_24000",
            "pcm_44100",
            "pcm_48000",
            "ulaw_8000",
            "alaw_8000",
            "opus_48000_32",
            "opus_48000_64",
            "opus_48000_96",
            "opus_48000_128",
            "opus_48000_192",
        ]
        | None
    ) = Field(
        default=None,
        description="Codec, samples per second and, where it has one, kilobits per second of "
        "the result. Left out, the service chooses.",
    )


loudnorm = Endpoint(
    id="fal-ai/ffmpeg-api/loudnorm",
    input=Loudnorm,
    output=LoudnormOutput,
    service="fal",
    rules=LOUDNORM_RULES,
    expect=same_sound,
    price=COMPUTED,
    examples=(
        {"audio_url": "sample:audio"},
        {"audio_url": "sample:audio", "integrated_loudness": -23, "print_summary": True},
    ),
    title="Ffmpeg Api",
    task="json",
    about="Makes a sound evenly loud by EBU R128.",
)

merge_audios = Endpoint(
    id="fal-ai/ffmpeg-api/merge-audios",
    input=MergeAudios,
    output=AudioOutput,
    service="fal",
    expect=joined_sounds,
    price=COMPUTED,
    examples=(
        {"audio_urls": ["sample:audio", "sample:audio"]},
        {"audio_urls": ["sample:audio", "sample:audio"], "output_format": "pcm_16000"},
    ),
    title="FFmpeg API [Merge Audios]",
    task="audio-to-audio",
    about="Joins two to five sounds into one.",
)
