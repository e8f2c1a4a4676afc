"""The endpoint that makes a picture move."""

from __future__ import annotations

__all__ = ("AnimateImage", "AnimatedOutput", "animate_image")

from pydantic import AliasChoices, Field

from framehook.spi import (
    Endpoint,
    File,
    FrameCount,
    ImageInput,
    Input,
    Output,
    Pixels,
    Price,
    Seed,
    Steps,
    VideoInput,
)

from ._expect import followed
from ._rules import RULES


class AnimateImage(Input):
    """Input of a picture that is to move."""

    image_url: ImageInput = Field(description="The picture of the person who is to move.")
    seed: Seed | None = Field(
        default=None,
        description="The same seed gives the same video. Left out, one is drawn at random.",
    )
    guidance_scale: float = Field(
        default=7.5, description="How closely the result is held to the picture."
    )
    motion_sequence_url: VideoInput = Field(
        description="A DensePose video, in which body parts are colours; it says how to move."
    )
    size: Pixels = Field(
        default=512, description="Sides of the square result. The picture is scaled to it."
    )
    steps: Steps = Field(
        default=25, description="How many steps the model takes. More take longer."
    )
    context_frames: FrameCount = Field(
        default=16, description="How many frames the model sees at a time."
    )
    context_overlap: FrameCount = Field(
        default=4,
        description="How many frames two such windows share; fewer than `context_frames`.",
    )


class AnimatedOutput(Output):
    """
    What the endpoint returns. The vendor's pages call the file `video` and `image`.

    Example:
        ```python
        output = AnimatedOutput.model_validate({"image": {"url": "https://cdn.example/a.mp4"}})
        assert output.video.url.endswith("a.mp4") and output.seed is None
        ```
    """

    video: File = Field(validation_alias=AliasChoices("video", "image"), description="The video.")
    seed: int | None = Field(default=None, description="The seed that was used.")


animate_image = Endpoint(
    id="fal-ai/magic-animate",
    input=AnimateImage,
    output=AnimatedOutput,
    service="fal",
    rules=RULES,
    expect=followed,
    price=Price.unknown("the vendor has published no price for it"),
    examples=(
        {"image_url": "sample:image", "motion_sequence_url": "sample:video"},
        {
            "image_url": "sample:image",
            "motion_sequence_url": "sample:video",
            "size": 256,
            "seed": 7,
        },
    ),
    title="Magic Animate",
    task="image-to-video",
    about="Makes the person in a picture move like the one in a video.",
    retired="2026-01",
)
