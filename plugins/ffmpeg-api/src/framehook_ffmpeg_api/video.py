"""Endpoints that make videos, or take frames out of them."""

from __future__ import annotations

__all__ = (
    "Compose",
    "ExtractFrame",
    "ImageFrame",
    "ImageSize",
    "ImagesToVideo",
    "Keyframe",
    "MergeAudioVideo",
    "MergeVideos",
    "Track",
    "compose",
    "extract_frame",
    "images_to_video",
    "merge_audio_video",
    "merge_videos",
)

from typing import Annotated, Literal

from pydantic import Field

from framehook.spi import (
    AsTier,
    AudioInput,
    Endpoint,
    Fps,
    FrameCount,
    ImageInput,
    Input,
    MediaInput,
    Pixels,
    Seconds,
    Unit,
    VideoInput,
)

from ._expect import (
    combined,
    combined_span,
    composed,
    composed_span,
    held,
    joined_videos,
    source_span,
)
from ._prices import COMPUTED, by_media
from ._result import ComposeOutput, FrameOutput, MergedVideoOutput, VideoOutput
from ._rules import COMPOSE_RULES, MERGE_AUDIO_VIDEO_RULES, MERGE_VIDEOS_RULES


class Keyframe(Input):
    """One stretch of a track in which one file plays."""

    timestamp: Annotated[float, Unit("milliseconds")] = Field(
        description="When the stretch starts, in milliseconds from the start of the result."
    )
    duration: Annotated[float, Unit("milliseconds")] = Field(
        description="How long the stretch is, in milliseconds."
    )
    url: MediaInput = Field(description="The file that plays: a video, a sound or an image.")


class Track(Input):
    """Stretches that follow each other, all pictures or all sound."""

    id: str = Field(description="A name for the track, different from those of the others.")
    type: Literal["video", "audio", "image"] = Field(description="What the track holds.")
    keyframes: list[Keyframe] = Field(description="The stretches of the track.")


class Compose(Input):
    """Input of a composition."""

    tracks: list[Track] = Field(description="The tracks; they all play at the same time.")


class ExtractFrame(Input):
    """Input of a frame to take out."""

    video_url: VideoInput = Field(description="The video to take a frame from.")
    frame_type: Literal["first", "middle", "last"] = Field(
        default="first", description="Which frame to take."
    )


class ImageFrame(Input):
    """An image and how long it stays."""

    url: ImageInput = Field(description="The image.")
    frames: FrameCount = Field(ge=1, le=1000, description="For how many frames it stays.")


class ImagesToVideo(Input):
    """Input of a video made of images."""

    images: list[ImageFrame] = Field(
        min_length=1, max_length=200, description="The images in the order they are shown."
    )
    fps: Fps = Field(default=24, ge=1, le=120, description="Frames per second of the video.")


class MergeAudioVideo(Input):
    """Input of a video that gets other sound."""

    video_url: VideoInput = Field(description="The video whose pictures are used.")
    audio_url: AudioInput = Field(description="The sound to put under it.")
    start_offset: Seconds = Field(
        default=0, ge=0, description="When the sound starts, in seconds after the video."
    )


class ImageSize(Input):
    """A size in pixels."""

    width: Pixels = Field(default=512, gt=0, le=14142, description="Width in pixels.")
    height: Pixels = Field(default=512, gt=0, le=14142, description="Height in pixels.")


class MergeVideos(Input):
    """Input of videos to join."""

    video_urls: list[VideoInput] = Field(
        min_length=2, description="The videos in the order they are joined."
    )
    target_fps: Fps | None = Field(
        default=None,
        ge=1,
        le=60,
        description="Frames per second of the result; the lowest rate of all, if left out.",
    )
    resolution: Annotated[
        Literal[
            "square_hd",
            "square",
            "portrait_4_3",
            "portrait_16_9",
            "landscape_4_3",
            "landscape_16_9",
        ]
        | ImageSize
        | None,
        AsTier(),
    ] = Field(
        default=None,
        description="Size of the result, by name or with sides of 512 to 2048 pixels; the "
        "smallest size of all, if left out.",
    )
    resolution_aspect_ratio_video_index: Annotated[int, Unit("index")] | None = Field(
        default=None,
        ge=0,
        description="Which of the videos, counted from 0, gives the shape of the result. It "
        "counts only where `resolution` is left out.",
    )


compose = Endpoint(
    id="fal-ai/ffmpeg-api/compose",
    input=Compose,
    output=ComposeOutput,
    service="fal",
    rules=COMPOSE_RULES,
    expect=composed,
    price=by_media(composed_span),
    examples=(
        {
            "tracks": [
                {
                    "id": "pictures",
                    "type": "video",
                    "keyframes": [{"timestamp": 0, "duration": 1000, "url": "sample:video"}],
                },
                {
                    "id": "sound",
                    "type": "audio",
                    "keyframes": [{"timestamp": 250, "duration": 500, "url": "sample:audio"}],
                },
            ]
        },
    ),
    title="FFmpeg API Compose",
    task="video-to-video",
    about="Lays videos, images and sounds on a time line and renders it.",
)

extract_frame = Endpoint(
    id="fal-ai/ffmpeg-api/extract-frame",
    input=ExtractFrame,
    output=FrameOutput,
    service="fal",
    price=by_media(source_span),
    examples=({"video_url": "sample:video"}, {"video_url": "sample:video", "frame_type": "last"}),
    title="Ffmpeg Api (extract frame)",
    task="image-to-image",
    about="Takes the first, the middle or the last frame out of a video.",
)

images_to_video = Endpoint(
    id="fal-ai/ffmpeg-api/images-to-video",
    input=ImagesToVideo,
    output=VideoOutput,
    service="fal",
    expect=held,
    price=COMPUTED,
    examples=({"images": [{"url": "sample:image", "frames": 12}], "fps": 12},),
    title="Ffmpeg Api Images to Video",
    task="image-to-video",
    about="Shows images one after another, each for a number of frames.",
)

merge_audio_video = Endpoint(
    id="fal-ai/ffmpeg-api/merge-audio-video",
    input=MergeAudioVideo,
    output=VideoOutput,
    service="fal",
    rules=MERGE_AUDIO_VIDEO_RULES,
    expect=combined,
    price=by_media(combined_span),
    examples=(
        {"video_url": "sample:video", "audio_url": "sample:audio"},
        {"video_url": "sample:video", "audio_url": "sample:audio", "start_offset": 0.5},
    ),
    title="Ffmpeg Api Merge Audio-Video",
    task="video-to-video",
    about="Puts a sound under a video, from any moment on.",
)

merge_videos = Endpoint(
    id="fal-ai/ffmpeg-api/merge-videos",
    input=MergeVideos,
    output=MergedVideoOutput,
    service="fal",
    rules=MERGE_VIDEOS_RULES,
    expect=joined_videos,
    price=COMPUTED,
    examples=(
        {"video_urls": ["sample:video", "sample:video"]},
        {
            "video_urls": ["sample:video", "sample:video"],
            "target_fps": 12,
            "resolution": {"width": 640, "height": 512},
        },
    ),
    title="Ffmpeg Api",
    task="video-to-video",
    about="Joins videos into one, at one size and one rate.",
)
