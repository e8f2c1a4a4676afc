"""Sizes, rotations and the shape of pixels."""

from __future__ import annotations

__all__ = ("aspect", "shown_size", "turn")

from math import gcd

_EXTREME = 32


def aspect(width: int, height: int) -> tuple[int, int] | None:
    """A pixel's shape in lowest terms; `None` if nobody can mean it."""
    if width <= 0 or height <= 0:
        return None
    divisor = gcd(width, height)
    if max(width, height) > _EXTREME * min(width, height):
        return None
    return width // divisor, height // divisor


def shown_size(
    coded: tuple[int, int], pixel: tuple[int, int] | None, rotation: int
) -> tuple[int, int]:
    """
    The size on a screen with square pixels.

    One side grows and none shrinks, which is what browsers do.
    """
    width, height = coded
    if pixel is not None:
        across, down = pixel
        if across > down:
            width = (2 * width * across + down) // (2 * down)
        else:
            height = (2 * height * down + across) // (2 * across)
    return (height, width) if rotation in (90, 270) else (width, height)


def turn(a: int, b: int, d: int) -> int:
    """
    The clockwise degrees of a matrix `a b / c d`, to the nearest quarter.

    A mirror image is not turned: one of `a` and `d` stays positive then.
    """
    if abs(b) > abs(a):
        return 90 if b > 0 else 270
    return 180 if a < 0 and d < 0 else 0
