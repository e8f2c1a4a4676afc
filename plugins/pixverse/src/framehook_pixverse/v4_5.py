"""PixVerse 4.5."""

from __future__ import annotations

__all__ = (
    "Effects",
    "ImageToVideo",
    "ImageToVideoFast",
    "PixverseOutput",
    "TextToVideo",
    "TextToVideoFast",
    "Transition",
    "effects",
    "image_to_video",
    "image_to_video_fast",
    "text_to_video",
    "text_to_video_fast",
    "transition",
)

from framehook.spi import Draft, Endpoint

from ._expect import from_image, from_text
from ._inputs import Effects, TextToVideo, TextToVideoFast, Transition
from ._prices import FAST, SEGMENTS
from ._rules import (
    EFFECTS_58_RULES,
    FAST_RULES,
    IMAGE_MOVED_FAST_RULES,
    IMAGE_MOVED_RULES,
    TEXT_58_RULES,
    TRANSITION_58_RULES,
)
from ._schema import PixverseOutput
from .v4 import ImageToVideo, ImageToVideoFast

text_to_video = Endpoint(
    id="fal-ai/pixverse/v4.5/text-to-video",
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
            "aspect_ratio": "4:3",
            "resolution": "360p",
            "duration": "5",
            "seed": 7,
        },
    ),
    title="PixVerse V4.5 Text To Video",
    task="text-to-video",
    about="Makes a video of five or eight seconds from a prompt.",
)

text_to_video_fast = Endpoint(
    id="fal-ai/pixverse/v4.5/text-to-video/fast",
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
            "aspect_ratio": "4:3",
            "resolution": "360p",
            "seed": 7,
        },
    ),
    title="PixVerse V4.5 Text To Video Fast",
    task="text-to-video",
    about="Makes a video of five seconds from a prompt, quickly and at twice the price.",
)

image_to_video = Endpoint(
    id="fal-ai/pixverse/v4.5/image-to-video",
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
    title="PixVerse V4.5 Image To Video",
    task="image-to-video",
    about="Makes a video of five or eight seconds that starts with an image.",
)

image_to_video_fast = Endpoint(
    id="fal-ai/pixverse/v4.5/image-to-video/fast",
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
    title="PixVerse V4.5 Image To Video Fast",
    task="image-to-video",
    about="Makes a video of five seconds from an image, quickly and at twice the price.",
)

transition = Endpoint(
    id="fal-ai/pixverse/v4.5/transition",
    input=Transition,
    output=PixverseOutput,
    service="fal",
    rules=TRANSITION_58_RULES,
    expect=from_text,
    price=SEGMENTS,
    draft=Draft(
        image="first_image_url",
        end_image="end_image_url",
        ignores=(
            "negative_prompt",
            "style",
        ),
    ),
    examples=(
        {
            "prompt": "The day turns into night.",
            "first_image_url": "sample:image",
            "end_image_url": "sample:image",
            "aspect_ratio": "4:3",
            "resolution": "360p",
            "duration": "5",
            "seed": 7,
        },
    ),
    title="PixVerse V4.5 Transition",
    task="image-to-video",
    about="Makes a video of five or eight seconds that leads from one image to another.",
)

effects = Endpoint(
    id="fal-ai/pixverse/v4.5/effects",
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
    title="PixVerse V4.5 Effects",
    task="image-to-video",
    about="Makes a video of five or eight seconds in which an effect happens to an image.",
)
