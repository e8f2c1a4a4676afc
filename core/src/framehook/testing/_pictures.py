"""Small valid still pictures, and moving ones as GIF."""

from __future__ import annotations

__all__ = ("make_gif", "make_png")

import struct
from binascii import crc32
from collections.abc import Sequence
from zlib import adler32

STORED_LIMIT = 65535
# 128 colours make every code of the compression eight bits wide, as long as the table is
# cleared before it needs a ninth.
COLOURS, CLEAR, END, CLEAR_AFTER = 128, 128, 129, 120


def _check(width: int, height: int, limit: int) -> None:
    if not (1 <= width <= limit and 1 <= height <= limit):
        msg = f"width and height must be between 1 and {limit}, not {width!r} and {height!r}."
        raise ValueError(msg)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))


def _stored(data: bytes) -> bytes:
    # Not compressed: other builds of zlib compress the same data to other bytes.
    blocks = [b"\x78\x01"]
    for start in range(0, len(data), STORED_LIMIT):
        piece = data[start : start + STORED_LIMIT]
        last = start + STORED_LIMIT >= len(data)
        blocks.append(struct.pack("<BHH", last, len(piece), len(piece) ^ 0xFFFF) + piece)
    return b"".join(blocks) + struct.pack(">I", adler32(data))


def make_png(width: int = 64, height: int = 48, seed: int = 0) -> bytes:
    r"""
    Make a PNG picture, eight bits RGB.

    Equal arguments give equal bytes on every machine; another seed gives another picture.

    Example:
        ```python
        assert make_png(8, 8).startswith(b"\x89PNG")
        ```
    """
    _check(width, height, 1 << 16)
    red = bytes((x * 255 // width + seed * 41) % 256 for x in range(width))
    lines: list[bytes] = []
    for y in range(height):
        line = bytearray(3 * width)
        line[0::3] = red
        line[1::3] = bytes(((y * 255 // height + seed * 67) % 256,)) * width
        line[2::3] = bytes((seed * 89 % 256,)) * width
        lines.append(b"\0" + bytes(line))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = _stored(b"".join(lines))
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _compressed(pixels: bytes) -> bytes:
    codes = bytearray()
    for start in range(0, len(pixels), CLEAR_AFTER):
        codes.append(CLEAR)
        codes += pixels[start : start + CLEAR_AFTER]
    codes.append(END)
    blocks = (bytes(codes[start : start + 255]) for start in range(0, len(codes), 255))
    return b"\x07" + b"".join(bytes((len(block),)) + block for block in blocks) + b"\0"


def make_gif(
    width: int = 64,
    height: int = 48,
    frames: int = 8,
    delays: Sequence[int] = (4,),
    *,
    seed: int = 0,
) -> bytes:
    """
    Make a GIF of grey stripes that move down by one line a frame.

    Args:
        width: In pixels.
        height: In pixels.
        frames: How many pictures.
        delays: How long each stays, in hundredths of a second; repeated as needed.
        seed: Selects where the stripes begin.

    Example:
        ```python
        assert make_gif(8, 8, frames=2, delays=(10, 30)).startswith(b"GIF89a")
        ```
    """
    _check(width, height, STORED_LIMIT)
    if frames < 1 or not delays:
        msg = f"A GIF needs frames and delays, not {frames!r} and {delays!r}."
        raise ValueError(msg)
    palette = b"".join(bytes((2 * grey,)) * 3 for grey in range(COLOURS))
    parts = [b"GIF89a", struct.pack("<HHBBB", width, height, 0xF6, 0, 0), palette]
    parts.append(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0")
    for frame in range(frames):
        delay = delays[frame % len(delays)]
        pixels = b"".join(
            bytes(((y - frame + seed * 17) * 9 % COLOURS,)) * width for y in range(height)
        )
        parts.append(struct.pack("<BBBBHBB", 0x21, 0xF9, 4, 0, delay, 0, 0))
        parts.append(struct.pack("<BHHHHB", 0x2C, 0, 0, width, height, 0))
        parts.append(_compressed(pixels))
    return b"".join(parts) + b"\x3b"
