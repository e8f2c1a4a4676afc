"""The content of a Matroska file: its header, and the times of its blocks."""

from __future__ import annotations

__all__ = ("CLUSTER", "Segment")

from collections.abc import Sequence

from ..spi._command import Flow
from ._boxes import Tally
from ._damage import BudgetError
from ._ebml import Element, children, element, number, real
from ._matroska_track import MatroskaTrack, matroska_tracks
from ._window import Window

CLUSTER = b"\x1f\x43\xb6\x75"
_CLUSTER = 0x1F43B675
_SEEK_HEAD, _INFO, _TRACKS = 0x114D9B74, 0x1549A966, 0x1654AE6B
_SEEK, _SEEK_ID, _SEEK_AT = 0x4DBB, 0x53AB, 0x53AC
_SCALE, _LENGTH = 0x2AD7B1, 0x4489
_TIME, _GROUP, _SIMPLE, _BLOCK = 0xE7, 0xA0, 0xA3, 0xA1
_LARGEST_HEADER = 512 * 1024
# A block's head after that of its element: track, time, flags and the first byte of its frame.
_HEAD = 32
_ELEMENTS_PER_BOX = 50
# Seconds. What claims to last for longer than thirty years has a damaged header.
_LONGEST = 1e9


class Segment:
    """
    Walks through a segment element by element, into clusters and groups but nowhere else.

    As no two kinds of element share an identity, one loop does for all levels.

    Attributes:
        scale: Nanoseconds per tick.
        seconds: How long it lasts by its header.
        tracks: Video and audio.
        is_cut: Whether the file ends within an element.
        is_damaged: Whether there is something that is no element.
    """

    __slots__ = (
        "_at",
        "_begin",
        "_cluster",
        "_sought",
        "_tally",
        "_times",
        "_window",
        "is_cut",
        "is_damaged",
        "scale",
        "seconds",
        "tracks",
    )

    def __init__(self, window: Window, begin: int) -> None:
        self.scale = 1_000_000
        self.seconds: float | None = None
        self.tracks: Sequence[MatroskaTrack] = ()
        self.is_cut = False
        self.is_damaged = False
        self._window = window
        self._begin = begin
        self._at = begin
        self._cluster = 0
        self._sought: dict[int, int] = {}
        self._tally = Tally(window.limits.boxes * _ELEMENTS_PER_BOX)
        self._times: dict[int, list[int]] = {}

    def sibling(self, at: int) -> Segment:
        """The same segment, to be read from elsewhere."""
        other = Segment(self._window, at)
        other.tracks, other.scale = self.tracks, self.scale
        return other

    def shown_first(self) -> Sequence[MatroskaTrack]:
        """The tracks, in the order in which a player considers them."""
        return sorted(self.tracks, key=lambda track: not track.is_default)

    def times(self, track: int) -> Sequence[int]:
        """When the frames of a track are shown that have been read, in ticks."""
        return self._times.get(track, ())

    def all_times(self) -> Sequence[int]:
        """When any block begins that has been read."""
        return [time for times in self._times.values() for time in times]

    def main_times(self) -> Sequence[int]:
        """Those of the video, or of whatever comes first."""
        main = next((t for t in self.shown_first() if t.size is not None), None)
        return () if main is None else self.times(main.number)

    def read(self) -> Flow[bool]:
        """Walk to the end if that is affordable, and say whether it was."""
        window = self._window
        afford = True
        try:
            while head := (yield from window.some(self._at, _HEAD)):
                self._tally.one()
                found = element(head)
                if found is None:
                    self.is_damaged = True
                    return False
                if found.id == _CLUSTER and afford:
                    yield from self._missing_headers()
                    afford = window.size is None or window.can_scan(window.size - self._at)
                yield from self._one(found, head)
                if self.is_damaged or (not afford and not window.has(self._at, _HEAD)):
                    return False
            self.is_cut = yield from window.ends_before(self._at)
        except BudgetError:
            return False
        return True

    def _one(self, found: Element, head: bytes) -> Flow[None]:
        body = head[found.start :]
        after = self._at + found.start
        if found.id in (_CLUSTER, _GROUP):
            self._at = after
            return
        if found.id in (_INFO, _TRACKS, _SEEK_HEAD):
            length = min(found.length or 0, _LARGEST_HEADER)
            self._header(found.id, memoryview((yield from self._window.some(after, length))))
        elif found.id == _TIME:
            self._cluster = number(body[: found.length])
        elif found.id in (_SIMPLE, _BLOCK):
            self._block(body)
        # An unknown length is only allowed where the loop steps in.
        self.is_damaged = found.length is None
        self._at = after + (found.length or 0)

    def _header(self, kind: int, body: memoryview) -> None:
        if kind == _TRACKS and not self.tracks:
            self.tracks = matroska_tracks(body)
        elif kind == _INFO:
            fields = dict(children(body))
            self.scale = number(fields.get(_SCALE, b"")) or 1_000_000
            length = real(fields.get(_LENGTH, b"")) * self.scale / 1e9
            self.seconds = length if 0 < length < _LONGEST else None
        elif kind == _SEEK_HEAD:
            for seek, entry in children(body):
                if seek == _SEEK:
                    fields = dict(children(entry))
                    where = self._begin + number(fields.get(_SEEK_AT, b""))
                    self._sought[number(fields.get(_SEEK_ID, b""))] = where

    def _missing_headers(self) -> Flow[None]:
        """Read what a writer has put after the frames."""
        back = self._at
        for kind, is_missing in ((_TRACKS, not self.tracks), (_INFO, self.seconds is None)):
            where = self._sought.pop(kind, None)
            if is_missing and where is not None and where > back:
                found = element((yield from self._window.some(where, _HEAD)))
                if found is not None and found.id == kind:
                    self._at = where
                    yield from self._one(found, b"")
        self._at = back

    def _block(self, body: bytes) -> None:
        if len(body) < 5:
            return
        width = 9 - body[0].bit_length()
        if len(body) < width + 4:
            return
        track = int.from_bytes(body[:width], "big") & ((1 << 7 * width) - 1)
        if self._is_hidden(track, body[width + 3]):
            return
        relative = int.from_bytes(body[width : width + 2], "big", signed=True)
        self._times.setdefault(track, []).append(self._cluster + relative)

    def _is_hidden(self, track: int, first: int) -> bool:
        """VP8 stores reference pictures that are never shown as blocks of their own."""
        return not first & 16 and any(
            found.number == track and found.codec == "vp8" for found in self.tracks
        )
