"""What Luma costs: by the clip, or by the second of the source."""

from __future__ import annotations

__all__ = (
    "DREAM_MACHINE",
    "FLASH_CLIP",
    "FLASH_MODIFY",
    "FLASH_REFRAME",
    "RAY_CLIP",
    "RAY_MODIFY",
    "RAY_REFRAME",
)

from datetime import date
from decimal import Decimal

from framehook.spi import Expected, Price, View

from ._expect import Clip

_BASIS = "vendor's price list of 2026-07"
_AS_OF = date(2026, 7, 28)

_TIERS = {"540p": 1, "720p": 2, "1080p": 4}
_LENGTHS = {"5s": 1, "9s": 2}


def _clips(view: View[Clip], _expected: Expected | None) -> Decimal:
    """Return how many times five seconds at 540p are billed."""
    return Decimal(_TIERS[view.input.resolution] * _LENGTHS[view.input.duration])


def _seconds(view: View[object], _expected: Expected | None) -> Decimal | None:
    """Return the seconds of the source, if they are known."""
    seconds = view.facts("/video_url").duration
    return None if seconds is None else Decimal(str(round(seconds, 3)))


def _per_clip(amount: str) -> Price[Clip]:
    return Price.per_unit(amount, "5 seconds at 540p", _clips, basis=_BASIS, as_of=_AS_OF)


def _per_second(amount: str) -> Price[object]:
    return Price.per_unit(amount, "second", _seconds, basis=_BASIS, as_of=_AS_OF)


DREAM_MACHINE: Price[object] = Price.flat("0.50", "video", basis=_BASIS, as_of=_AS_OF)
RAY_CLIP = _per_clip("0.50")
FLASH_CLIP = _per_clip("0.20")
RAY_MODIFY = _per_second("0.35")
FLASH_MODIFY = _per_second("0.12")
RAY_REFRAME = _per_second("0.20")
FLASH_REFRAME = _per_second("0.06")
