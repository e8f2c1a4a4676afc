"""What the inputs of several versions have in common."""

from __future__ import annotations

__all__ = (
    "BetweenImages",
    "Effects",
    "FromImage",
    "ImageToVideo",
    "ImageToVideoFast",
    "Styled",
    "TextToVideo",
    "TextToVideoFast",
    "Transition",
)

from framehook.spi import Input

from ._schema import (
    Effect,
    EndImage,
    FirstFrame,
    FirstImage,
    FormerRatio,
    NegativePrompt,
    Prompt,
    RandomSeed,
    Ratio,
    Resolution,
    ResolutionFast,
    Seconds58,
    Style,
)


class Styled(Input):
    """What all have that are made from a prompt in a style."""

    prompt: Prompt
    negative_prompt: NegativePrompt = ""
    style: Style = None
    seed: RandomSeed = None


class FromImage(Input):
    """What an input has that starts with an image."""

    image_url: FirstFrame


class BetweenImages(Input):
    """What an input has that leads from one image to another."""

    first_image_url: FirstImage
    end_image_url: EndImage


class TextToVideo(Styled):
    """Input of a video made from a prompt alone."""

    aspect_ratio: Ratio = "16:9"
    resolution: Resolution = "720p"
    duration: Seconds58 = "5"


class TextToVideoFast(Styled):
    """Input of a video made from a prompt alone, quicker and dearer."""

    aspect_ratio: Ratio = "16:9"
    resolution: ResolutionFast = "720p"


class ImageToVideo(Styled, FromImage):
    """Input of a video that starts with an image."""

    aspect_ratio: FormerRatio = "16:9"
    resolution: Resolution = "720p"
    duration: Seconds58 = "5"


class ImageToVideoFast(Styled, FromImage):
    """Input of a video that starts with an image, made quicker and dearer."""

    aspect_ratio: FormerRatio = "16:9"
    resolution: ResolutionFast = "720p"


class Transition(Styled, BetweenImages):
    """Input of a video that leads from one image to another."""

    aspect_ratio: Ratio = "16:9"
    resolution: Resolution = "720p"
    duration: Seconds58 = "5"


class Effects(Input):
    """Input of a video in which something well known happens to an image."""

    effect: Effect
    image_url: FirstFrame
    resolution: Resolution = "720p"
    duration: Seconds58 = "5"
    negative_prompt: NegativePrompt = ""
