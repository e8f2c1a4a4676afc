"""Sizes of pictures: arithmetic, and nothing else."""

from __future__ import annotations

__all__ = ("Box", "canvas_size", "crop_box", "even", "fit_box", "ratio_of", "ratio_text")

from dataclasses import dataclass
from fractions import Fraction
from math import gcd

_TIERS = {"360p": 360, "480p": 480, "540p": 540, "720p": 720, "1080p": 1080}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """
    Where a picture is scaled to and which part of it is kept, in pixels.

    Example:
        >>> crop_box((1920, 1080), (720, 720))
        Box(width=1280, height=720, left=280, top=0)
    """

    width: int
    height: int
    left: int
    top: int


def even(value: Fraction | float) -> int:
    """Round to the nearest even number of at least 2, as 4:2:0 pictures need."""
    return max(2, round(value / 2) * 2)


def ratio_of(text: str) -> Fraction:
    """Read a shape such as `16:9`."""
    width, _, height = text.partition(":")
    try:
        ratio = Fraction(int(width), int(height))
    except (ValueError, ZeroDivisionError) as error:
        message = f"The shape must look like '16:9', but it is {text!r}."
        raise ValueError(message) from error
    if ratio <= 0:
        message = f"Both sides of a shape must be above 0, but it is {text!r}."
        raise ValueError(message)
    return ratio


def ratio_text(width: int, height: int) -> str:
    """Write a size as its shape, shortened: 1920 x 1080 is `16:9`."""
    divisor = gcd(width, height) or 1
    return f"{width // divisor}:{height // divisor}"


def canvas_size(
    resolution: str, aspect_ratio: str, source: tuple[int, int] | None = None
) -> tuple[int, int]:
    """
    Find the size of a result, in pixels, both even.

    Args:
        resolution: `720p` and the like: the length of the *short* side. `auto` keeps the
            source's.
        aspect_ratio: `16:9` and the like, or `auto` for the shape of `source`, which is
            16:9 where there is no source.
        source: Display size of the input.
    """
    if resolution == "auto":
        short = min(source) if source else 720
    elif resolution in _TIERS:
        short = _TIERS[resolution]
    else:
        message = f"The resolution must be one of {', '.join(_TIERS)}, but it is {resolution!r}."
        raise ValueError(message)
    if aspect_ratio != "auto":
        ratio = ratio_of(aspect_ratio)
    elif source:
        ratio = Fraction(*source)
    else:
        ratio = Fraction(16, 9)
    long = even(short * max(ratio, 1 / ratio))
    return (long, even(short)) if ratio >= 1 else (even(short), long)


def crop_box(source: tuple[int, int], target: tuple[int, int]) -> Box:
    """Scale `source` to cover `target` and keep the middle; the offsets are what is cut."""
    scale = max(Fraction(target[0], source[0]), Fraction(target[1], source[1]))
    width = max(target[0], round(source[0] * scale))
    height = max(target[1], round(source[1] * scale))
    return Box(
        width=width,
        height=height,
        left=(width - target[0]) // 2,
        top=(height - target[1]) // 2,
    )


def fit_box(source: tuple[int, int], target: tuple[int, int]) -> Box:
    """Scale `source` to fit inside `target`; the offsets are the bars, even and non-negative."""
    scale = min(Fraction(target[0], source[0]), Fraction(target[1], source[1]))
    width = min(target[0], even(source[0] * scale))
    height = min(target[1], even(source[1] * scale))
    return Box(
        width=width,
        height=height,
        left=(target[0] - width) // 4 * 2,
        top=(target[1] - height) // 4 * 2,
    )
