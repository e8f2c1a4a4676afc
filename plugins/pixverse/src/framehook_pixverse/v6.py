"""PixVerse 6: any whole number of seconds up to fifteen, with sound."""

from __future__ import annotations

__all__ = (
    "Extend",
    "ImageToVideo",
    "PixverseOutput",
    "TextToVideo",
    "Transition",
    "extend",
    "image_to_video",
    "text_to_video",
    "transition",
)

from framehook.spi import Draft, Endpoint

from ._expect import extension, from_image, from_text
from ._inputs import BetweenImages, FromImage, Styled
from ._prices import V6
from ._rules import METERED_RULES, METERED_TRANSITION_RULES
from ._schema import (
    MakeSound,
    MultiClip,
    PixverseOutput,
    Resolution,
    Seconds15,
    SourceVideo,
    ThinkingType,
    WideRatio,
)


class _Metered(Styled):
    """What all of this version take."""

    resolution: Resolution = "720p"
    duration: Seconds15 = 5
    generate_audio_switch: MakeSound = False


class _Directed(_Metered):
    """What those take that may have several shots."""

    generate_multi_clip_switch: MultiClip = False
    thinking_type: ThinkingType = None


class TextToVideo(_Directed):
    """Input of a video made from a prompt alone."""

    aspect_ratio: WideRatio = "16:9"


class ImageToVideo(_Directed, FromImage):
    """Input of a video that starts with an image."""


class Transition(_Directed, BetweenImages):
    """Input of a video that leads from one image to another."""

    aspect_ratio: WideRatio = "16:9"


class Extend(_Metered):
    """Input of a video that goes on from another."""

    video_url: SourceVideo


text_to_video = Endpoint(
    id="fal-ai/pixverse/v6/text-to-video",
    input=TextToVideo,
    output=PixverseOutput,
    service="fal",
    rules=METERED_RULES,
    expect=from_text,
    price=V6,
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
            "aspect_ratio": "21:9",
            "resolution": "360p",
            "duration": 4,
            "seed": 7,
        },
    ),
    title="PixVerse V6 Text To Video",
    task="text-to-video",
    about="Makes a video of one to fifteen seconds from a prompt.",
)

image_to_video = Endpoint(
    id="fal-ai/pixverse/v6/image-to-video",
    input=ImageToVideo,
    output=PixverseOutput,
    service="fal",
    rules=METERED_RULES,
    expect=from_image,
    price=V6,
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
            "duration": 4,
            "seed": 7,
        },
    ),
    title="PixVerse V6 Image To Video",
    task="image-to-video",
    about="Makes a video of one to fifteen seconds that starts with an image.",
)

transition = Endpoint(
    id="fal-ai/pixverse/v6/transition",
    input=Transition,
    output=PixverseOutput,
    service="fal",
    rules=METERED_TRANSITION_RULES,
    expect=from_text,
    price=V6,
    draft=Draft(
        image="first_image_url",
        end_image="end_image_url",
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
            "prompt": "The day turns into night.",
            "first_image_url": "sample:image",
            "end_image_url": "sample:image",
            "aspect_ratio": "21:9",
            "resolution": "360p",
            "duration": 4,
            "seed": 7,
        },
    ),
    title="PixVerse V6 Transition",
    task="image-to-video",
    about="Makes a video of one to fifteen seconds that leads from one image to another.",
)

extend = Endpoint(
    id="fal-ai/pixverse/v6/extend",
    input=Extend,
    output=PixverseOutput,
    service="fal",
    rules=METERED_RULES,
    expect=extension,
    price=V6,
    draft=Draft(
        source="video_url",
        ignores=(
            "negative_prompt",
            "style",
            "generate_audio_switch",
        ),
    ),
    examples=(
        {
            "prompt": "The tide comes in.",
            "video_url": "sample:video",
            "resolution": "360p",
            "duration": 4,
            "seed": 7,
        },
    ),
    title="PixVerse V6 Extend",
    task="video-to-video",
    about="Makes a video go on for one to fifteen seconds.",
)
