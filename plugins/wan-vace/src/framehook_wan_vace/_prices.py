"""What VACE costs: mostly by the second, and a second has 16 frames."""

from __future__ import annotations

__all__ = (
    "FIRST",
    "FUN",
    "FUN_POSE",
    "LONG_REFRAME",
    "SMALL",
    "VACE_14B",
    "VIDEO_EDIT",
)

from datetime import date
from decimal import Decimal
from math import ceil
from typing import Protocol

from framehook.spi import Expected, Price, View

from ._expect import Following, Sized
from ._frames import MOST, Thinning, counted, thinned

_LEAST = 17
_RATE = 16
_UNIT = "second of 16 frames at 720p"
_TEXT = "vendor text of 2026-01"
_TEXT_DATE = date(2026, 1, 28)
_LIST = "vendor's price list of 2026-07"
_LIST_DATE = date(2026, 7, 28)

# The text names three tiers. The others are taken for the dearest that they may be.
_TIERS = {
    "auto": Decimal(1),
    "720p": Decimal(1),
    "580p": Decimal("0.75"),
    "480p": Decimal("0.5"),
    "360p": Decimal("0.5"),
    "240p": Decimal("0.5"),
}


class _Thinned(Thinning, Sized, Protocol): ...


def _frames(view: View[Following], _expected: Expected | None) -> tuple[Decimal, Decimal]:
    """
    Return the seconds that are billed.

    Frames that are inserted afterwards count at the high end alone, because the vendor does
    not say. A number that is taken from an unknown source is at most 241.
    """
    count = counted(view)
    low = count.generated if count.generated is not None else _LEAST
    high = count.result if count.result is not None else MOST
    return _seconds(low, view.input), _seconds(high, view.input)


def _edited(view: View[_Thinned], _expected: Expected | None) -> tuple[Decimal, Decimal] | None:
    """Return the seconds after frames were left out, and without that at the high end."""
    facts = view.facts("/video_url")
    if facts.frames is None:
        if not view.input.enable_auto_downsample:
            return None
        return _seconds(_LEAST, view.input), _seconds(MOST, view.input)
    used = facts.frames // (thinned(view.input, facts) + 1)
    return _seconds(used, view.input), _seconds(facts.frames, view.input)


def _long(view: View[Sized], _expected: Expected | None) -> tuple[Decimal, Decimal] | None:
    """
    Return the seconds of the result, rounded up to an even number.

    The text bills two seconds at once for the amount that the price list has for one.
    """
    seconds = view.facts("/video_url").duration
    if seconds is None:
        return None
    pairs = ceil(round(seconds, 3) / 2) * _TIERS[view.input.resolution]
    return pairs, pairs * 2


def _seconds(frames: int, given: Sized) -> Decimal:
    return Decimal(frames) / _RATE * _TIERS[given.resolution]


VACE_14B: Price[Following] = Price.per_unit("0.08", _UNIT, _frames, basis=_TEXT, as_of=_TEXT_DATE)
FUN: Price[Following] = Price.per_unit("0.10", _UNIT, _frames, basis=_TEXT, as_of=_TEXT_DATE)
FUN_POSE: Price[Following] = Price.per_unit("0.15", _UNIT, _frames, basis=_LIST, as_of=_LIST_DATE)
FIRST: Price[object] = Price.flat("0.20", "video", basis=_LIST, as_of=_LIST_DATE)
SMALL: Price[object] = Price.unknown("The vendor has published no price for this endpoint.")
VIDEO_EDIT: Price[_Thinned] = Price.per_unit("0.10", _UNIT, _edited, basis=_TEXT, as_of=_TEXT_DATE)
LONG_REFRAME: Price[Sized] = Price.per_unit(
    "0.08",
    "second at 720p",
    _long,
    basis=f"{_LIST}, which is the higher one, and {_TEXT}",
    as_of=_LIST_DATE,
)
