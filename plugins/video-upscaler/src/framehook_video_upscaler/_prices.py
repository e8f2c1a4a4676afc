"""What the upscaler costs: by the megapixel, all frames together."""

from __future__ import annotations

__all__ = ("BY_MEGAPIXEL", "megapixels")

from datetime import date
from decimal import Decimal

from framehook.spi import Expected, Price, View

from ._expect import Enlargement

_MILLION = Decimal(1_000_000)


def megapixels(
    view: View[Enlargement], expected: Expected | None
) -> tuple[Decimal, Decimal] | None:
    """
    Return how many megapixels are billed, at least and at most.

    Those of the result are meant, as far as one can tell; at the low end stand those of
    the source, because the vendor does not say. Where the frames were not counted, nobody
    knows.
    """
    source = view.facts("/video_url")
    if expected is None or expected.frames is None or expected.size is None or not source.size:
        return None
    low, high = (
        Decimal(wide * tall * expected.frames) for wide, tall in (source.size, expected.size)
    )
    return min(low, high) / _MILLION, high / _MILLION


BY_MEGAPIXEL: Price[Enlargement] = Price.per_unit(
    "0.0008",
    "megapixel",
    megapixels,
    basis=(
        "vendor text and unit price of 2026-07: $0.0008 for each megapixel; at the high end "
        "those of the result, at the low end those of the source, because the vendor does not "
        "say which"
    ),
    as_of=date(2026, 7, 28),
)
