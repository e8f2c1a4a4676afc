"""What LTX Video costs: so much a video, a second or a training step."""

from __future__ import annotations

__all__ = (
    "DEV",
    "DISTILLED",
    "LORA",
    "PER_SECOND",
    "PREVIEW",
    "TRAINING",
    "UNPRICED",
    "V095",
    "billed_seconds",
    "billed_videos",
)

from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from framehook.spi import Expected, Price, View

_BILLED_RATE = 24
_TEXT = "vendor text of 2026-01"
_TEXT_DATE = date(2026, 1, 28)
_LIST = "vendor price list of 2026-07"
_LIST_DATE = date(2026, 7, 28)


def billed_videos(view: View[Any], _expected: Expected | None) -> Decimal:
    """Return how many videos are billed: one, or two with the detail pass."""
    return Decimal(2 if view.input.enable_detail_pass else 1)


def billed_seconds(view: View[Any], _expected: Expected | None) -> tuple[Decimal, Decimal]:
    """
    Return how many seconds are billed, at least and at most.

    They are counted at 24 frames a second, whatever `frame_rate` is, and twice with the
    detail pass. A second that is begun counts in part at the low end and in full at the
    high end, because the vendor does not say.
    """
    factor = 2 if view.input.enable_detail_pass else 1
    frames = view.input.num_frames
    low = Decimal(frames) / _BILLED_RATE * factor
    high = -(-frames // _BILLED_RATE) * factor
    return low.quantize(Decimal("0.0001"), ROUND_DOWN), Decimal(high)


def _steps(view: View[Any], _expected: Expected | None) -> Decimal:
    return Decimal(view.input.number_of_steps)


PREVIEW: Price[Any] = Price.flat("0.02", "video", basis=_LIST, as_of=_LIST_DATE)
V095: Price[Any] = Price.flat("0.04", "video", basis=_LIST, as_of=_LIST_DATE)
DEV: Price[Any] = Price.per_unit("0.20", "video", billed_videos, basis=_LIST, as_of=_LIST_DATE)
DISTILLED: Price[Any] = Price.per_unit(
    "0.04", "video", billed_videos, basis=_LIST, as_of=_LIST_DATE
)
LORA: Price[Any] = Price.flat("0.20", "video", basis=_TEXT, as_of=_TEXT_DATE)
TRAINING: Price[Any] = Price.per_unit("0.002", "step", _steps, basis=_LIST, as_of=_LIST_DATE)
PER_SECOND: Price[Any] = Price.per_unit(
    "0.02", "second", billed_seconds, basis=_LIST, as_of=_LIST_DATE
)
UNPRICED: Price[Any] = Price.unknown("The vendor has published no price for this endpoint.")
