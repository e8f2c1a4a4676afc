"""The part of a file that has been read, and the means to read more of it."""

from __future__ import annotations

__all__ = ("Limits", "Window")

from dataclasses import dataclass

from ..spi._command import Flow
from ..spi._read_at import ReadAt
from ._damage import BudgetError

_FIRST = 64 * 1024
_HOP = 16 * 1024
_LARGEST = 256 * 1024
_KEPT = 8
# Reads that a walk leaves for what comes after it.
_RESERVED = 4
# Enough for the header of whatever follows an index, so that it costs no read of its own.
_BEYOND = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    How much of a file may be read.

    Attributes:
        reads: Number of commands.
        scan: Bytes read while walking through the file.
        bulk: Bytes of indexes and of files that have none, read in one piece.
        first: Bytes of the first read.
        hop: Bytes of a read that follows a jump.
        boxes: Boxes of an MP4 file, or elements of a Matroska file, that are looked at.
    """

    reads: int = 64
    scan: int = 1024 * 1024
    bulk: int = 64 * 1024 * 1024
    first: int = _FIRST
    hop: int = _HOP
    boxes: int = 2000


class Window:
    """
    A file of which only some parts have been read.

    Attributes:
        size: Bytes in the file; `None` until it is known.
        limits: How much may be read.
    """

    __slots__ = ("_ahead", "_bulk", "_ceiling", "_kept", "_reads", "_scan", "limits", "size")

    def __init__(self, size: int | None, limits: Limits) -> None:
        self.size = size
        self.limits = limits
        self._ceiling = size
        self._reads = limits.reads
        self._scan = limits.scan
        self._bulk = limits.bulk
        self._ahead = limits.first
        self._kept: list[tuple[int, bytes]] = []

    def some(self, offset: int, size: int) -> Flow[bytes]:
        """
        Read `size` bytes from `offset` on, fewer where the file ends.

        Raises:
            BudgetError: More would have to be read than is allowed.
        """
        size = self._clip(offset, size)
        if size <= 0:
            return b""
        have = self._cached(offset, size)
        if len(have) < size:
            have += yield from self._fetch(offset + len(have), size - len(have))
        return have

    def bulk(self, offset: int, size: int) -> Flow[bytes]:
        """
        Read a long piece, which does not count as walking.

        Raises:
            BudgetError: More would have to be read than is allowed.
        """
        size = self._clip(offset, size)
        if size <= 0:
            return b""
        have = self._cached(offset, size)
        missing = size - len(have)
        if not missing:
            return have
        if missing > self._bulk:
            raise BudgetError
        self._bulk -= missing
        start = offset + len(have)
        answer = yield from self._ask(start, self._clip(start, missing + _BEYOND))
        self._keep(start + missing, answer[missing:])
        return have + answer[:missing]

    def has(self, offset: int, size: int) -> bool:
        """Whether these bytes have been read, as far as the file has them."""
        size = self._clip(offset, size)
        return size <= 0 or len(self._cached(offset, size)) == size

    def can_scan(self, size: int) -> bool:
        """Whether walking through `size` more bytes is within what is allowed."""
        return size <= self._scan

    def ends_before(self, end: int) -> Flow[bool]:
        """Whether the file has fewer than `end` bytes; asks for the last of them if need be."""
        if self._ceiling is None or (self.size is None and end <= self._ceiling):
            last = yield from self._ask(end - 1, 1)
            if last and self._ceiling == end:
                self.size = end
            return not last
        return end > self._ceiling

    def _clip(self, offset: int, size: int) -> int:
        return size if self._ceiling is None else min(size, self._ceiling - offset)

    def _cached(self, offset: int, size: int) -> bytes:
        for start, data in reversed(self._kept):
            if start <= offset < start + len(data):
                return data[offset - start : offset - start + size]
        return b""

    def _fetch(self, offset: int, need: int) -> Flow[bytes]:
        """Read at least `need` bytes, and ahead of them: further the longer a walk is steady."""
        near = any(0 <= offset - start - len(data) <= self._ahead for start, data in self._kept)
        if self._kept:
            self._ahead = min(2 * self._ahead, _LARGEST) if near else self.limits.hop
        if need > self._scan or self._reads <= _RESERVED:
            raise BudgetError
        ask = self._clip(offset, min(max(need, self._ahead), self._scan))
        answer = yield from self._ask(offset, ask)
        self._scan -= len(answer)
        self._keep(offset, answer)
        return answer[:need]

    def _ask(self, offset: int, size: int) -> Flow[bytes]:
        if not self._reads:
            raise BudgetError
        self._reads -= 1
        answer = (yield from ReadAt(offset, size))[:size]
        if len(answer) < size:
            self._ceiling = offset + len(answer)
            # An empty answer only says that the file ends at or before the offset.
            if answer or not offset or (self.size is not None and self.size > self._ceiling):
                self.size = self._ceiling
        return answer

    def _keep(self, offset: int, data: bytes) -> None:
        if data:
            self._kept.append((offset, data))
            del self._kept[:-_KEPT]
