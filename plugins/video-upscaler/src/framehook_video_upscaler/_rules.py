"""What the schema of the upscaler cannot say."""

from __future__ import annotations

__all__ = ("RULES",)

from collections.abc import Iterator, Sequence
from typing import Any

from framehook.spi import Problem, Rule, View, rule

from ._expect import Enlargement, larger


@rule(
    "up.price",
    level="info",
    basis="implied",
    source="price of 2026-01 and 2026-07: by the megapixel",
    text="Every frame of the result is billed by its pixels, as far as one can tell.",
    wants=(("/video_url", "size"), ("/video_url", "frames")),
)
def price(view: View[Enlargement]) -> Iterator[Problem]:
    """Say how many pixels there will be, because the price grows with them."""
    source = view.facts("/video_url")
    if source.size is None or source.frames is None:
        return
    wide, high = larger(source.size, view.input.scale)
    message = (
        f"{source.frames} frames of {wide}x{high} are {wide * high * source.frames / 1e6:.1f} "
        f"megapixels. It is assumed that those of the result are billed."
    )
    yield Problem("/scale", message, view.input.scale)


RULES: Sequence[Rule[Any]] = (price,)
