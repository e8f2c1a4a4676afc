"""The badge that says that a picture is a draft."""

from __future__ import annotations

__all__ = ("draw_mark",)

from av.video.frame import VideoFrame

from ._glyphs import HEIGHT, draw_text, signs_within, text_width

# Luma of what lies under the badge, dimmed to a third, so that the text is always legible.
_DIM = bytes(16 + max(0, value - 16) // 3 for value in range(256))
_INK = 235
_MARGIN = 2


def draw_mark(frame: VideoFrame, text: str) -> None:
    """
    Draw a small badge with `text` into the lower left corner of a `yuv420p` frame.

    The frame is changed in place, so it must not be shared with a decoder. Text that does
    not fit is cut.
    """
    scale = max(1, round(min(frame.width, frame.height) / 360))
    room = frame.width // scale - 6 * _MARGIN
    text = "".join(" " if sign.isspace() else sign for sign in text[: signs_within(room)])
    high = (HEIGHT + 2 * _MARGIN) * scale
    wide = (text_width(text) + 2 * _MARGIN) * scale
    if not text or high + 2 * _MARGIN * scale > frame.height:
        return
    left = _MARGIN * scale
    top = frame.height - high - _MARGIN * scale
    plane = frame.planes[0]
    stride = plane.line_size
    view = memoryview(plane)
    ink = draw_text(text, scale)
    for row in range(high):
        start = (top + row) * stride + left
        line = bytearray(bytes(view[start : start + wide]).translate(_DIM))
        inner = row - _MARGIN * scale
        if 0 <= inner < len(ink):
            _stamp(line, ink[inner], _MARGIN * scale)
        view[start : start + wide] = bytes(line)
    _grey(frame, left // 2, top // 2, wide // 2, high // 2)


def _stamp(line: bytearray, ink: bytes, left: int) -> None:
    start = ink.find(1)
    while start >= 0:
        end = ink.find(0, start)
        end = len(ink) if end < 0 else end
        line[left + start : left + end] = bytes([_INK]) * (end - start)
        start = ink.find(1, end)


def _grey(frame: VideoFrame, left: int, top: int, wide: int, high: int) -> None:
    neutral = bytes([128]) * wide
    for plane in frame.planes[1:3]:
        view = memoryview(plane)
        for row in range(top, top + high):
            start = row * plane.line_size + left
            view[start : start + wide] = neutral
