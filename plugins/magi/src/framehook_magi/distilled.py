"""MAGI-1 distilled: the same model made quicker and cheaper."""

from __future__ import annotations

__all__ = (
    "ExtendVideo",
    "ImageToVideo",
    "MagiOutput",
    "TextToVideo",
    "extend_video",
    "image_to_video",
    "text_to_video",
)

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from framehook.spi import AsInteger, Draft, Endpoint, Unit

from ._expect import extension, from_image, from_text
from ._prices import DISTILLED
from ._rules import EXTEND_RULES, IMAGE_RULES, TEXT_RULES
from ._schema import FirstFrame, Generated, MagiOutput, SourceVideo, StartFrame

_NO_EFFECT = ("num_inference_steps", "enable_safety_checker")

InferenceSteps: TypeAlias = Annotated[
    Literal[4, 8, 16, 32],
    AsInteger(),
    Unit("steps"),
    Field(
        description="More steps look better and take longer. Above 16 the price grows with them."
    ),
]


class TextToVideo(Generated):
    """Input of a video made from a prompt alone."""

    num_inference_steps: InferenceSteps = 16


class ImageToVideo(TextToVideo):
    """Input of a video that starts with an image."""

    image_url: FirstFrame


class ExtendVideo(TextToVideo):
    """Input of a video that goes on from another."""

    video_url: SourceVideo
    start_frame: StartFrame = None


text_to_video = Endpoint(
    id="fal-ai/magi-distilled",
    input=TextToVideo,
    output=MagiOutput,
    service="fal",
    rules=TEXT_RULES,
    expect=from_text,
    price=DISTILLED,
    draft=Draft(ignores=_NO_EFFECT),
    examples=(
        {"prompt": "A paper boat drifts down a rainy street.", "aspect_ratio": "16:9"},
        {"prompt": "Fog lifts off a lake.", "num_frames": 120, "resolution": "480p", "seed": 7},
    ),
    title="MAGI-1 (Distilled)",
    task="text-to-video",
    about="Makes a video of four to eight seconds from a prompt.",
)

image_to_video = Endpoint(
    id="fal-ai/magi-distilled/image-to-video",
    input=ImageToVideo,
    output=MagiOutput,
    service="fal",
    rules=IMAGE_RULES,
    expect=from_image,
    price=DISTILLED,
    draft=Draft(image="image_url", ignores=_NO_EFFECT),
    examples=(
        {"prompt": "The camera moves closer.", "image_url": "sample:image"},
        {
            "prompt": "The wind rises.",
            "image_url": "sample:image",
            "aspect_ratio": "1:1",
            "num_inference_steps": 8,
        },
    ),
    title="MAGI-1 (Distilled)",
    task="image-to-video",
    about="Makes a video of four to eight seconds that starts with an image.",
)

extend_video = Endpoint(
    id="fal-ai/magi-distilled/extend-video",
    input=ExtendVideo,
    output=MagiOutput,
    service="fal",
    rules=EXTEND_RULES,
    expect=extension,
    price=DISTILLED,
    draft=Draft(source="video_url", keep_before="start_frame", ignores=_NO_EFFECT),
    examples=(
        {"prompt": "The tide comes in.", "video_url": "sample:video"},
        {
            "prompt": "",
            "video_url": "sample:video",
            "num_frames": 120,
            "start_frame": 16,
            "resolution": "480p",
            "aspect_ratio": "1:1",
            "seed": 7,
        },
    ),
    title="MAGI-1 (Distilled)",
    task="video-to-video",
    about="Makes a video go on for four to eight seconds, from any frame of it.",
)
