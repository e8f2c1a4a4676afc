"""PixVerse 5.5: ten seconds, sound, and several shots."""

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

from framehook.spi import Draft, Endpoint, Input

from ._expect import from_image, from_text
from ._inputs import BetweenImages, FromImage, Styled
from ._prices import V5_5, V5_5_TRANSITION
from ._rules import EFFECTS_5810_RULES, IMAGE_5810_RULES, TEXT_5810_RULES, TRANSITION_5810_RULES
from ._schema import (
    Effect,
    FirstFrame,
    FormerRatio,
    MakeSound,
    MultiClip,
    NegativePrompt,
    PixverseOutput,
    Ratio,
    Resolution,
    Seconds5810,
    ThinkingType,
)


class Sounding(Styled):
    """What all of this version take that may have sound."""

    resolution: Resolution = "720p"
    duration: Seconds5810 = "5"
    generate_audio_switch: MakeSound = False
    thinking_type: ThinkingType = None


class TextToVideo(Sounding):
    """Input of a video made from a prompt alone."""

    aspect_ratio: Ratio = "16:9"
    generate_multi_clip_switch: MultiClip = False


class ImageToVideo(Sounding, FromImage):
    """Input of a video that starts with an image."""

    aspect_ratio: FormerRatio = "16:9"
    generate_multi_clip_switch: MultiClip = False


class Transition(Sounding, BetweenImages):
    """Input of a video that leads from one image to another."""

    aspect_ratio: Ratio = "16:9"


class Effects(Input):
    """Input of a video in which something well known happens to an image."""

    effect: Effect
    image_url: FirstFrame
    resolution: Resolution = "720p"
    duration: Seconds5810 = "5"
    negative_prompt: NegativePrompt = ""
    thinking_type: ThinkingType = None


text_to_video = Endpoint(
    id="fal-ai/pixverse/v5.5/text-to-video",
    input=TextToVideo,
    output=PixverseOutput,
    service="fal",
    rules=TEXT_5810_RULES,
    expect=from_text,
    price=V5_5,
    draft=Draft(
        ignores=(
            "negative_prompt",
            "style",
            "generate_audio_switch",
            "generate_multi_clip_switch",
            "thinking_type",
        )
    ),
    examples=(
        {
            "prompt": "A paper boat drifts down a rainy street.",
            "aspect_ratio": "3:4",
            "resolution": "360p",
            "duration": "5",
            "seed": 7,
        },
    ),
    title="PixVerse V5.5 Text To Video",
    task="text-to-video",
    about="Makes a video of five, eight or ten seconds from a prompt.",
)

image_to_video = Endpoint(
    id="fal-ai/pixverse/v5.5/image-to-video",
    input=ImageToVideo,
    output=PixverseOutput,
    service="fal",
    rules=IMAGE_5810_RULES,
    expect=from_image,
    price=V5_5,
    draft=Draft(
        image="image_url",
        ignores=(
            "negative_prompt",
            "style",
            "generate_audio_switch",
            "generate_multi_clip_switch",
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
    title="PixVerse V5.5 Image To Video",
    task="image-to-video",
    about="Makes a video of five, eight or ten seconds that starts with an image.",
)

transition = Endpoint(
    id="fal-ai/pixverse/v5.5/transition",
    input=Transition,
    output=PixverseOutput,
    service="fal",
    rules=TRANSITION_5810_RULES,
    expect=from_text,
    price=V5_5_TRANSITION,
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
            "aspect_ratio": "3:4",
            "resolution": "360p",
            "duration": "5",
            "seed": 7,
        },
    ),
    title="PixVerse V5.5 Transition",
    task="image-to-video",
    about="Makes a video of five, eight or ten seconds that leads from one image to another.",
)

effects = Endpoint(
    id="fal-ai/pixverse/v5.5/effects",
    input=Effects,
    output=PixverseOutput,
    service="fal",
    rules=EFFECTS_5810_RULES,
    expect=from_image,
    price=V5_5,
    draft=Draft(
        prompt="effect",
        image="image_url",
        seed=None,
        ignores=(
            "negative_prompt",
            "thinking_type",
        ),
    ),
    examples=(
        {
            "effect": "Liquid Metal",
            "image_url": "sample:image",
            "resolution": "360p",
            "duration": "5",
        },
    ),
    title="PixVerse V5.5 Effects",
    task="image-to-video",
    about="Makes a video of five, eight or ten seconds in which an effect happens to an image.",
)
