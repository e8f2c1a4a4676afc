"""Grey JPEG pictures made of even squares, which need no transform."""

from __future__ import annotations

__all__ = ("make_jpeg",)

import struct

from ._bits import Bits

# The usual code for the size of a step in brightness (Annex K of the standard): how many
# codes have 1, 2, 3 … bits, and which sizes they stand for.
STEP_LENGTHS = bytes((0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0))
STEP_SIZES = bytes(range(12))
# Inside a square nothing changes, so that one code suffices: "no more".
REST_LENGTHS = bytes((1, *(0 for _ in range(15))))
NO_MORE = b"\0"
# With this divisor one step of the first coefficient is one step of brightness.
DIVISOR = 8


def _codes() -> list[tuple[int, int]]:
    codes: list[tuple[int, int]] = []
    code = 0
    for length, count in enumerate(STEP_LENGTHS, 1):
        for _ in range(count):
            codes.append((code, length))
            code += 1
        code <<= 1
    return codes


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _scan(width: int, height: int, seed: int) -> bytes:
    codes = _codes()
    before = 0
    bits = Bits()
    for row in range(-(-height // 8)):
        for column in range(-(-width // 8)):
            level = (column * 23 + row * 41 + seed * 59) % 200 - 100
            step, before = level - before, level
            size = abs(step).bit_length()
            bits.fixed(*codes[size])
            bits.fixed(step if step > 0 else step + (1 << size) - 1, size)
            bits.fixed(0, 1)
    # The standard fills the last byte with ones.
    return bits.align(ones=True).to_bytes().replace(b"\xff", b"\xff\0")


def make_jpeg(width: int = 64, height: int = 48, seed: int = 0) -> bytes:
    r"""
    Make a grey baseline JPEG picture: a mosaic of squares of eight pixels.

    Equal arguments give equal bytes on every machine; another seed gives another picture.

    Example:
        ```python
        assert make_jpeg(8, 8).startswith(b"\xff\xd8\xff")
        ```
    """
    if not (1 <= width <= 65500 and 1 <= height <= 65500):
        msg = f"width and height must be between 1 and 65500, not {width!r} and {height!r}."
        raise ValueError(msg)
    parts = [
        b"\xff\xd8",
        _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        _segment(0xDB, b"\0" + bytes((DIVISOR,)) * 64),
        _segment(0xC0, struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0)),
        _segment(0xC4, b"\x00" + STEP_LENGTHS + STEP_SIZES),
        _segment(0xC4, b"\x10" + REST_LENGTHS + NO_MORE),
        _segment(0xDA, bytes((1, 1, 0x00, 0, 63, 0))),
        _scan(width, height, seed),
        b"\xff\xd9",
    ]
    return b"".join(parts)
