"""PixVerse C1: references, sound, and any whole number of seconds up to fifteen."""

from __future__ import annotations

__all__ = (
    "ImageReference",
    "ImageToVideo",
    "PixverseOutput",
    "ReferenceToVideo",
    "TextToVideo",
    "Transition",
    "image_to_video",
    "reference_to_video",
    "text_to_video",
    "transition",
)

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from framehook.spi import Draft, Endpoint, ImageInput, Input

from ._expect import from_image, from_text
from ._inputs import BetweenImages, FromImage
from ._prices import C1
from ._rules import METERED_RULES, METERED_TRANSITION_RULES, REFERENCE_RULES
from ._schema import MakeSound, PixverseOutput, Prompt, RandomSeed, Resolution, Seconds15, WideRatio

ReferenceImage: TypeAlias = Annotated[
    ImageInput, Field(description="What the prompt calls by its name.")
]
ReferenceName: TypeAlias = Annotated[
    str, Field(description="The name, without the @ that stands before it in the prompt.")
]
ReferenceKind: TypeAlias = Annotated[
    Literal["subject", "background"],
    Field(description="Whether it is a thing in the video, or what stands behind all things."),
]


class ImageReference(Input):
    """An image, and the name under which the prompt calls it."""

    image_url: ReferenceImage
    ref_name: ReferenceName
    type: ReferenceKind = "subject"


ImageReferences: TypeAlias = Annotated[
    list[ImageReference],
    Field(
        min_length=1,
        max_length=7,
        description="Images that the prompt calls by their names, as @name.",
    ),
]


class _Metered(Input):
    """What all of this version take."""

    prompt: Prompt
    resolution: Resolution = "720p"
    duration: Seconds15 = 5
    seed: RandomSeed = None
    generate_audio_switch: MakeSound = False


class TextToVideo(_Metered):
    """Input of a video made from a prompt alone."""

    aspect_ratio: WideRatio = "16:9"


class ImageToVideo(_Metered, FromImage):
    """Input of a video that starts with an image."""


class Transition(_Metered, BetweenImages):
    """Input of a video that leads from one image to another."""

    aspect_ratio: WideRatio = "16:9"


class ReferenceToVideo(_Metered):
    """Input of a video about things and places that images show."""

    image_references: ImageReferences
    aspect_ratio: WideRatio = "16:9"


text_to_video = Endpoint(
    id="fal-ai/pixverse/c1/text-to-video",
    input=TextToVideo,
    output=PixverseOutput,
    service="fal",
    rules=METERED_RULES,
    expect=from_text,
    price=C1,
    draft=Draft(ignores=("generate_audio_switch",)),
    examples=(
        {
            "prompt": "A paper boat drifts down a rainy street.",
            "aspect_ratio": "3:2",
            "resolution": "360p",
            "duration": 4,
            "seed": 7,
        },
    ),
    title="PixVerse C1 Text To Video",
    task="text-to-video",
    about="Makes a video of one to fifteen seconds from a prompt.",
)

image_to_video = Endpoint(
    id="fal-ai/pixverse/c1/image-to-video",
    input=ImageToVideo,
    output=PixverseOutput,
    service="fal",
    rules=METERED_RULES,
    expect=from_image,
    price=C1,
    draft=Draft(image="image_url", ignores=("generate_audio_switch",)),
    examples=(
        {
            "prompt": "The wind rises and the grass bends.",
            "image_url": "sample:image",
            "resolution": "360p",
            "duration": 4,
            "seed": 7,
        },
    ),
    title="PixVerse C1 Image To Video",
    task="image-to-video",
    about="Makes a video of one to fifteen seconds that starts with an image.",
)

transition = Endpoint(
    id="fal-ai/pixverse/c1/transition",
    input=Transition,
    output=PixverseOutput,
    service="fal",
    rules=METERED_TRANSITION_RULES,
    expect=from_text,
    price=C1,
    draft=Draft(
        image="first_image_url", end_image="end_image_url", ignores=("generate_audio_switch",)
    ),
    examples=(
        {
            "prompt": "The day turns into night.",
            "first_image_url": "sample:image",
            "end_image_url": "sample:image",
            "aspect_ratio": "3:2",
            "resolution": "360p",
            "duration": 4,
            "seed": 7,
        },
    ),
    title="PixVerse C1 Transition",
    task="image-to-video",
    about="Makes a video of one to fifteen seconds that leads from one image to another.",
)

reference_to_video = Endpoint(
    id="fal-ai/pixverse/c1/reference-to-video",
    input=ReferenceToVideo,
    output=PixverseOutput,
    service="fal",
    rules=REFERENCE_RULES,
    expect=from_text,
    price=C1,
    draft=Draft(image="image_references/0/image_url", ignores=("generate_audio_switch",)),
    examples=(
        {
            "prompt": "@fox walks through @forest at dawn.",
            "image_references": [
                {"image_url": "sample:image", "ref_name": "fox"},
                {"image_url": "sample:image", "ref_name": "forest", "type": "background"},
            ],
            "aspect_ratio": "3:2",
            "resolution": "360p",
            "duration": 4,
            "seed": 7,
        },
    ),
    title="PixVerse C1 Reference To Video",
    task="image-to-video",
    about="Makes a video of one to fifteen seconds about what reference images show.",
)
