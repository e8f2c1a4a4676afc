"""What MAGI costs: one unit is one second of 24 frames at 720p and up to 16 steps."""

from __future__ import annotations

__all__ = ("DISTILLED", "MAGI_1", "units")

from datetime import date
from decimal import ROUND_DOWN, Decimal

from framehook.spi import Expected, Price, View

from ._schema import Generation

_FRAMES_PER_UNIT = 24
_STEPS_INCLUDED = 16
_BASIS = "vendor text of 2026-01"
_AS_OF = date(2026, 1, 28)


def units(view: View[Generation], _expected: Expected | None) -> tuple[Decimal, Decimal]:
    """
    Return how many units are billed, at least and at most.

    Only generated frames count. A second that is begun counts in part at the low end and
    in full at the high end, because the vendor does not say. Half as much at 480p; as
    many times as much as there are 16 steps, and never less than once.
    """
    steps = Decimal(max(view.input.num_inference_steps, _STEPS_INCLUDED)) / _STEPS_INCLUDED
    factor = steps * (Decimal("0.5") if view.input.resolution == "480p" else 1)
    frames = view.input.num_frames
    low = Decimal(frames) / _FRAMES_PER_UNIT * factor
    high = -(-frames // _FRAMES_PER_UNIT) * factor
    return low.quantize(Decimal("0.0001"), ROUND_DOWN), high


MAGI_1: Price[Generation] = Price.per_unit("0.20", "second", units, basis=_BASIS, as_of=_AS_OF)
DISTILLED: Price[Generation] = Price.per_unit("0.08", "second", units, basis=_BASIS, as_of=_AS_OF)
