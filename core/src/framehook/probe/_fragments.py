"""Fragments: frames that are listed piece by piece between the media data."""

from __future__ import annotations

__all__ = ("Defaults", "Fragments", "declared_length", "defaults", "index_length", "spread")

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, islice, repeat
from operator import add

from ._boxes import Tally, boxes
from ._number import big, words
from ._timeline import MOST_TIMES, Timeline

_BASE, _DESCRIPTION, _STEP = 0x01, 0x02, 0x08
_DATA, _FIRST_FLAGS, _OWN_STEP, _SIZE, _FLAGS, _SHIFT = 0x01, 0x04, 0x100, 0x200, 0x400, 0x800


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What holds for all fragments: the usual step of each track, and the whole length."""

    steps: Mapping[int, int]
    length: int


def defaults(extension: memoryview, tally: Tally) -> Defaults:
    """Read an `mvex` box."""
    steps: dict[int, int] = {}
    length = 0
    for box in boxes(extension, tally):
        if box.kind == b"trex":
            steps[big(box.body, 4, 4)] = big(box.body, 12, 4)
        elif box.kind == b"mehd":
            length = big(box.body, 4, 8 if big(box.body, 0, 1) == 1 else 4)
    return Defaults(steps=steps, length=length)


class Fragments:
    """
    The frames of one track, as fragment after fragment tells of them.

    Attributes:
        count: Frames so far.
        ticks: How long they last.
    """

    __slots__ = ("_is_full", "_last", "_next", "_step", "_steps", "_times", "count", "ticks")

    def __init__(self, step: int) -> None:
        self.count = 0
        self.ticks = 0
        self._step = step
        self._next = 0
        self._last = 0
        self._steps: tuple[int, int] | None = None
        self._times: list[int] = []
        self._is_full = False

    def add(self, parts: Mapping[bytes, memoryview], runs: Iterable[memoryview]) -> None:
        """Add the runs of one `traf` box, of which `parts` has the other boxes."""
        step = self._usual_step(parts[b"tfhd"])
        base = parts.get(b"tfdt")
        if base is not None:
            self._next = big(base, 4, 8 if big(base, 0, 1) == 1 else 4)
        for run in runs:
            self._run(run, step)

    def timeline(self) -> Timeline:
        """What the fragments so far amount to."""
        shortest, longest = self._steps or (self._last, self._last)
        times = None if self._is_full else sorted(self._times)
        return Timeline(
            count=self.count,
            ticks=self.ticks,
            shortest=shortest,
            longest=longest,
            times=times,
            end=times[-1] + self._last if times else 0,
        )

    def _usual_step(self, head: memoryview) -> int:
        flags = big(head, 1, 3)
        if not flags & _STEP:
            return self._step
        return big(head, 8 + (8 if flags & _BASE else 0) + (4 if flags & _DESCRIPTION else 0), 4)

    def _run(self, body: memoryview, step: int) -> None:
        flags, count = big(body, 1, 3), big(body, 4, 4)
        at = 8 + (4 if flags & _DATA else 0) + (4 if flags & _FIRST_FLAGS else 0)
        fields = [flag for flag in (_OWN_STEP, _SIZE, _FLAGS, _SHIFT) if flags & flag]
        width = len(fields)
        if not width:
            self._even(count, step)
            return
        values = words(body, at, width * count, "i")
        count = min(count, len(values) // width)
        own, shift = flags & _OWN_STEP, flags & _SHIFT
        steps = values[0 : width * count : width].tolist() if own else [step] * count
        shifts = values[width - 1 : width * count : width].tolist() if shift else [0] * count
        self._notice(steps)
        if self._has_room(count):
            self._times += map(add, accumulate(steps, initial=self._next), shifts)
        total = sum(steps)
        self.count += count
        self.ticks += total
        self._next += total

    def _even(self, count: int, step: int) -> None:
        """Note frames of which nothing is listed but their number."""
        self._notice([step] * min(count, 2))
        if self._has_room(count):
            self._times += islice(accumulate(repeat(step), initial=self._next), count)
        self.count += count
        self.ticks += count * step
        self._next += count * step

    def _notice(self, steps: list[int]) -> None:
        """Widen the range of steps; the last one of all is left out, as it says nothing."""
        if not steps:
            return
        settled = [self._last, *steps[:-1]] if self.count else steps[:-1]
        if settled:
            low, high = self._steps or (settled[0], settled[0])
            self._steps = min(low, *settled), max(high, *settled)
        self._last = steps[-1]

    def _has_room(self, count: int) -> bool:
        """Whether so many times more can be kept; if not, none are from now on."""
        self._is_full = self._is_full or len(self._times) + count > MOST_TIMES
        return not self._is_full


def spread(fragment: memoryview, listeners: Mapping[int, Fragments], tally: Tally) -> None:
    """Give each track of a `moof` box to the one who listens to it."""
    for box in boxes(fragment, tally):
        if box.kind != b"traf":
            continue
        inner = list(boxes(box.body, tally))
        parts = {part.kind: part.body for part in inner}
        listener = listeners.get(big(parts[b"tfhd"], 4, 4)) if b"tfhd" in parts else None
        if listener is not None:
            listener.add(parts, (part.body for part in inner if part.kind == b"trun"))


def declared_length(body: memoryview, remaining: int | None) -> float | None:
    """The seconds that a `sidx` box accounts for, if it covers what is left of the file."""
    wide = big(body, 0, 1) == 1
    scale = big(body, 8, 4)
    at = 28 if wide else 20
    skipped = big(body, at - 8, 8) if wide else big(body, at - 4, 4)
    entries = words(body, at + 4, 3 * big(body, at + 2, 2))
    covered = skipped + sum(entry & 0x7FFFFFFF for entry in entries[0::3])
    if not scale or remaining is None or covered < remaining * 0.95:
        return None
    return sum(entries[1::3]) / scale


def index_length(body: memoryview, track: int, scale: int, tally: Tally) -> float | None:
    """When the last fragment of a track begins, in seconds, by an `mfra` box."""
    for box in boxes(body, tally):
        if box.kind != b"tfra" or big(box.body, 4, 4) != track or not scale:
            continue
        wide, count = big(box.body, 0, 1) == 1, big(box.body, 12, 4)
        widths = big(box.body, 8, 4)
        tail = 3 + (widths >> 4 & 3) + (widths >> 2 & 3) + (widths & 3)
        step = (16 if wide else 8) + tail
        if count:
            return big(box.body, 16 + step * (count - 1), 8 if wide else 4) / scale
    return None
