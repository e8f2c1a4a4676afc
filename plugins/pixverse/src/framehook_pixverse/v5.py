"""PixVerse 5."""

from __future__ import annotations

__all__ = (
    "Effects",
    "ImageToVideo",
    "PixverseOutput",
    "TextToVideo",
    "Transition",
    "effects",
    "image_to_video",
    "text_to_video",
    "transition",
)

from framehook.spi import Draft, Endpoint

from ._expect import from_image, from_text
from ._inputs import Effects, ImageToVideo, TextToVideo, Transition
from ._prices import SEGMENTS
from ._rules import EFFECTS_58_RULES, IMAGE_58_RULES, TEXT_58_RULES, TRANSITION_58_RULES
from ._schema import PixverseOutput

text_to_video = Endpoint(
    id="fal-ai/pixverse/v5/text-to-video",
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
            "aspect_ratio": "16:9",
            "resolution": "360p",
            "duration": "5",
            "seed": 7,
        },
    ),
    title="PixVerse V5 Text To Video",
    task="text-to-video",
    about="Makes a video of five or eight seconds from a prompt.",
)

image_to_video = Endpoint(
    id="fal-ai/pixverse/v5/image-to-video",
    input=ImageToVideo,
    output=PixverseOutput,
    service="fal",
    rules=IMAGE_58_RULES,
    expect=from_image,
    price=SEGMENTS,
    draft=Draft(
        image="image_url",
        ignores=(
            "negative_prompt",
            "style",
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
    title="PixVerse V5 Image To Video",
    task="image-to-video",
    about="Makes a video of five or eight seconds that starts with an image.",
)

transition = Endpoint(
    id="fal-ai/pixverse/v5/transition",
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
            "aspect_ratio": "16:9",
            "resolution": "360p",
            "duration": "5",
            "seed": 7,
        },
    ),
    title="PixVerse V5 Transition",
    task="image-to-video",
    about="Makes a video of five or eight seconds that leads from one image to another.",
)

effects = Endpoint(
    id="fal-ai/pixverse/v5/effects",
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
    title="PixVerse V5 Effects",
    task="image-to-video",
    about="Makes a video of five or eight seconds in which an effect happens to an image.",
)
