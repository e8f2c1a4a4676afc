"""PixVerse 4."""

from __future__ import annotations

__all__ = (
    "Effects",
    "ImageToVideo",
    "ImageToVideoFast",
    "PixverseOutput",
    "TextToVideo",
    "TextToVideoFast",
    "effects",
    "image_to_video",
    "image_to_video_fast",
    "text_to_video",
    "text_to_video_fast",
)

from framehook.spi import Draft, Endpoint

from . import _inputs
from ._expect import from_image, from_text
from ._inputs import Effects, TextToVideo, TextToVideoFast
from ._prices import FAST, SEGMENTS
from ._rules import (
    EFFECTS_58_RULES,
    FAST_RULES,
    IMAGE_MOVED_FAST_RULES,
    IMAGE_MOVED_RULES,
    TEXT_58_RULES,
)
from ._schema import CameraMovement, PixverseOutput


class ImageToVideo(_inputs.ImageToVideo):
    """Input of a video that starts with an image."""

    camera_movement: CameraMovement = None


class ImageToVideoFast(_inputs.ImageToVideoFast):
    """Input of a video that starts with an image, made quicker and dearer."""

    camera_movement: CameraMovement = None


text_to_video = Endpoint(
    id="fal-ai/pixverse/v4/text-to-video",
    input=TextToVideo,
    output=PixverseOutput,
    service="fal",
    rules=TEXT_58_RULES,
    expect=from_text,
    price=SEGMENTS,
    draft=Draft(
        ignores=(
            "negative_prompt",
            "style",
        )
    ),
    examples=(
        {
            "prompt": "A paper boat drifts down a rainy street.",
            "aspect_ratio": "1:1",
            "resolution": "360p",
            "duration": "5",
            "seed": 7,
        },
    ),
    title="PixVerse V4 Text To Video",
    task="text-to-video",
    about="Makes a video of five or eight seconds from a prompt.",
)

text_to_video_fast = Endpoint(
    id="fal-ai/pixverse/v4/text-to-video/fast",
    input=TextToVideoFast,
    output=PixverseOutput,
    service="fal",
    rules=FAST_RULES,
    expect=from_text,
    price=FAST,
    draft=Draft(
        ignores=(
            "negative_prompt",
            "style",
        )
    ),
    examples=(
        {
            "prompt": "A paper boat drifts down a rainy street.",
            "aspect_ratio": "1:1",
            "resolution": "360p",
            "seed": 7,
        },
    ),
    title="PixVerse V4 Text To Video Fast",
    task="text-to-video",
    about="Makes a video of five seconds from a prompt, quickly and at twice the price.",
)

image_to_video = Endpoint(
    id="fal-ai/pixverse/v4/image-to-video",
    input=ImageToVideo,
    output=PixverseOutput,
    service="fal",
    rules=IMAGE_MOVED_RULES,
    expect=from_image,
    price=SEGMENTS,
    draft=Draft(
        image="image_url",
        ignores=(
            "negative_prompt",
            "style",
            "camera_movement",
        ),
    ),
    examples=(
        {
            "prompt": "The wind rises and the grass bends.",
            "image_url": "sample:image",
            "resolution": "360p",
            "duration": "5",
            "seed": 7,
        },
    ),
    title="PixVerse V4 Image To Video",
    task="image-to-video",
    about="Makes a video of five or eight seconds that starts with an image.",
)

image_to_video_fast = Endpoint(
    id="fal-ai/pixverse/v4/image-to-video/fast",
    input=ImageToVideoFast,
    output=PixverseOutput,
    service="fal",
    rules=IMAGE_MOVED_FAST_RULES,
    expect=from_image,
    price=FAST,
    draft=Draft(
        image="image_url",
        ignores=(
            "negative_prompt",
            "style",
            "camera_movement",
        ),
    ),
    examples=(
        {
            "prompt": "The wind rises and the grass bends.",
            "image_url": "sample:image",
            "resolution": "360p",
            "seed": 7,
        },
    ),
    title="PixVerse V4 Image To Video Fast",
    task="image-to-video",
    about="Makes a video of five seconds from an image, quickly and at twice the price.",
)

effects = Endpoint(
    id="fal-ai/pixverse/v4/effects",
    input=Effects,
    output=PixverseOutput,
    service="fal",
    rules=EFFECTS_58_RULES,
    expect=from_image,
    price=SEGMENTS,
    draft=Draft(prompt="effect", image="image_url", seed=None, ignores=("negative_prompt",)),
    examples=(
        {
            "effect": "Liquid Metal",
            "image_url": "sample:image",
            "resolution": "360p",
            "duration": "5",
        },
    ),
    title="PixVerse V4 Effects",
    task="image-to-video",
    about="Makes a video of five or eight seconds in which an effect happens to an image.",
)
