"""
A moving picture as an H.264 stream, without an encoder.

The first picture is stored sample by sample (I_PCM). In every later one a square moves
one macroblock on: the place it leaves and the place it enters are stored, and
everything else is skipped, which means "as before". Nothing is predicted or transformed,
so a decoder gives back exactly these samples.

The stream is Constrained Baseline, 4:2:0, eight bits. Samples stay between 16 and 235 and
are never zero, so that stored blocks need no escaping.
"""

from __future__ import annotations

__all__ = ("Film",)

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from ._bits import Bits

SPS, PPS, IDR, SLICE = b"\x67", b"\x68", b"\x65", b"\x61"
# `ue(25)` in an I slice, `ue(30)` in a P slice: a macroblock of plain samples.
STORED_IN_I, STORED_IN_P = 25, 30
# Predicted from nothing at all, which is grey: 16x16, DC, no residual. Eight bits long.
GREY = b"\x27"
# Two zero bytes before a byte up to three would look like the start of a unit.
LOOKALIKE = re.compile(rb"\x00\x00(?=[\x00-\x03])")
ESCAPE = b"\x00\x00\x03"
# Level by (macroblocks in a picture, macroblocks in a second), Table A-1.
LEVELS = (
    (99, 1485, 10),
    (396, 6000, 12),
    (396, 11880, 13),
    (792, 19800, 21),
    (1620, 40500, 30),
    (3600, 108000, 31),
    (5120, 216000, 32),
    (8192, 245760, 40),
    (8704, 522240, 42),
    (22080, 589824, 50),
    (36864, 983040, 51),
    (36864, 2073600, 52),
    (139264, 4177920, 60),
)
HIGHEST_LEVEL = 62


