"""The first Dream Machine. It left the vendor's lists before 2026; Ray 2 replaces it."""

from __future__ import annotations

__all__ = ("ImageToVideo", "LumaOutput", "TextToVideo", "image_to_video", "text_to_video")

from typing import Annotated, TypeAlias

from pydantic import Field

from framehook.spi import Draft, Endpoint, ImageInput, Input

from ._expect import of_shape
from ._prices import DREAM_MACHINE
from ._schema import AspectRatio, FreePrompt, LastFrame, Loop, LumaOutput

FirstFrame: TypeAlias = Annotated[
    ImageInput, Field(description="The image that the video starts with.")
]


class TextToVideo(Input):
    """Input of a video made from a prompt alone."""

    aspect_ratio: AspectRatio = "16:9"
    loop: Loop = False
    prompt: FreePrompt


class ImageToVideo(Input):
    """Input of a video that starts with an image, and may end with another."""

    aspect_ratio: AspectRatio = "16:9"
    end_image_url: LastFrame = None
    image_url: FirstFrame
    loop: Loop = False
    prompt: FreePrompt


text_to_video = Endpoint(
    id="fal-ai/luma-dream-machine",
    input=TextToVideo,
    output=LumaOutput,
    service="fal",
    expect=of_shape,
    price=DREAM_MACHINE,
    draft=Draft(seed=None),
    examples=(
        {"prompt": "Clouds pass over a mountain lake."},
        {"prompt": "A fire burns in the dark.", "aspect_ratio": "4:3", "loop": True},
    ),
    title="Luma Dream Machine",
    task="text-to-video",
    about="Makes a video of about five seconds from a prompt.",
    retired="before 2026-01",
    replacement="fal-ai/luma-dream-machine/ray-2",
)

image_to_video = Endpoint(
    id="fal-ai/luma-dream-machine/image-to-video",
    input=ImageToVideo,
    output=LumaOutput,
    service="fal",
    expect=of_shape,
    price=DREAM_MACHINE,
    draft=Draft(image="image_url", end_image="end_image_url", seed=None),
    examples=(
        {"prompt": "The camera moves closer.", "image_url": "sample:image"},
        {
            "prompt": "Evening falls.",
            "image_url": "sample:image",
            "end_image_url": "sample:image",
            "aspect_ratio": "21:9",
        },
    ),
    title="Luma Dream Machine (Image to Video)",
    task="image-to-video",
    about="Makes a video of about five seconds that starts with an image.",
    retired="before 2026-01",
    replacement="fal-ai/luma-dream-machine/ray-2/image-to-video",
)
