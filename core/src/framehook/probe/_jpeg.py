"""JPEG pictures."""

from __future__ import annotations

__all__ = ("jpeg",)

from ..spi._command import Flow
from ..spi._facts import Facts
from ._damage import DamageError
from ._geometry import shown_size
from ._number import big, little
from ._window import Window

_MOST_SEGMENTS = 200
_EXIF = b"Exif\0\0"
_EXIF_MARKER, _SCAN, _END = 0xE1, 0xDA, 0xD9
_ORIENTATION = 0x0112
# By the number in the tag; the mirrored ones are turned all the same.
_ROTATIONS = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}
# Markers in this range begin a frame, but for tables (C4), extensions (C8) and coding (CC).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset(range(0xD0, 0xD9)) | {0x01}
_TAIL = 4096


def jpeg(window: Window, container: str) -> Flow[Facts]:
    """Probe a JPEG."""
    at, rotation = 2, 0
    size: tuple[int, int] | None = None
    for _ in range(_MOST_SEGMENTS):
        head = yield from window.some(at, 18)
        if len(head) < 4 or head[0] != 0xFF or head[1] == _END:
            break
        marker = head[1]
        if marker in _BARE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        length = big(head, 2, 2)
        if marker == _EXIF_MARKER and head[4:10] == _EXIF:
            rotation = _rotation((yield from window.some(at + 10, length - 8)))
        elif marker in _FRAMES:
            size = big(head, 7, 2), big(head, 5, 2)
        at += 2 + length
        if marker == _SCAN:
            break
    if size is None:
        reason = "The file ends before its picture's size is given."
        raise DamageError(reason, truncated=True)
    cut = yield from _is_cut(window, at)
    return Facts(
        kind="image",
        container=container,
        codec="mjpeg",
        frames=1,
        exact=True,
        coded_size=size,
        size=shown_size(size, None, rotation),
        rotation=rotation,
        sample_aspect=(1, 1),
        has_audio=False,
        truncated=cut,
    )


def _rotation(exif: bytes) -> int:
    """The orientation in the first directory of a TIFF structure."""
    read = {b"II*\0": little, b"MM\0*": big}.get(exif[:4])
    if read is None:
        return 0
    try:
        at = read(exif, 4, 4)
        for entry in range(at + 2, at + 2 + 12 * read(exif, at, 2), 12):
            if read(exif, entry, 2) == _ORIENTATION:
                return _ROTATIONS.get(read(exif, entry + 8, 2), 0)
    except DamageError:
        return 0
    return 0


def _is_cut(window: Window, scan: int) -> Flow[bool]:
    """
    Whether the file ends within its picture.

    Cameras append whole videos, so only a tail that still looks like coded picture data
    is evidence: in those a byte 255 stands before a 0 or a restart marker, and is frequent.
    """
    if window.size is None:
        return False
    start = max(scan, window.size - _TAIL)
    tail = yield from window.bulk(start, _TAIL)
    marks = {tail[at + 1] for at in range(len(tail) - 1) if tail[at] == 0xFF}
    if start > scan and not marks:
        return False
    return marks <= {0, *range(0xD0, 0xD8)}