def _unit(*pieces: bytes) -> bytes:
    return LOOKALIKE.sub(lambda _: ESCAPE, b"".join(pieces))


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """
    A square that crosses a patterned ground, one macroblock a frame.

    Attributes:
        width: In pixels, even.
        height: In pixels, even.
        frames: How many pictures.
        fps: Pictures in a second.
        seed: Selects colours and the way of the square.
        keyframe_every: Frames from one full picture to the next; `None` for only one.
        sample_aspect: Width to height of one pixel.
        flat: Leave everything grey. Huge pictures stay small this way.
    """

    width: int
    height: int
    frames: int
    fps: Fraction
    seed: int = 0
    keyframe_every: int | None = None
    sample_aspect: tuple[int, int] = (1, 1)
    flat: bool = False
    _blocks: dict[tuple[int, int], bytes] = field(default_factory=dict, repr=False, compare=False)

    @property
    def columns(self) -> int:
        """Macroblocks in a row."""
        return -(-self.width // 16)

    @property
    def rows(self) -> int:
        """Rows of macroblocks."""
        return -(-self.height // 16)

    @property
    def side(self) -> int:
        """Macroblocks along one side of the square."""
        return max(1, min(self.columns, self.rows) // 8)

    def sequence(self) -> bytes:
        """Return the sequence parameter set."""
        blocks = self.columns * self.rows
        level = next(
            (level for size, rate, level in LEVELS if blocks <= size and blocks * self.fps <= rate),
            HIGHEST_LEVEL,
        )
        right, below = self.columns * 16 - self.width, self.rows * 16 - self.height
        bits = Bits().fixed(66, 8).fixed(0b11000000, 8).fixed(level, 8)
        # Eight bits of frame number; pictures are shown in the order they are stored.
        bits.unsigned(0, 4, 2, 1).fixed(0, 1).unsigned(self.columns - 1, self.rows - 1)
        bits.fixed(0b11, 2).fixed(1, 1).unsigned(0, right // 2, 0, below // 2)
        return _unit(SPS, self._display(bits.fixed(1, 1)).stop().to_bytes())

    def _display(self, bits: Bits) -> Bits:
        across, down = self.sample_aspect
        if across == down:
            bits.fixed(0, 1)
        else:
            bits.fixed(1, 1).fixed(255, 8).fixed(across, 16).fixed(down, 16)
        bits.fixed(0, 3)  # neither overscan, nor colours, nor chroma position
        ticks = self.fps * 2
        bits.fixed(1, 1).fixed(ticks.denominator, 32).fixed(ticks.numerator, 32).fixed(1, 1)
        bits.fixed(0, 3).fixed(1, 1)  # no buffer model; then limits of reordering
        return bits.fixed(1, 1).unsigned(0, 0, 16, 16, 0, 1)

    def picture_parameters(self) -> bytes:
        """Return the picture parameter set, which allows to switch smoothing off."""
        bits = Bits().unsigned(0, 0).fixed(0, 2).unsigned(0, 0, 0).fixed(0, 3)
        bits.signed(0).signed(0).signed(0)
        return _unit(PPS, bits.fixed(0b100, 3).stop().to_bytes())

    def is_key(self, frame: int) -> bool:
        """Return whether a frame is a full picture."""
        every = self.keyframe_every
        return frame == 0 if every is None else frame % every == 0

    def units(self) -> Iterator[bytes]:
        """Yield one coded slice for each frame."""
        for frame in range(self.frames):
            yield self._full(frame) if self.is_key(frame) else self._change(frame)

    def _full(self, frame: int) -> bytes:
        every = self.keyframe_every or self.frames
        bits = Bits().unsigned(0, 7, 0).fixed(0, 8).unsigned(frame // every % 2)
        bits.fixed(0, 2).signed(0).unsigned(1)
        if self.flat:
            # One byte a block continues at any bit, but joining is faster when aligned.
            grey = int.from_bytes(GREY * (self.columns * self.rows), "big")
            bits.fixed(grey, 8 * self.columns * self.rows)
            return _unit(IDR, bits.stop().to_bytes())
        first = bits.unsigned(STORED_IN_I).align().to_bytes()
        between = Bits().unsigned(STORED_IN_I).align().to_bytes()
        blocks = (
            self.block(frame, column, row)
            for row in range(self.rows)
            for column in range(self.columns)
        )
        # Nothing to escape but the header: samples are never zero.
        header = _unit(IDR, first)
        return header + between.join(blocks) + b"\x80"

    def _change(self, frame: int) -> bytes:
        since = frame % self.keyframe_every if self.keyframe_every else frame
        bits = Bits().unsigned(0, 5, 0).fixed(since % 256, 8).fixed(0, 3).signed(0).unsigned(1)
        pieces = [SLICE]
        previous = -1
        changed: set[int] = set()
        if not self.flat:
            changed = self._square(frame - 1) | self._square(frame)
        for place in sorted(changed):
            row, column = divmod(place, self.columns)
            pieces.append(bits.unsigned(place - previous - 1, STORED_IN_P).align().to_bytes())
            pieces.append(self.block(frame, column, row))
            previous, bits = place, Bits()
        if skipped := self.columns * self.rows - 1 - previous:
            bits.unsigned(skipped)
        pieces.append(bits.stop().to_bytes())
        return _unit(*pieces)

    def corner(self, frame: int) -> tuple[int, int]:
        """Return the column and row of the square's upper left block in a frame."""
        across = max(1, self.columns - self.side + 1)
        down = max(1, self.rows - self.side + 1)
        start = self.seed * 7
        return (start + frame) % across, (start + frame // across) % down

    def _square(self, frame: int) -> set[int]:
        column, row = self.corner(frame)
        return {
            (row + y) * self.columns + column + x
            for y in range(self.side)
            for x in range(self.side)
        }

    def block(self, frame: int, column: int, row: int) -> bytes:
        """Return the samples of one macroblock: 256 of luma, then 64 of each chroma."""
        left, top = self.corner(frame)
        inside = left <= column < left + self.side and top <= row < top + self.side
        if inside:
            return self._texture(16 + (frame * 37 + self.seed * 11) % 60, 1)
        return self._texture(100 + (column * 16 + row * 8 + self.seed * 29) % 96, 0)

    def _texture(self, level: int, kind: int) -> bytes:
        found = self._blocks.get((level, kind))
        if found is None:
            slope = range(level, level + 16) if kind == 0 else (level,) * 16
            luma = b"".join(bytes(step + line for step in slope) for line in range(16))
            blue = 60 + (self.seed * 13 + kind * 90) % 120
            red = 60 + (self.seed * 31 + kind * 60) % 120
            found = luma + bytes((blue,)) * 64 + bytes((red,)) * 64
            self._blocks[level, kind] = found
        return found
