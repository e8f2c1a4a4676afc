"""What the endpoints return. Of each result only the part that was paid for is required."""

from __future__ import annotations

__all__ = (
    "AudioMedia",
    "AudioOutput",
    "AudioTrack",
    "ComposeOutput",
    "FrameOutput",
    "Image",
    "LoudnormOutput",
    "LoudnormSummary",
    "MergedVideoOutput",
    "MetadataOutput",
    "Size",
    "VideoFormat",
    "VideoMedia",
    "VideoOutput",
    "WaveformOutput",
)

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from framehook.spi import File, IsFile, Output, Unit


class VideoOutput(Output):
    """A video."""

    video: File = Field(description="The video.")


class MergedVideoOutput(Output):
    """A video, and what the service says about the inputs and the result."""

    video: File = Field(description="The video.")
    metadata: dict[str, Any] | None = Field(
        default=None, description="Whatever the service says about inputs and result."
    )


class ComposeOutput(Output):
    """A video and a picture of it, both as plain URLs."""

    primary: ClassVar[str] = "video_url"

    video_url: Annotated[str, IsFile()] = Field(description="Where the video is.")
    thumbnail_url: Annotated[str | None, IsFile()] = Field(
        default=None, description="Where a picture of the video is."
    )


class Image(File):
    """An image file and its size."""

    width: int | None = Field(default=None, description="Width in pixels.")
    height: int | None = Field(default=None, description="Height in pixels.")


class FrameOutput(Output):
    """The frames that were taken out."""

    primary: ClassVar[str] = "images"

    images: list[Image] = Field(description="The frames as image files.")


class AudioOutput(Output):
    """A sound file."""

    primary: ClassVar[str] = "audio"

    audio: File = Field(description="The sound.")


class LoudnormSummary(Output):
    """How loud the sound was and became."""

    input_integrated: float | None = Field(default=None, description="Loudness before, in LUFS.")
    input_true_peak: float | None = Field(default=None, description="Peak before, in dBTP.")
    input_lra: float | None = Field(default=None, description="Range before, in LU.")
    input_threshold: float | None = Field(default=None, description="Gate before, in LUFS.")
    output_integrated: float | None = Field(default=None, description="Loudness after, in LUFS.")
    output_true_peak: float | None = Field(default=None, description="Peak after, in dBTP.")
    output_lra: float | None = Field(default=None, description="Range after, in LU.")
    output_threshold: float | None = Field(default=None, description="Gate after, in LUFS.")
    normalization_type: str | None = Field(
        default=None, description="`dynamic` where the gain follows the sound, or `linear`."
    )
    target_offset: float | None = Field(default=None, description="Gain still to apply, in LU.")


class LoudnormOutput(Output):
    """A sound file of even loudness."""

    primary: ClassVar[str] = "audio"

    audio: File = Field(description="The sound.")
    summary: LoudnormSummary | None = Field(
        default=None, description="The measurement, if `print_summary` asked for it."
    )


class AudioTrack(Output):
    """The sound in a video."""

    codec: str | None = Field(default=None, description="Codec, `aac` for instance.")
    channels: int | None = Field(default=None, description="Number of channels.")
    sample_rate: int | None = Field(default=None, description="Samples per second.")
    bitrate: int | None = Field(default=None, description="Bits per second.")


class Size(Output):
    """The size of a picture."""

    aspect_ratio: str | None = Field(default=None, description="Shape, `16:9` for instance.")
    width: int | None = Field(default=None, description="Width in pixels.")
    height: int | None = Field(default=None, description="Height in pixels.")


class VideoFormat(Output):
    """How the pictures of a video are stored."""

    container: str | None = Field(default=None, description="Kind of file.")
    video_codec: str | None = Field(default=None, description="Codec, `h264` for instance.")
    profile: str | None = Field(default=None, description="Profile of the codec.")
    level: float | None = Field(default=None, description="Level of the codec, 4.1 for instance.")
    pixel_format: str | None = Field(default=None, description="`yuv420p` for instance.")
    bitrate: int | None = Field(default=None, description="Bits per second of the pictures.")


class AudioMedia(Output):
    """What is known of a sound file."""

    media_type: Literal["audio"] | None = Field(default=None, description="Always `audio`.")
    url: str | None = Field(default=None, description="Where the file is.")
    content_type: str | None = Field(default=None, description="Media type.")
    file_name: str | None = Field(default=None, description="Name of the file.")
    file_size: int | None = Field(default=None, description="Size in bytes.")
    duration: float | None = Field(default=None, description="Length in seconds.")
    bitrate: int | None = Field(default=None, description="Bits per second.")
    codec: str | None = Field(default=None, description="Codec, `mp3` for instance.")
    container: str | None = Field(default=None, description="Kind of file, `wav` for instance.")
    channels: int | None = Field(default=None, description="Number of channels.")
    sample_rate: int | None = Field(default=None, description="Samples per second.")


class VideoMedia(Output):
    """What is known of a video file."""

    media_type: Literal["video"] | None = Field(default=None, description="Always `video`.")
    url: str | None = Field(default=None, description="Where the file is.")
    content_type: str | None = Field(default=None, description="Media type.")
    file_name: str | None = Field(default=None, description="Name of the file.")
    file_size: int | None = Field(default=None, description="Size in bytes.")
    duration: float | None = Field(default=None, description="Length in seconds.")
    bitrate: int | None = Field(default=None, description="Bits per second.")
    codec: str | None = Field(default=None, description="Codec, `h264` for instance.")
    container: str | None = Field(default=None, description="Kind of file, `mp4` for instance.")
    fps: float | None = Field(default=None, description="Frames per second.")
    frame_count: int | None = Field(default=None, description="Number of frames.")
    timebase: str | None = Field(default=None, description="Unit of its time stamps.")
    resolution: Size | None = Field(default=None, description="Size of the picture.")
    format: VideoFormat | None = Field(default=None, description="How pictures are stored.")
    audio: AudioTrack | None = Field(default=None, description="The sound, where there is any.")
    start_frame_url: Annotated[str | None, IsFile()] = Field(
        default=None, description="Where the first frame is, if it was asked for."
    )
    end_frame_url: Annotated[str | None, IsFile()] = Field(
        default=None, description="Where the last frame is, if it was asked for."
    )


def _media_type(value: Any) -> str:
    # A reply without the tag is told apart by what only a video has.
    if isinstance(value, Mapping):
        tag = value.get("media_type")
        only_video = "resolution" in value or "frame_count" in value
        return str(tag) if tag in {"audio", "video"} else "video" if only_video else "audio"
    return "video" if isinstance(value, VideoMedia) else "audio"


class MetadataOutput(Output):
    """What a media file is, told apart by `media_type`."""

    primary: ClassVar[str] = "media"

    media: Annotated[
        Annotated[VideoMedia, Tag("video")] | Annotated[AudioMedia, Tag("audio")],
        Discriminator(_media_type),
    ] = Field(description="The file: a video or a sound.")


class WaveformOutput(Output):
    """The outline of a sound."""

    primary: ClassVar[str] = "waveform"

    waveform: list[float] = Field(description="Levels from -1 to 1, one for each point.")
    duration: Annotated[float | None, Unit("seconds")] = Field(
        default=None, description="Length of the sound in seconds."
    )
    points: int | None = Field(default=None, description="Number of points.")
    precision: int | None = Field(default=None, description="Decimal places of a level.")
