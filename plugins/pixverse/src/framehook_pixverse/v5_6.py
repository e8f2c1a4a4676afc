"""PixVerse 5.6: ten seconds and sound."""

from __future__ import annotations

__all__ = (
    "ImageToVideo",
    "PixverseOutput",
    "TextToVideo",
    "Transition",
    "image_to_video",
    "text_to_video",
    "transition",
)

from framehook.spi import Draft, Endpoint

from ._expect import from_image, from_text
from ._inputs import FromImage
from ._prices import V5_6
from ._rules import TEXT_5810_RULES, TRANSITION_5810_RULES
from ._schema import PixverseOutput, Ratio
from .v5_5 import Sounding, Transition


class TextToVideo(Sounding):
    """Input of a video made from a prompt alone."""

    aspect_ratio: Ratio = "16:9"


class ImageToVideo(Sounding, FromImage):
    """Input of a video that starts with an image."""


text_to_video = Endpoint(
    id="fal-ai/pixverse/v5.6/text-to-video",
    input=TextToVideo,
    output=PixverseOutput,
    service="fal",
    rules=TEXT_5810_RULES,
    expect=from_text,
    price=V5_6,
    draft=Draft(
        ignores=(
            "negative_prompt",
            "style",
            "generate_audio_switch",
            "thinking_type",
        )
    ),
    examples=(
        {
            "prompt": "A paper boat drifts down a rainy street.",
            "aspect_ratio": "9:16",
            "resolution": "360p",
            "duration": "5",
            "seed": 7,
        },
    ),
    title="PixVerse V5.6 Text To Video",
    task="text-to-video",
    about="Makes a video of five, eight or ten seconds from a prompt.",
)

image_to_video = Endpoint(
    id="fal-ai/pixverse/v5.6/image-to-video",
    input=ImageToVideo,
    output=PixverseOutput,
    service="fal",
    rules=TEXT_5810_RULES,
    expect=from_image,
    price=V5_6,
    draft=Draft(
        image="image_url",
        ignores=(
            "negative_prompt",
            "style",
            "generate_audio_switch",
            "thinking_type",
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
    title="PixVerse V5.6 Image To Video",
    task="image-to-video",
    about="Makes a video of five, eight or ten seconds that starts with an image.",
)

transition = Endpoint(
    id="fal-ai/pixverse/v5.6/transition",
    input=Transition,
    output=PixverseOutput,
    service="fal",
    rules=TRANSITION_5810_RULES,
    expect=from_text,
    price=V5_6,
    draft=Draft(
        image="first_image_url",
        end_image="end_image_url",
        ignores=(
            "negative_prompt",
            "style",
            "generate_audio_switch",
            "thinking_type",
        ),
    ),
    examples=(
        {
            "prompt": "The day turns into night.",
            "first_image_url": "sample:image",
            "end_image_url": "sample:image",
            "aspect_ratio": "9:16",
            "resolution": "360p",
            "duration": "5",
            "seed": 7,
        },
    ),
    title="PixVerse V5.6 Transition",
    task="image-to-video",
    about="Makes a video of five, eight or ten seconds that leads from one image to another.",
)
